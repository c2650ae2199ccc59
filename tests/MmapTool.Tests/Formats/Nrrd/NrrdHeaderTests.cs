using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Nrrd;
using MmapTool.Layouts;
using MmapTool.Text;

namespace MmapTool.Tests.Formats.Nrrd;

public sealed class NrrdHeaderTests
{
    private const string Image = "NRRD0004\n# a picture\ntype: unsigned char\ndimension: 2\nsizes: 64 48\nencoding: raw\ndata file: image.raw\n";

    private static NrrdHeader Parse(string text) => NrrdHeader.Parse(Encoding.UTF8.GetBytes(text));

    private static string Field(string field, string value) => Image.Replace("encoding: raw", $"{field}: {value}\nencoding: raw", StringComparison.Ordinal);

    private static string With(string type, string more = "") =>
        $"NRRD0004\ntype: {type}\ndimension: 1\nsizes: 3\n{more}encoding: raw\ndata file: x\n";

    [Test]
    public void Sizes_stand_fastest_first()
    {
        NrrdHeader header = Parse(Image);

        Assert.That(header.DataFile, Is.EqualTo("image.raw"));
        Assert.That(header.LayoutIn(0, 64 * 48), Is.EqualTo(Layout.Contiguous(ElementType.UInt8, [48, 64])));
    }

    [Test]
    public void An_attached_header_ends_with_a_blank_line([Values("\n", "\r\n")] string newLine)
    {
        string text = string.Join(newLine, "NRRD0001", "type: float", "dimension: 1", "sizes: 3", "endian: big", "encoding: raw", "key:=a value: this", "", "");
        NrrdHeader header = NrrdHeader.Parse([.. Encoding.UTF8.GetBytes(text), .. new byte[12]]);

        Assert.That(header.Length, Is.EqualTo(text.Length));
        Assert.That(header.LayoutIn(header.Length, text.Length + 12), Is.EqualTo(Layout.Contiguous(ElementType.Single.WithByteOrder(ByteOrder.Big), [3], text.Length)));
    }

    // The names are those of Teem's own table (enumsNrrd.c).
    [TestCase("signed char", "|i1")]
    [TestCase("int8", "|i1")]
    [TestCase("int8_t", "|i1")]
    [TestCase("uchar", "|u1")]
    [TestCase("unsigned char", "|u1")]
    [TestCase("uint8", "|u1")]
    [TestCase("uint8_t", "|u1")]
    [TestCase("short", "<i2")]
    [TestCase("short int", "<i2")]
    [TestCase("signed short", "<i2")]
    [TestCase("signed short int", "<i2")]
    [TestCase("int16", "<i2")]
    [TestCase("int16_t", "<i2")]
    [TestCase("ushort", "<u2")]
    [TestCase("unsigned short", "<u2")]
    [TestCase("unsigned short int", "<u2")]
    [TestCase("uint16", "<u2")]
    [TestCase("uint16_t", "<u2")]
    [TestCase("int", "<i4")]
    [TestCase("signed int", "<i4")]
    [TestCase("int32", "<i4")]
    [TestCase("int32_t", "<i4")]
    [TestCase("uint", "<u4")]
    [TestCase("unsigned int", "<u4")]
    [TestCase("uint32", "<u4")]
    [TestCase("uint32_t", "<u4")]
    [TestCase("longlong", "<i8")]
    [TestCase("long long", "<i8")]
    [TestCase("long long int", "<i8")]
    [TestCase("signed long long", "<i8")]
    [TestCase("signed long long int", "<i8")]
    [TestCase("int64", "<i8")]
    [TestCase("int64_t", "<i8")]
    [TestCase("ulonglong", "<u8")]
    [TestCase("unsigned long long", "<u8")]
    [TestCase("unsigned long long int", "<u8")]
    [TestCase("uint64", "<u8")]
    [TestCase("uint64_t", "<u8")]
    [TestCase("float", "<f4")]
    [TestCase("double", "<f8")]
    public void Every_alias_of_a_type_is_read(string name, string type) =>
        Assert.That(Parse(With(name, "endian: little\n")).ElementType.ToString(), Is.EqualTo(type));

    [Test]
    public void A_block_is_opaque_bytes() =>
        Assert.That(Parse(With("block", "block size: 12\n")).ElementType, Is.EqualTo(ElementType.Create(ElementKind.Void, 12)));

    [TestCase(0, 0, 10, 10, 0)]
    [TestCase(7, 0, 17, 17, 7)]
    [TestCase(-1, 0, 25, 25, 15)]
    [TestCase(5, 100, 200, 115, 105)]
    public void Bytes_are_skipped_from_the_start_or_counted_from_the_end(long skip, long start, long fileLength, long end, long offset)
    {
        NrrdHeader header = Parse(With("uchar", $"byte skip: {skip}\n").Replace("sizes: 3", "sizes: 10", StringComparison.Ordinal));
        Layout layout = header.LayoutIn(start, fileLength);

        Assert.That((layout.Offset, layout.End), Is.EqualTo((offset, end)));
    }

    [Test]
    public void Data_beyond_the_file_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.Throws<ContainerException>(() => Parse(Image).LayoutIn(0, (64 * 48) - 1));
            Assert.Throws<ContainerException>(() => Parse(Field("byte skip", "1")).LayoutIn(0, 64 * 48));
            Assert.Throws<ContainerException>(() => Parse(Field("byte skip", "-1")).LayoutIn(1, 64 * 48));
            Assert.Throws<ContainerException>(() => Parse(Field("byte skip", "9223372036854775807")).LayoutIn(100, long.MaxValue));
        }
    }

    [TestCase("encoding: gzip", "gzip is refused")]
    [TestCase("encoding: bzip2", "bzip2 is refused")]
    [TestCase("encoding: hex", "hex is refused")]
    [TestCase("encoding: ascii", "ascii is refused")]
    [TestCase("encoding: lzma", "'lzma' is unknown")]
    [TestCase("encoding: raw\nencoding: raw", "a second time")]
    [TestCase("# nothing", "lacks the field 'encoding'")]
    [TestCase("encoding: raw\nsomething", "no field")]
    public void Encodings_other_than_raw_are_refused_by_name(string encoding, string reason) =>
        Assert.That(() => Parse(Image.Replace("encoding: raw", encoding, StringComparison.Ordinal)), Throws.TypeOf<ContainerException>().With.Message.Contains(reason));

    [TestCase("LIST", "LIST")]
    [TestCase("LIST 2", "LIST")]
    [TestCase("slice%03d.raw 1 20 1", "pattern")]
    [TestCase("slice%03d.raw 1 20 1 2", "pattern")]
    [TestCase("", "names no file")]
    public void More_than_one_data_file_is_refused_by_name(string dataFile, string reason) =>
        Assert.That(() => Parse(Image.Replace("image.raw", dataFile, StringComparison.Ordinal)), Throws.TypeOf<ContainerException>().With.Message.Contains(reason));

    [TestCase("type: short\nsizes: 3\ndimension: 1", "'endian' is missing")]
    [TestCase("type: short\nsizes: 3\ndimension: 1\nendian: middle", "neither little nor big")]
    [TestCase("type: char\nsizes: 3\ndimension: 1", "none of NRRD's")]
    [TestCase("type: block\nsizes: 3\ndimension: 1", "lacks the field 'block size'")]
    [TestCase("type: block\nblock size: 0\nsizes: 3\ndimension: 1", "'block size' is no whole number")]
    [TestCase("type: uchar\nsizes: 3 4\ndimension: 1", "2 sizes for 1")]
    [TestCase("type: uchar\nsizes: 0\ndimension: 1", "'sizes' is no whole number")]
    [TestCase("type: uchar\nsizes: 1e3\ndimension: 1", "'sizes' is no whole number")]
    [TestCase("type: uchar\nsizes: 99999999999999999999\ndimension: 1", "'sizes' is no whole number")]
    [TestCase("type: uchar\nsizes: 1\ndimension: 65", "'dimension' is no whole number")]
    [TestCase("type: uchar\nsizes: 3\ndimension: 1\nbyte skip: -2", "'byte skip' is no whole number")]
    [TestCase("type: uchar\nsizes: 3\ndimension: 1\nline skip: -1", "'line skip' is no whole number")]
    public void A_wrong_field_is_refused(string fields, string reason) =>
        Assert.That(() => Parse($"NRRD0004\n{fields}\nencoding: raw\ndata file: x\n"), Throws.TypeOf<ContainerException>().With.Message.Contains(reason));

    [TestCase("NRRD0006\n")]
    [TestCase("NRRD00041\n")]
    [TestCase("NRRD0000\n")]
    [TestCase("nrrd0004\n")]
    [TestCase("")]
    public void Another_version_is_refused(string magic) =>
        Assert.Throws<ContainerException>(() => Parse(Image.Replace("NRRD0004\n", magic, StringComparison.Ordinal)));

    [Test]
    public void A_field_that_NRRD_does_not_define_is_a_warning()
    {
        Assert.That(Parse(Field("content", "a: b")).Warnings, Is.Empty);
        Assert.That(Parse(Field("modality", "MR")).Warnings, Has.One.Contains("'modality'"));
    }

    [Test]
    public void Sizes_that_overflow_are_refused() =>
        Assert.Throws<ContainerException>(() => Parse(Image.Replace("64 48", "9223372036854775807 9223372036854775807", StringComparison.Ordinal)).LayoutIn(0, long.MaxValue));

    [Test]
    public void A_header_without_end_is_refused()
    {
        byte[] endless = new byte[NrrdHeader.MaximumBytes + 100];
        endless.AsSpan().Fill((byte)'#');
        "NRRD0004\n"u8.CopyTo(endless);

        Assert.Throws<ContainerException>(() => NrrdHeader.Parse(endless));
    }

    [Test]
    public void Every_prefix_and_every_change_is_read_or_refused()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Image.Replace("data file: image.raw\n", "endian: little\nbyte skip: 3\nkey:=value\n\n", StringComparison.Ordinal));
        Random random = new(77);
        for (int length = 0; length < seed.Length; length++)
        {
            Assert.Throws<ContainerException>(() => NrrdHeader.Parse(seed.AsSpan(0, length)), $"the first {length} bytes");
        }

        for (int round = 0; round < 20_000; round++)
        {
            byte[] file = [.. seed];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                file[random.Next(file.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"0123456789-: \n#"[random.Next(15)];
            }

            try
            {
                NrrdHeader header = NrrdHeader.Parse(file);
                Assert.That(header.LayoutIn(header.Length, 100_000).End, Is.LessThanOrEqualTo(100_000));
            }
            catch (ContainerException exception)
            {
                Assert.That(exception.Offset, Is.InRange(0, 100_000));
            }
        }
    }
}
