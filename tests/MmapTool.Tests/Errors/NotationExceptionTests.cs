using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Tests.Errors;

public class NotationExceptionTests
{
    [Test]
    public void The_message_is_the_reason_the_text_and_a_caret_under_the_place() =>
        Assert.That(() => ViewExpression.Parse("h[1:4"), Throws.TypeOf<NotationException>().With.Message.EqualTo(
            "expected ':', ',' or ']', found the end\n  h[1:4\n       ^"));

    [TestCase("[\"😀\"]x", "  [\"😀\"]x\n       ^")]
    [TestCase("[\"e\u0301\"]x", "  [\"e\u0301\"]x\n       ^")]
    [TestCase("\th\t]", "   h ]\n     ^")]
    [TestCase("h\n]", "  h ]\n    ^")]
    [TestCase("h\u001b]", "  h\\x1B]\n   ^")]
    public void The_caret_stands_under_its_character_whatever_stands_before_it(string text, string shown)
    {
        string message = Assert.Throws<NotationException>(() => ViewExpression.Parse(text))!.Message;
        Assert.That(message[(message.IndexOf('\n') + 1)..], Is.EqualTo(shown));
    }

    [Test]
    public void A_reason_is_one_line_even_where_the_text_is_not() =>
        Assert.That(new NotationException("a\nb", 1, "found '\n'").Message.Split('\n'), Has.Length.EqualTo(3));

    [Test]
    public void A_long_text_is_shown_around_the_place()
    {
        string text = "h[" + string.Concat(Enumerable.Repeat("0,", 500)) + "x" + string.Concat(Enumerable.Repeat(",0", 500)) + "]";
        NotationException error = Assert.Throws<NotationException>(() => ViewExpression.Parse(text))!;
        string[] lines = error.Message.Split('\n');
        Assert.That(lines[1], Has.Length.LessThan(200).And.StartsWith("  …").And.EndsWith("…"));
        Assert.That(lines[1][lines[2].IndexOf('^')], Is.EqualTo('x'));
        Assert.That(error.Text, Is.EqualTo(text));
    }
}
