using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Layouts;

public class LayoutTextTests
{
    [TestCase("h", 10, "<i2")]
    [TestCase("h[1:4]", 10, "<i2[1:4]")]
    [TestCase("h[::-1]", 10, "<i2[4:+5:-1]")]
    [TestCase("h[::2]", 10, "<i2[0:+3:2]")]
    [TestCase("h[3]", 10, "<i2[3]")]
    [TestCase("B(2,3)", 6, "|u1(2,3)")]
    [TestCase("B(2,3).T", 6, "|u1(2,3).T")]
    [TestCase("B(4,6)[1:3,2:]", 24, "|u1[8:+12].reshape(2,6)[:,:+4]")]
    [TestCase("h.bits[3:7]", 10, "<i2.bits[3:7]")]
    [TestCase(">u4@2.bits[0:32]", 10, "|u1[2:+4].cast(>u4,()).bits[0:32]")]
    [TestCase("h.bits[3:7][1:4]", 10, "<i2[1:4].bits[3:7]")]
    [TestCase("B[1:7].cast(h,3)", 10, "|u1[1:+6].cast(<i2)")]
    public void Plain_views_have_plain_texts(string view, long length, string text)
    {
        Layout layout = ViewExpression.Parse(view).Resolve(length);
        Assert.That(ViewExpression.Of(layout, length)?.ToString(), Is.EqualTo(text));
    }

    [Test]
    public void A_views_own_text_reads_back_to_the_same_view()
    {
        LayoutClasses classes = new();
        LayoutWish wish = new() { MayBeFar = true };
        Seeds.Each(10_000, seed =>
        {
            (Layout layout, long length) = LayoutGenerator.Stepped(new Random(seed), wish);
            if (layout.End > length)
            {
                // An empty view can be moved beyond the file; there is nothing to lay it over.
                Assert.That(layout.Count, Is.Zero, $"{layout} in {length} bytes");
                return;
            }

            if (layout.ItemSize == 0)
            {
                // A field of no bytes; no expression makes elements of them.
                return;
            }

            classes.Note(layout);
            layout = layout.ElementType.Kind is ElementKind.SignedInteger or ElementKind.UnsignedInteger && seed % 2 == 0
                ? layout.Bits(seed & 7, 8 * layout.ItemSize)
                : layout;
            ViewExpression? expression = ViewExpression.Of(layout, length);
            Assert.That(expression, Is.Not.Null, $"{layout} in {length} bytes has no text");
            Layout read = ViewExpression.Parse(expression!.ToString()).Resolve(length);
            bool same = read.ElementType.Equals(layout.ElementType) && read.Offset == layout.Offset && read.Shape.SequenceEqual(layout.Shape)
                && (layout.Count == 0 || read.Strides.SequenceEqual(layout.Strides));
            Assert.That(same, $"{layout} in {length} bytes: {expression} gives {read}");
        });
        classes.AssertMet(LayoutClasses.Ranks(5), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Numbers, LayoutClasses.Others, LayoutClasses.NearPlaces, LayoutClasses.FarPlaces);
    }

    [Test]
    public void A_view_that_reaches_the_very_end_of_the_file_has_a_text()
    {
        // Rows of 12 bytes of which the last has only 10: chunks of a whole row would not fit into the file.
        Layout layout = ViewExpression.Parse("i2[::2].reshape(2,3)[:,::2]").Resolve(22);
        Assert.That(layout.End, Is.EqualTo(22));
        Assert.That(ViewExpression.Of(layout, 22)!.Resolve(22), Is.EqualTo(layout));
    }

    [Test]
    public void Terabytes_and_members_in_the_middle_of_a_file_have_texts()
    {
        const long Length = (1L << 50) + 3;
        Layout matrix = Layout.Contiguous(ElementType.Single, [1 << 20, 3_000_000], 123);
        Layout[] layouts = [matrix, matrix.Index(ViewIndex.Slice(5, null, 7), ViewIndex.Slice(null, 1000, -3)), matrix.Transpose(), matrix.Index(ViewIndex.All, -1)];
        Assert.That(layouts.Select(layout => ViewExpression.Of(layout, Length)?.Resolve(Length)), Is.EqualTo(layouts));
    }

    [Test]
    public void An_empty_view_at_the_end_of_the_file_keeps_its_place()
    {
        Layout layout = Layout.Contiguous(ElementType.Double, [0, 3], 128);
        Assert.That(ViewExpression.Of(layout, 128)!.Resolve(128), Is.EqualTo(layout));
    }

    [Test]
    public void Overlapping_elements_have_no_text()
    {
        Layout window = Layout.Create(ElementType.Int16, 0, [3, 4], [2, 2]);
        Layout repeated = Layout.Contiguous(ElementType.Int16, [3]).BroadcastTo([4, 3]);
        Layout beyond = Layout.Contiguous(ElementType.Int16, [30]);
        Assert.That(new[] { window, repeated, beyond }.Select(layout => ViewExpression.Of(layout, 24)), Is.All.Null);
    }
}
