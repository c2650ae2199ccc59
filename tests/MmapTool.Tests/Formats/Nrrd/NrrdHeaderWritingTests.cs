using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Nrrd;
using MmapTool.Layouts;

namespace MmapTool.Tests.Formats.Nrrd;

public sealed class NrrdHeaderWritingTests
{
    private static readonly ElementType[] Types =
    [
        ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt32, ElementType.Int64.WithByteOrder(ByteOrder.Big),
        ElementType.UInt64, ElementType.Single, ElementType.Double.WithByteOrder(ByteOrder.Big), ElementType.Create(ElementKind.Void, 7),
    ];

    [Test]
    public void A_layout_is_read_back_as_it_was_recorded([ValueSource(nameof(Types))] ElementType type, [Values(0, 129)] long offset)
    {
        Layout layout = Layout.Contiguous(type, [2, 3, 4], offset);
        NrrdHeader header = NrrdHeader.Parse(Encoding.UTF8.GetBytes(NrrdHeader.Write("my data.bin", layout)));

        Assert.That(header.DataFile, Is.EqualTo("my data.bin"));
        Assert.That(header.LayoutIn(0, layout.End + 5), Is.EqualTo(layout));
    }

    [TestCase(ElementKind.Boolean, 1)]
    [TestCase(ElementKind.Float, 2)]
    [TestCase(ElementKind.BrainFloat, 2)]
    [TestCase(ElementKind.Complex, 8)]
    [TestCase(ElementKind.SignedInteger, 3)]
    [TestCase(ElementKind.Bytes, 4)]
    public void A_type_that_NRRD_lacks_is_refused_with_the_mend(ElementKind kind, int size) =>
        Assert.That(
            () => NrrdHeader.Write("x.bin", Layout.Contiguous(ElementType.Create(kind, size), [3])),
            Throws.TypeOf<ViewException>().With.Message.Contains("-o NAME.npy"));

    [Test]
    public void Layouts_that_NRRD_lacks_are_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.Throws<ViewException>(() => NrrdHeader.Write("x", Layout.FortranContiguous(ElementType.Int16, [2, 3])));
            Assert.Throws<ViewException>(() => NrrdHeader.Write("x", Layout.Contiguous(ElementType.Int16, [])));
            Assert.Throws<ViewException>(() => NrrdHeader.Write("x", Layout.Contiguous(ElementType.Int16, [0, 3])));
            Assert.Throws<ViewException>(() => NrrdHeader.Write("x", Layout.Contiguous(ElementType.Int16, [.. Enumerable.Repeat(1L, 17)])));
            Assert.Throws<ViewException>(() => NrrdHeader.Write("x", Layout.Contiguous(ElementType.Record([new RecordField("a", ElementType.Int16, 0)]), [3])));
        }
    }

    [TestCase("LIST")]
    [TestCase("a%d b c d")]
    [TestCase(" a")]
    [TestCase("a\nb")]
    [TestCase("")]
    public void A_file_name_that_would_mean_something_else_is_refused(string name) =>
        Assert.Throws<ViewException>(() => NrrdHeader.Write(name, Layout.Contiguous(ElementType.Int16, [3])));

    [Test]
    public void Another_type_leaves_the_rest_of_the_header_as_it_was()
    {
        NrrdHeader header = NrrdHeader.Parse("NRRD0005\n# note\ncontent: a picture\ntype: short\ndimension: 1\nsizes: 6\nendian: big\nspacings: 0.5\nencoding: raw\nbyte skip: -1\nwho:=me\ndata file: x.bin\n"u8);
        string text = header.WithLayout(Layout.Contiguous(ElementType.UInt16, [6], 100));

        Assert.That(NrrdHeader.Parse(Encoding.UTF8.GetBytes(text)).LayoutIn(0, 200), Is.EqualTo(Layout.Contiguous(ElementType.UInt16, [6], 100)));
        Assert.That(text.Split('\n'), Is.SupersetOf(new[] { "NRRD0005", "# note", "content: a picture", "spacings: 0.5", "who:=me", "data file: x.bin" }));
    }

    [Test]
    public void Another_shape_is_refused_where_the_header_speaks_of_its_axes()
    {
        NrrdHeader header = NrrdHeader.Parse("NRRD0005\ntype: uchar\ndimension: 1\nsizes: 6\nspacings: 0.5\nencoding: raw\ndata file: x.bin\n"u8);

        Assert.That(() => header.WithLayout(Layout.Contiguous(ElementType.UInt8, [2, 3])), Throws.TypeOf<ViewException>().With.Message.Contains("spacings"));
    }
}
