using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Notation;

public class IntegerNotationTests
{
    [TestCase("0", 0)]
    [TestCase("-0", 0)]
    [TestCase(" 42 ", 42)]
    [TestCase("1_000_000", 1_000_000)]
    [TestCase("0x1F", 31)]
    [TestCase("0XdeadBEEF", 0xDEADBEEF)]
    [TestCase("0xff_ff", 0xFFFF)]
    [TestCase("-0b1010_1010", -0b1010_1010)]
    [TestCase("4k", 4_000)]
    [TestCase("4Ki", 4096)]
    [TestCase("3M", 3_000_000)]
    [TestCase("3Mi", 3 * 1048576)]
    [TestCase("2G", 2_000_000_000)]
    [TestCase("2Gi", 2147483648)]
    [TestCase("5T", 5_000_000_000_000)]
    [TestCase("-5Ti", -5497558138880)]
    [TestCase("0x1G", 1_000_000_000)]
    [TestCase("0x10Ki", 16384)]
    [TestCase("0b11k", 3000)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("0x7fffffffffffffff", long.MaxValue)]
    [TestCase("-8388608Ti", long.MinValue)]
    public void IntegerArithmetic(string text, long value) => Assert.That(IntegerNotation.Parse(text), Is.EqualTo(value));

    [TestCase("", 0, "expected an integer, found the end")]
    [TestCase("-", 0, "found '-'")]
    [TestCase("010", 0, "no leading zeros")]
    [TestCase("-007", 0, "no leading zeros")]
    [TestCase("00000200", 0, "no leading zeros")]
    [TestCase("+5", 0, "found '+'")]
    [TestCase("9223372036854775808", 0, "64 bits")]
    [TestCase("-9223372036854775809", 0, "64 bits")]
    [TestCase("8388608Ti", 0, "64 bits")]
    [TestCase("0x10000000000000000", 0, "64 bits")]
    [TestCase("1__0", 1, "underscore")]
    [TestCase("1_", 1, "underscore")]
    [TestCase("0x_1", 2, "hexadecimal digits")]
    [TestCase("0b2", 2, "0 and 1")]
    [TestCase("1K", 1, "ambiguous")]
    [TestCase("1KiB", 1, "without a B")]
    [TestCase("1MB", 1, "without a B")]
    [TestCase("12px", 2, "not with 'px'")]
    [TestCase("1.5", 1, "the end of the number")]
    [TestCase("1 2", 2, "the end of the number")]
    public void Text_that_is_no_integer_is_refused_at_its_place(string text, int position, string reason)
    {
        NotationException error = Assert.Throws<NotationException>(() => IntegerNotation.Parse(text))!;
        Assert.That(error.Reason, Does.Contain(reason));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void A_size_is_not_negative()
    {
        Assert.That(IntegerNotation.ParseSize("256Mi"), Is.EqualTo(268435456));
        Assert.That(() => IntegerNotation.ParseSize("-1"), Throws.TypeOf<NotationException>().With.Message.StartsWith("a size can't be negative\n  -1\n  ^"));
    }

    [Test]
    public void Every_64_bit_integer_reads_back() => Check.One(Properties.Usual, Prop.ForAll<long>(value =>
        IntegerNotation.Parse(value.ToString(CultureInfo.InvariantCulture)) == value
        && (value < 0 || IntegerNotation.Parse("0x" + value.ToString("x", CultureInfo.InvariantCulture)) == value)
        && (value < 0 || IntegerNotation.Parse("0b" + value.ToString("b", CultureInfo.InvariantCulture)) == value)));
}
