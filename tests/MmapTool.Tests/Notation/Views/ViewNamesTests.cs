using System.Text;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Testing;

namespace MmapTool.Tests.Notation;

/// <summary>Names for views and element types. A name means the same as its text wherever it stands, and a parsed view holds no names.</summary>
public class ViewNamesTests
{
    private const string Entry = "{boot:u1,lba:<u4@8,@16}";

    private static readonly ViewNames Names = ViewNames.None
        .With($"entry={Entry}").With("pair = {a:entry,b:>u2}").With("word=>u2").With("table=entry(2)@4").With("first=table[0]").With("tail=[8:]").With("layer=[\"layer.0\"].T");

    [TestCase("entry", Entry)]
    [TestCase("entry(4)@446", $"{Entry}(4)@446")]
    [TestCase("entry@-16", $"{Entry}@-16")]
    [TestCase("entry.lba", $"{Entry}.lba")]
    [TestCase("entry[0][\"boot\"]", $"{Entry}[0].boot")]
    [TestCase("B[:32].cast(entry)", $"B[:32].cast({Entry})")]
    [TestCase("B[:32].cast(entry(1,2))", $"B[:32].cast({Entry},1,2)")]
    [TestCase("B[:32].cast(entry,2)", $"B[:32].cast({Entry},2)")]
    [TestCase("B[:32].view(entry)", $"B[:32].view({Entry})")]
    [TestCase("{a:entry, b:u2}", $"{{a:{Entry},b:u2}}")]
    [TestCase("{a:entry(3)@2, b:word(2)}", $"{{a:{Entry}(3)@2,b:>u2(2)}}")]
    [TestCase("pair.a.lba", $"{{a:{Entry},b:>u2}}.a.lba")]
    [TestCase("word(3)", ">u2(3)")]
    [TestCase("table", $"{Entry}(2)@4")]
    [TestCase("table.lba[::-1]", $"{Entry}(2)@4.lba[::-1]")]
    [TestCase("first.lba", $"{Entry}(2)@4[0].lba")]
    [TestCase("tail[0]", "[8:][0]")]
    [TestCase("layer[0]", "[\"layer.0\"].T[0]")]
    [TestCase("mbr.entry(4)@446", "{boot:u1,first_chs:u1(3),type:u1,last_chs:u1(3),lba:<u4,sectors:<u4}(4)@446")]
    [TestCase("{head:V446,entries:mbr.entry(4)}.entries.type", "{head:V446,entries:{boot:u1,first_chs:u1(3),type:u1,last_chs:u1(3),lba:<u4,sectors:<u4}(4)}.entries.type")]
    public void A_name_says_what_its_text_says(string named, string written)
    {
        ViewExpression view = ViewExpression.Parse(named, Names);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(view, Is.EqualTo(ViewExpression.Parse(written)));
            Assert.That(ViewExpression.Parse(view.ToString()), Is.EqualTo(view), "what is printed reads back without the names");
            Assert.That(FileView.Parse($"f.bin::{named}", Names).View, Is.EqualTo(view));
            Assert.That(Edit.Parse($"{named} = @::{named}", 0, Names).ToString(), Is.EqualTo($"{view} = @::{view}"));
        }
    }

    [TestCase("u1=u2", 0, "'u1' is an element type already")]
    [TestCase("h=u2", 0, "'h' is an element type already")]
    [TestCase("float32=u2", 0, "'float32' is an element type already")]
    [TestCase("u4be=u2", 0, "'u4be' is an element type already")]
    [TestCase("S12=u2", 0, "'S12' is an element type already")]
    [TestCase("cast=u2", 0, "'cast' is a step of views")]
    [TestCase("view=u2", 0, "'view' is a step of views")]
    [TestCase("reshape=u2", 0, "'reshape' is a step of views")]
    [TestCase("transpose=u2", 0, "'transpose' is a step of views")]
    [TestCase("T=u2", 0, "'T' is a step of views")]
    [TestCase("newaxis=u2", 0, "'newaxis' is a word of the notation")]
    [TestCase("let=u2", 0, "'let' is a word of the notation")]
    [TestCase("entry=u2", 0, "'entry' is given twice")]
    [TestCase("1st=u2", 0, "a name begins with a letter")]
    [TestCase("", 0, "expected a name")]
    [TestCase("=u2", 0, "expected a name")]
    [TestCase("a.b=u2", 1, "expected '='")]
    [TestCase("size", 4, "expected '='")]
    [TestCase("size=", 5, "expected a view or an element type")]
    [TestCase("size=u2 u4", 8, "expected '[', '.' or the end")]
    [TestCase("size=entri", 5, "did you mean entry?")]
    [TestCase("size={a:table}", 8, "'table' is a view")]
    [TestCase("size=B[:+]", 9, "expected a number of elements")]
    public void A_name_that_can_not_be_given_is_refused_at_its_place(string definition, int position, string reason)
    {
        NotationException? refusal = Assert.Throws<NotationException>(() => Names.With(definition));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal!.Reason, Does.Contain(reason));
            Assert.That(refusal.Position, Is.EqualTo(position));
        }
    }

    [TestCase("entri", "did you mean entry?")]
    [TestCase("tabel[0]", "did you mean table?")]
    [TestCase("flaot32", "did you mean float32?")]
    [TestCase("B.cast(entyr)", "did you mean entry?")]
    [TestCase("{a:wrod}", "did you mean word?")]
    [TestCase("mbr.entri", "there are mbr.entry, mbr.sector")]
    [TestCase("mbr", "did you mean mbr.entry?")]
    [TestCase("u16", "NumPy counts bytes, not bits: u16 is u2")]
    [TestCase("<f32", "NumPy counts bytes, not bits: f32 is f4")]
    [TestCase("<entry", "has its byte order already")]
    [TestCase("B.cast(table)", "'table' is a view")]
    [TestCase("B.view(tail)", "'tail' is a view, [8:], and an element type is needed here")]
    [TestCase("table(2)", "dimensions and a place follow an element type only")]
    [TestCase("table@2", "dimensions and a place follow an element type only")]
    [TestCase("tail.cast(no_such)", "'no_such' is no element type")]
    public void A_text_that_names_wrongly_is_told_what_is_near(string text, string reason) =>
        Assert.That(Assert.Throws<NotationException>(() => ViewExpression.Parse(text, Names))!.Reason, Does.Contain(reason));

    [Test]
    public void A_given_name_hides_the_built_in_names_that_begin_with_it()
    {
        ViewNames names = ViewNames.None.With("mbr={entry:u1}");
        Assert.That(ViewExpression.Parse("mbr.entry", names), Is.EqualTo(ViewExpression.Parse("{entry:u1}.entry")));
    }

    [Test]
    public void Names_are_immutable_and_a_later_name_is_unknown_to_the_earlier_ones()
    {
        ViewNames more = Names.With("late=u1");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(more.Given, Is.EquivalentTo(Names.Given.Append("late")));
            Assert.Throws<NotationException>(() => ViewExpression.Parse("late", Names));
            Assert.Throws<NotationException>(() => ViewNames.None.With("a1x=b1x").With("b1x=u1"));
        }
    }

    [Test]
    public void A_script_names_views_for_the_lines_after()
    {
        const string Script = "\uFEFF# names\r\nlet e2 = entry(1)@0   # one\r\ne2.boot = 0x80\n\n  let word2 = >u2(2)\nword2[0] = 1\n";
        Edit[] edits = [.. EditScript.Read(new MemoryStream(Encoding.UTF8.GetBytes(Script)), Names)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(edits.Select(edit => edit.ToString()), Is.EqualTo((string[])
                [Edit.Parse($"{Entry}(1)@0.boot = 128").ToString(), Edit.Parse(">u2(2)[0] = 1").ToString()]));
            Assert.That(edits.Select(edit => edit.Line), Is.EqualTo((long[])[3, 6]));
            Assert.That(EditScript.Parse(["let q1 = u1", "q1[0] = 2"]).Single().ToString(), Is.EqualTo("|u1[0] = 2"));
        }
    }

    [TestCase("q1[0] = 1\nlet q1 = u1\n", 1, "'q1' is no element type")]
    [TestCase("let q1 = u1\nlet q1 = u2\n", 2, "given twice")]
    [TestCase("let entry = u1\n", 1, "given twice")]
    [TestCase("let\n", 1, "expected a name")]
    [TestCase("let q1\n", 1, "expected '='")]
    [TestCase("let q1 : 2 -> 3\n", 1, "expected '='")]
    [TestCase("let [0] = 3\n", 1, "expected a name")]
    public void A_script_that_names_wrongly_is_refused_by_its_line(string script, long line, string reason)
    {
        NotationException? refusal = Assert.Throws<NotationException>(() => _ = EditScript.Read(new MemoryStream(Encoding.UTF8.GetBytes(script)), Names).ToArray());
        Assert.That((refusal!.Line, refusal.Reason), Is.EqualTo((line, refusal.Reason)));
        Assert.That(refusal.Reason, Does.Contain(reason));
    }

    [Test]
    public void A_file_of_names_holds_nothing_else()
    {
        ViewNames names = ViewNames.None.WithLines(new MemoryStream("# two\nlet a1 = u1\n\nlet b1x = {x:a1}\n"u8.ToArray()));
        NotationException? refusal = Assert.Throws<NotationException>(() => names.WithLines(new MemoryStream("let c1 = u1\na1[0] = 3\n"u8.ToArray())));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(names.Given, Is.EquivalentTo((string[])["a1", "b1x"]));
            Assert.That(refusal!.Line, Is.EqualTo(2));
            Assert.That(refusal.Reason, Does.Contain("let NAME = VIEW"));
        }
    }

    [Test]
    public void The_library_takes_names_where_it_takes_views()
    {
        using TemporaryFolder folder = new();
        using DataFile file = DataFile.Open(folder.Write("f.bin", [0, 1, 2, 3, 4, 5, 6, 7]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(file.View("pairs.b", ViewNames.None.With("pairs={a:u1,b:u1}")).ToBytes(), Is.EqualTo((byte[])[1, 3, 5, 7]));
            Assert.That(ElementTypeNotation.Parse("{x:word}", Names), Is.EqualTo(ElementTypeNotation.Parse("{x:>u2}")));
        }
    }

    // Each line doubles the meaning of the name before. Without a bound, thirty lines would make a type of 2^30 fields, or of 2^30 nested records.
    [TestCase("{x:NAME,y:NAME}", "fields")]
    [TestCase("{x:NAME}", "nest")]
    [TestCase("{x:NAME(0),y:NAME(0)}", "fields")]
    [TestCase("NAME[0][0]", "steps")]
    public void Names_of_names_stay_small(string next, string reason)
    {
        ViewNames names = ViewNames.None.With("n0={a:u1}");
        if (next.Contains('[', StringComparison.Ordinal))
        {
            names = ViewNames.None.With("n0=B[0]");
        }

        NotationException? refusal = Assert.Throws<NotationException>(() =>
        {
            for (int index = 1; index < 2000; index++)
            {
                names = names.With($"n{index}={next.Replace("NAME", $"n{index - 1}", StringComparison.Ordinal)}");
            }
        });
        Assert.That(refusal!.Reason, Does.Contain(reason));
    }

    [Test]
    public void Random_views_mean_the_same_with_names_for_their_parts()
    {
        int named = 0;
        Seeds.Each(3000, seed =>
        {
            Random random = new(seed);
            ViewExpression view = RandomViews.Make(random);
            (ViewNames names, string text) = RandomViews.Named(random, view);
            named += names.Given.Any() ? 1 : 0;
            Assert.That(ViewExpression.Parse(text, names), Is.EqualTo(view), text);
            Assert.That(Edit.Parse($"{text} = 1", 0, names).Target, Is.EqualTo(view), text);
        });
        Assert.That(named, Is.GreaterThan(500));
    }
}
