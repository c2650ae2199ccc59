using System.Diagnostics;
using System.Text;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Testing;

namespace MmapTool.Tests.Notation;

/// <summary>On any text the parsers answer with a value or a <see cref="NotationException"/>, and steps with a <see cref="ViewException"/>.</summary>
public class NotationFuzzTests
{
    private static readonly string[] Seeds =
    [
        "h[1:4]", "<f4(1000,-1).T", "[\"layer.0.weight\"][...,newaxis,::-1]", "{t:<u8, v:<f4, tag:S8, rgb:u1(3), inner:{a:i2,b:i2}@40, V4}.inner.a",
        "u1.cast(h,2,3).view(B).reshape(-1).transpose(0)", "u1[1Ki:+0x20:0b10]", "h.cast(B)[5] = 4", "f4 += 1.5e-3", "h[0] : -2 -> [1,{\"a\":\"\\u0041\"}]",
        "u1 = x\"de ad be ef\"", "u1 = @\"a b\"::h[::2]", "u1 = @-", "f.bin::u1[::2]", "-0x7fff_ffff_ffff_ffffk", "entry(4)@446", "table[0].lba", "B.cast(entry(2)).T", "{a:entry,b:word(2)}", "mbr.entry(4)@446.type", "let nest = {x:entry,y:pair}", "nest={a:table}",
        "tail[1:] = @::table.lba", ">bf16", "ci2[0] = (1+2j)", "<ibm4", "vaxf += 1.5", "{a:vaxg,b:ci1}", "u10p[0] = [1,2,3,4]", "float8_e4m3fn", "<u4@8.bits[3:17][0] : 1 -> 0x1f", "<M8[25s](2)@8 = [NaT, \"2026-01-02\"]", "{t:>m8[ns],n:U2be}.n[0] = '\\x01\\U0001f600'",
    ];

    private const string Alphabet = "hiuBfcSUVMmsDxT0123456789[](){}<>=|@!?.,:;+-*/%&^#\"'\\_ \t\n\0äß😀kMGi\uD800\uDC00newaxis";

    private static readonly ViewNames Names = ViewNames.None
        .With("entry={boot:u1,lba:<u4@8,@16}").With("word=>u2").With("pair={a:entry,b:word}").With("table=entry(2)@4").With("tail=[8:]").With("layer=[\"layer.0\"].T");

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Mutated_texts_give_a_value_or_an_error_of_the_notation(int seed)
    {
        Random random = new(seed);
        int parsed = 0;
        for (int round = 0; round < 30_000; round++)
        {
            string text = Mutated(random);
            parsed += Reads(text) ? 1 : 0;
        }

        Assert.That(parsed, Is.GreaterThan(1000), "mutations that leave nothing to parse test little");
    }

    [Test]
    public void Texts_of_random_tokens_give_a_value_or_an_error_of_the_notation()
    {
        Random random = new(4);
        for (int round = 0; round < 30_000; round++)
        {
            StringBuilder text = new();
            for (int length = random.Next(30); length > 0; length--)
            {
                text.Append(Alphabet[random.Next(Alphabet.Length)]);
            }

            Reads(text.ToString());
        }
    }

    // The text is longer as JSON than as it stands.
    [TestCase("['\"\"\"\"\\q']")]
    [TestCase("['\\x01\\x02\\xq']")]
    [TestCase("[\"\\U0001f600\\U\"]")]
    public void AnEscapeThatIsNoneIsAnErrorWithinTheText(string text)
    {
        NotationException error = Assert.Throws<NotationException>(() => ViewExpression.Parse(text))!;
        Assert.That(error.Position, Is.GreaterThan(0).And.LessThan(text.Length - 1));
    }

    [TestCase("[")]
    [TestCase("(")]
    [TestCase("{")]
    [TestCase("{a:")]
    [TestCase("u1[")]
    [TestCase("[0]")]
    [TestCase(".T")]
    [TestCase(".reshape(")]
    [TestCase(".cast({a:")]
    [TestCase("0")]
    [TestCase("_")]
    [TestCase("\"")]
    [TestCase("\\\"")]
    [TestCase("h = [")]
    [TestCase("{\"a\":")]
    [TestCase("x\"00")]
    [TestCase("@::")]
    [TestCase("@")]
    [TestCase("V1,")]
    [TestCase("😀")]
    public void Endless_repetition_is_answered_in_bounded_time(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        Stopwatch watch = Stopwatch.StartNew();
        Reads(text);
        Reads("h = " + text);
        Reads("{" + text);
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static string Mutated(Random random)
    {
        StringBuilder text = new(Seeds[random.Next(Seeds.Length)]);
        for (int change = random.Next(4); change > 0; change--)
        {
            int place = random.Next(text.Length + 1);
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(place, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                case 1 when place < text.Length:
                    text.Remove(place, 1);
                    break;
                case 2 when place < text.Length:
                    text[place] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                default:
                    string other = Seeds[random.Next(Seeds.Length)];
                    int from = random.Next(other.Length);
                    text.Insert(place, other.AsSpan(from, random.Next(other.Length - from + 1)));
                    break;
            }
        }

        return text.ToString();
    }

    private static bool Reads(string text)
    {
        bool any = false;
        any |= Parses(() => IntegerNotation.Parse(text));
        any |= Parses(() => ElementTypeNotation.Parse(text, Names).ToString());
        any |= Parses(() => Edit.Parse(text, 0, Names).ToString());
        any |= Parses(() => FileView.Parse(text, Names).ToString());
        any |= Parses(() => Names.With(text).Given.Count());
        any |= Parses(() => EditScript.Parse([text], Names).Count());
        any |= Parses(() =>
        {
            ViewExpression view = ViewExpression.Parse(text, Names);
            Assert.That(ViewExpression.Parse(view.ToString()), Is.EqualTo(view), "what is printed reads back, without names");
            foreach (long length in (long[])[0, 1, 24, 4096, long.MaxValue])
            {
                try
                {
                    Layout layout = view.Resolve(length);
                    layout.EnsureWithin(length);
                }
                catch (ViewException exception)
                {
                    Assert.That(exception.Message, Does.Not.Contain("\n"));
                }
            }
        });
        return any;
    }

    private static bool Parses(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (NotationException exception)
        {
            Assert.That(exception.Position, Is.InRange(0, exception.Text.Length));
            Assert.That(exception.Message.Split('\n'), Has.Length.EqualTo(3));
            return false;
        }
    }

    private static bool Parses<T>(Func<T> parse) => Parses(() => { parse(); });
}
