using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Tests.Notation;

public sealed class PatternTests
{
    [TestCase("x\"de ad ?? e?\"", "DEAD00E0", "FFFF00F0")]
    [TestCase("x\"DEAD??E?\"", "DEAD00E0", "FFFF00F0")]
    [TestCase("  x\" ?1\t2? \" ", "0120", "0FF0")]
    public void Bytes_may_leave_digits_open(string text, string bytes, string mask)
    {
        HexPattern pattern = (HexPattern)Pattern.Parse(text);
        Assert.That((Convert.ToHexString(pattern.Bytes.AsSpan()), Convert.ToHexString(pattern.Mask.AsSpan())), Is.EqualTo((bytes, mask)));
    }

    [TestCase("\"text\"", "text")]
    [TestCase("\"a\\u00e9\\n\"", "a\u00e9\n")]
    public void Text_is_a_JSON_string(string text, string expected) => Assert.That(Pattern.Parse(text), Is.EqualTo(new TextPattern(expected)));

    [TestCase("5", "5")]
    [TestCase("-1.50", "-1.50")]
    [TestCase("0x1F", "31")]
    [TestCase("4Ki", "4096")]
    [TestCase("true", "true")]
    [TestCase("[1, \"NaN\"]", "[1, \"NaN\"]")]
    [TestCase("{\"a\":1}", "{\"a\":1}")]
    public void A_value_is_written_as_in_an_edit(string text, string json) => Assert.That(((ValuePattern)Pattern.Parse(text)).Json.GetRawText(), Is.EqualTo(json));

    [TestCase("", 0, "expected a pattern")]
    [TestCase("hello", 0, "text \"...\"")]
    [TestCase("\"\"", 0, "empty")]
    [TestCase("x\"\"", 0, "empty")]
    [TestCase("x\" \"", 0, "empty")]
    [TestCase("[]", 0, "empty")]
    [TestCase("x\"1\"", 3, "two hexadecimal digits")]
    [TestCase("x\"1? 2g\"", 6, "two hexadecimal digits")]
    [TestCase("x\"12", 0, "no closing")]
    [TestCase("\"a\" b", 4, "the end of the pattern")]
    [TestCase("null", 0, "null is no value")]
    [TestCase("@-", 0, "expected a pattern")]
    public void Text_that_is_no_pattern_is_refused_with_its_place(string text, int position, string reason)
    {
        NotationException exception = Assert.Throws<NotationException>(() => Pattern.Parse(text))!;
        Assert.That((exception.Position, exception.Reason), Is.EqualTo((position, reason)).Using<(int, string)>((x, y) => x.Item1 == y.Item1 && (x.Item2.Contains(y.Item2, StringComparison.Ordinal) || y.Item2.Contains(x.Item2, StringComparison.Ordinal))), exception.Message);
    }
}
