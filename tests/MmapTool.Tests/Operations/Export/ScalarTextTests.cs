using System.Numerics;
using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;

namespace MmapTool.Tests.Operations.Export;

public sealed class ScalarTextTests
{
    private static readonly ElementType Record = ElementType.Record(
    [
        new("t", ElementType.UInt16.WithByteOrder(ByteOrder.Big), 0),
        new("v \"q\"", ElementType.Single.WithByteOrder(ByteOrder.Little), 2),
        new("tag", ElementType.Create(ElementKind.Bytes, 4), 6),
        new("rgb", ElementType.UInt8, 10, [1, 2]),
        new("in", ElementType.Record([new("a", ElementType.Boolean, 0)]), 12),
    ]);

    private static readonly byte[] RecordBytes = [1, 2, 0, 0, 0xC0, 0x3F, (byte)'a', (byte)',', 0xE9, 0, 7, 8, 1];

    // repr(complex(re, im)) in Python 3.11.
    [TestCase(0, 2, "2j")]
    [TestCase(1, 2, "(1+2j)")]
    [TestCase(1.5, -0.0, "(1.5-0j)")]
    [TestCase(-0.0, 2, "(-0+2j)")]
    [TestCase(1e16, double.NaN, "(1e+16+nanj)")]
    [TestCase(0, double.NegativeInfinity, "-infj")]
    public void Complex_numbers_are_Pythons_repr(double real, double imaginary, string expected) =>
        Assert.That(Exported.Scalar(ExportFormat.Text, new Complex(real, imaginary)), Is.EqualTo(expected));

    // repr(bytes) in Python 3.11, of the bytes without trailing NULs.
    [TestCase("abc\0", "b'abc'")]
    [TestCase("\0a\0\0", "b'\\x00a'")]
    [TestCase("a'b", "b\"a'b\"")]
    [TestCase("a'\"", "b'a\\'\"'")]
    [TestCase("\t\n\r\\", "b'\\t\\n\\r\\\\'")]
    [TestCase("\u007f\u00ff~ ", "b'\\x7f\\xff~ '")]
    public void Bytes_are_Pythons_repr(string text, string expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Layout layout = Layout.Contiguous(ElementType.Create(ElementKind.Bytes, bytes.Length), []);
        Assert.That(Exported.Text(new ArrayElements(layout, bytes), ExportFormat.Text), Is.EqualTo(expected));
    }

    [Test]
    public void Booleans_and_odd_integers_are_spelled_in_each_style()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Exported.Scalar(ExportFormat.Text, (byte)2, ElementType.Boolean), Is.EqualTo("True"));
            Assert.That(Exported.Scalar(ExportFormat.Json, (byte)0, ElementType.Boolean), Is.EqualTo("false"));
            Assert.That(
                Exported.Text<byte>(ExportFormat.Text, [0xFF, 0xFF, 0xFE, 0x80, 0, 0], ElementType.Create(ElementKind.SignedInteger, 3, ByteOrder.Big)),
                Is.EqualTo("[-2, -8388608]"));
            Assert.That(
                Exported.Text<byte>(ExportFormat.Json, [0xFF, 0xFF, 0xFE], ElementType.Create(ElementKind.UnsignedInteger, 3)),
                Is.EqualTo("[16711679]"));
            Assert.That(Exported.Text(ExportFormat.Json, [ulong.MaxValue]), Is.EqualTo("[18446744073709551615]"));
        });
    }

    [Test]
    public void Values_without_a_JSON_number_are_strings_and_pairs()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                Exported.Text(ExportFormat.Json, [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0]),
                Is.EqualTo("[\"NaN\",\"Infinity\",\"-Infinity\",-0.0]"));
            Assert.That(Exported.Scalar(ExportFormat.Json, new Complex(0, double.NaN)), Is.EqualTo("[0.0,\"NaN\"]"));
            Assert.That(Exported.Text<byte>(ExportFormat.Json, [0xAB, 0, 1, 2], ElementType.Create(ElementKind.Void, 2)), Is.EqualTo("[\"ab00\",\"0102\"]"));
        });
    }

    [Test]
    public void Records_are_tuples_objects_and_rows()
    {
        ArrayElements one = new(Layout.Contiguous(Record, [1]), RecordBytes);
        Assert.Multiple(() =>
        {
            Assert.That(Exported.Text(one, ExportFormat.Text), Is.EqualTo("[(258, 1.5, b'a,\\xe9', [[7, 8]], (True,))]"));
            Assert.That(
                Exported.Text(one, ExportFormat.Json), Is.EqualTo("[{\"t\":258,\"v \\\"q\\\"\":1.5,\"tag\":\"a,é\",\"rgb\":[[7,8]],\"in\":{\"a\":true}}]"));
            Assert.That(
                Exported.Text(one, ExportFormat.Csv), Is.EqualTo("t,\"v \"\"q\"\"\",tag,rgb[0][0],rgb[0][1],in.a\n258,1.5,\"a,é\",7,8,true\n"));
        });
    }

    [Test]
    public void Types_that_ask_for_endless_text_are_refused()
    {
        ElementType empty = ElementType.Record([new("many", ElementType.Create(ElementKind.Bytes, 0), 0, [1L << 40]), new("a", ElementType.UInt8, 0)]);
        ArrayElements hostile = new(Layout.Contiguous(empty, [1]), [0]);
        Assert.Multiple(() =>
        {
            foreach (ExportFormat format in (ExportFormat[])[ExportFormat.Text, ExportFormat.Json, ExportFormat.Csv])
            {
                Assert.That(() => Exported.Text(hostile, format), Throws.TypeOf<MmapTool.Errors.ViewException>().With.Message.Contains("too many"));
                Assert.That(
                    () => Exported.Text(new ArrayElements(Layout.Contiguous(ElementType.UInt8, [1L << 40, 0]), []), format),
                    format == ExportFormat.Csv ? Is.Empty : Throws.TypeOf<MmapTool.Errors.ViewException>().With.Message.Contains("empty rows"));
            }
        });
    }
}
