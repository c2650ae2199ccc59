using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Testing;

namespace MmapTool.Tests.Notation;

public class ViewExpressionTests
{
    private static readonly ElementType Record = ElementTypeNotation.Parse("{t:u1,T:u2,\"a b\":u1(3),view:u1}");

    [TestCase("h[0]", 10, "<i2", 0, "", "")]
    [TestCase("h[1:4]", 10, "<i2", 2, "3", "2")]
    [TestCase("h.cast(B)", 10, "|u1", 0, "10", "1")]
    [TestCase("h.cast(B)[5]", 10, "|u1", 5, "", "")]
    [TestCase("B(2,3)", 6, "|u1", 0, "2,3", "3,1")]
    [TestCase("B[:8].cast(i)", 10, "<i4", 0, "2", "4")]
    [TestCase("", 5, "|u1", 0, "5", "1")]
    [TestCase("  ", 5, "|u1", 0, "5", "1")]
    [TestCase("[1:]", 5, "|u1", 1, "4", "1")]
    [TestCase(".T", 5, "|u1", 0, "5", "1")]
    [TestCase(".cast(u1,5,1)", 5, "|u1", 0, "5,1", "1,1")]
    [TestCase("<f4(1000,-1)", 8000, "<f4", 0, "1000,2", "8,4")]
    [TestCase("i2[::-1]", 10, "<i2", 8, "5", "-2")]
    [TestCase("i2[1:+2]", 10, "<i2", 2, "2", "2")]
    [TestCase("i2[0:+3:2]", 12, "<i2", 0, "3", "4")]
    [TestCase("i2[:+2]", 10, "<i2", 0, "2", "2")]
    [TestCase("u1[1Ki:+0x20:0b10000]", 10000, "|u1", 1024, "32", "16")]
    [TestCase("u1[1_000 : -0b10]", 2000, "|u1", 1000, "998", "1")]
    [TestCase("u1(2,3).T", 6, "|u1", 0, "3,2", "1,3")]
    [TestCase("u1(2,3).transpose()", 6, "|u1", 0, "3,2", "1,3")]
    [TestCase("u1(1,2,3).transpose(2,0,-2)", 6, "|u1", 0, "3,1,2", "1,6,3")]
    [TestCase("u1(1,2,3).transpose((2,0,1))", 6, "|u1", 0, "3,1,2", "1,6,3")]
    [TestCase("u1(2,3).reshape(3,-1)", 6, "|u1", 0, "3,2", "2,1")]
    [TestCase("u1(2,3).reshape((3,2))", 6, "|u1", 0, "3,2", "2,1")]
    [TestCase("u1(2,3).reshape(6,)", 6, "|u1", 0, "6", "1")]
    [TestCase("u1.reshape()", 1, "|u1", 0, "", "")]
    [TestCase("i2(2,2).view(u1)", 8, "|u1", 0, "2,4", "4,1")]
    [TestCase("u1.cast(i2, 2, 2)", 8, "<i2", 0, "2,2", "4,2")]
    [TestCase("u1.cast(i2, (2, 2))", 8, "<i2", 0, "2,2", "4,2")]
    [TestCase("i2.cast({a:i2,b:i2}).b", 8, "<i2", 2, "2", "4")]
    [TestCase("{a:i2,b:{c:u1,d:u1}}.b.d", 8, "|u1", 3, "2", "4")]
    [TestCase("{a:i2,\"T\":u1(2)}[\"T\"]", 8, "|u1", 2, "2,2", "4,1")]
    [TestCase("u1(2,3)[...,1]", 6, "|u1", 1, "2", "3")]
    [TestCase("u1(2,3)[newaxis,1,::-2]", 6, "|u1", 5, "1,2", "0,-2")]
    [TestCase("u1(2,3)[1,]", 6, "|u1", 3, "3", "1")]
    [TestCase(" u1 ( 2 , 3 ) [ 1 , : ] . T ", 6, "|u1", 3, "3", "1")]
    [TestCase("float32", 8, "<f4", 0, "2", "4")]
    [TestCase("i8(0,3)", 0, "<i8", 0, "0,3", "24,8")]
    public void Views_of_raw_bytes(string text, long length, string type, long offset, string shape, string strides)
    {
        Layout layout = ViewExpression.Parse(text).Resolve(length);
        Assert.That(layout.ElementType.ToString(), Is.EqualTo(type));
        Assert.That(layout.Offset, Is.EqualTo(offset));
        Assert.That((string.Join(',', layout.Shape), string.Join(',', layout.Strides)), Is.EqualTo((shape, strides)));
    }

    [TestCase("h", "<i2")]
    [TestCase(" f4 ( 2 , -1 ) [ 0x10 , 1Ki : + 2 : -1 ] ", "<f4(2,-1)[16,1024:+2:-1]")]
    [TestCase("[\"layer.0.weight\"] [ 0 ]", "[\"layer.0.weight\"][0]")]
    [TestCase("[\"\\u0061\"]", "[\"a\"]")]
    [TestCase(".a.transpose().T[\"T\"]", ".a.T.T[\"T\"]")]
    [TestCase("[\"view\"]", "[\"view\"]")]
    [TestCase(".x[\"y\"]", ".x.y")]
    [TestCase("[::]", "[:]")]
    [TestCase(".cast(B,()).reshape(()).transpose(())", ".cast(|u1,()).reshape().transpose(())")]
    [TestCase("", "")]
    public void The_canonical_spelling(string text, string canonical) =>
        Assert.That(ViewExpression.Parse(text).ToString(), Is.EqualTo(canonical));

    [TestCase("weight[0]", 0, "'weight' is no element type")]
    [TestCase("weight[0]", 0, "[\"weight\"]")]
    [TestCase("u16[0]", 0, "u16 is u2")]
    [TestCase("h[", 2, "expected an index")]
    [TestCase("h[]", 2, "expected an index")]
    [TestCase("h[,]", 2, "expected an index")]
    [TestCase("h[1", 3, "expected ',' or ']', found the end")]
    [TestCase("h[1:2:3:4]", 7, "expected ':', ',' or ']'")]
    [TestCase("h[1.5]", 3, "expected ',' or ']', found '.'")]
    [TestCase("h[::0]", 4, "step of 0")]
    [TestCase("h[1:+-2]", 5, "can't be negative")]
    [TestCase("h[a]", 2, "[\"a\"]")]
    [TestCase("h[None]", 2, "newaxis")]
    [TestCase("h[1k:2K]", 6, "ambiguous")]
    [TestCase("h[99999999999999999999]", 2, "64 bits")]
    [TestCase("h[\"a\",1]", 5, "expected ']'")]
    [TestCase("h.", 2, "cast, view, reshape, transpose, bits and T")]
    [TestCase("h.5", 2, "[\"5\"]")]
    [TestCase("h.mean()", 2, "there is no method 'mean'; there are cast, view, reshape, transpose, bits and T")]
    [TestCase("h.cast", 6, "'(' and an element type")]
    [TestCase("h.cast()", 7, "expected an element type")]
    [TestCase("h.cast(\"B\")", 7, "without quotes")]
    [TestCase("h.cast(B 2)", 9, "',' and dimensions, or ')'")]
    [TestCase("h.cast(B,)", 9, "a dimension")]
    [TestCase("h.reshape", 9, "'(' and dimensions")]
    [TestCase("h.reshape(2;3)", 11, "',' or ')'")]
    [TestCase("h.reshape(-1,-1)", 13, "only one dimension")]
    [TestCase("h.reshape(-2)", 10, "can't be negative")]
    [TestCase("h.bits", 6, "the bits, [lo:hi]; a field of that name is written [\"bits\"]")]
    [TestCase("h.bits[3]", 8, "':' and the bit behind the highest")]
    [TestCase("h.bits[3:]", 9, "the number of the bit behind the highest")]
    [TestCase("h.bits[:3]", 7, "the number of the lowest bit")]
    [TestCase("h.bits[-1:3]", 7, "the number of the lowest bit")]
    [TestCase("h.bits[0:3:1]", 10, "']'")]
    [TestCase("h.bits[0:3].T", 11, "only indices may follow .bits[...]")]
    [TestCase("h.bits[0:3][0].bits[0:1]", 14, "only indices may follow .bits[...]")]
    [TestCase("h.bits[0:3][\"a\"]", 11, "only indices may follow .bits[...]")]
    [TestCase("h.bits[0:3].cast(B)", 11, "only indices may follow .bits[...]")]
    [TestCase("h(2", 3, "',' or ')'")]
    [TestCase("h h", 2, "'[', '.' or the end")]
    [TestCase("h]", 1, "'[', '.' or the end, found ']'")]
    [TestCase("#", 0, "an element type, '[' or '.', found '#'")]
    [TestCase("[\"a]", 1, "no closing")]
    [TestCase("[\"a\\q\"]", 4, "a backslash begins no escape here")]
    [TestCase("[\"\\ud800\"]", 1, "surrogate")]
    public void Text_that_does_not_parse_is_refused_at_its_place(string text, int position, string reason)
    {
        NotationException error = Assert.Throws<NotationException>(() => ViewExpression.Parse(text))!;
        Assert.That(error.Reason, Does.Contain(reason));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void Members_are_asked_for_by_name_and_are_shown_where_there_is_none()
    {
        Layout weight = Layout.Contiguous(ElementType.Single, [4, 3], 64);
        Layout? Member(string name) => name == "layer.0.weight" ? weight : null;
        Layout Resolve(string text, Layout? own = null) => ViewExpression.Parse(text).Resolve(1000, own, Member, () => "layer.0.weight");

        Assert.That(Resolve("[\"layer.0.weight\"][1]"), Is.EqualTo(weight.Index(1)));
        Assert.That(Resolve("", weight), Is.EqualTo(weight));
        Assert.That(Resolve("f4"), Is.EqualTo(Layout.Contiguous(ElementType.Single, [250])));
        Assert.That(() => Resolve("[0]"), Throws.TypeOf<ViewException>().With.Message.EqualTo("name a member, as in [\"name\"]: the file has layer.0.weight"));
        Assert.That(() => Resolve("[\"x\"]"), Throws.TypeOf<ViewException>().With.Message.EqualTo("there is no member 'x'; the members are layer.0.weight"));
    }

    [Test]
    public void A_name_at_the_start_is_a_field_where_the_files_own_view_has_it()
    {
        Layout own = Layout.Contiguous(Record, [4], 10);
        Layout Resolve(string text) => ViewExpression.Parse(text).Resolve(100, own, _ => null, () => "");

        Assert.That(Resolve("[\"T\"]"), Is.EqualTo(own.Field("T")));
        Assert.That(Resolve(".t"), Is.EqualTo(own.Field("t")));
        Assert.That(Resolve("[1:][\"a b\"]"), Is.EqualTo(own.Index(ViewIndex.Slice(1, null)).Field("a b")));
        Assert.That(() => Resolve("[\"x\"]"), Throws.TypeOf<ViewException>());
    }

    [TestCase("u1.reshape(3,4)", "in .reshape(3,4): ")]
    [TestCase("u1[20]", "in [20]: ")]
    [TestCase("i3", "in <i3: ")]
    [TestCase("u1.x", "in .x: ")]
    public void A_step_that_does_not_fit_is_named(string text, string start) =>
        Assert.That(() => ViewExpression.Parse(text).Resolve(10), Throws.TypeOf<ViewException>().With.Message.StartsWith(start).And.Message.Not.Contains("\n"));

    [Test]
    public void An_expression_reads_back_from_its_own_text() => Seeds.Each(3000, static seed =>
    {
        ViewExpression view = RandomViews.Make(new Random(seed));
        Assert.That(ViewExpression.Parse(view.ToString()), Is.EqualTo(view));
    });

    [Test]
    public void Equal_expressions_have_equal_hash_codes() => Seeds.Each(300, static seed =>
    {
        ViewExpression view = RandomViews.Make(new Random(seed));
        Assert.That(ViewExpression.Parse(view.ToString()).GetHashCode(), Is.EqualTo(view.GetHashCode()), $"{view}");
    });

    [Test]
    public void A_field_that_can_only_be_quoted_is_held_apart_from_a_member()
    {
        Layout own = Layout.Contiguous(Record, [4]);
        ViewExpression view = new(null, ImmutableArray.Create<ViewStep>(new FieldStep("view")));
        ViewExpression read = ViewExpression.Parse(view.ToString());
        Layout member = Layout.Contiguous(ElementType.Double, [1]);
        Assert.That(read.Resolve(100, own, _ => member, () => ""), Is.EqualTo(own.Field("view")));
    }
}
