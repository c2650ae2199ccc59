using System.Text.RegularExpressions;
using MmapTool.Testing;

namespace MmapTool.Tests;

/// <summary>Comments in <c>src</c> are short sentences that name their subject. Readers know English as a second language, and the code not at all.</summary>
public sealed partial class PlainEnglishTests
{
    private const int MostWords = 30;

    [Test]
    public void No_sentence_of_a_comment_is_longer_than_30_words()
    {
        string[] offenders = [.. Sources().Where(at => WordsOf(at.Sentence) > MostWords).Select(at => $"{at.Place} ({WordsOf(at.Sentence)} words): {at.Sentence}")];
        Assert.That(offenders, Is.Empty, string.Join('\n', offenders));
    }

    [Test]
    public void No_sentence_of_a_comment_begins_with_what_or_whoever()
    {
        string[] offenders = [.. Sources().Where(at => Unnamed().IsMatch(at.Sentence)).Select(at => $"{at.Place}: {at.Sentence}")];
        Assert.That(offenders, Is.Empty, string.Join('\n', offenders));
    }

    [Test]
    public void Sentences_are_told_apart_over_lines_and_elements()
    {
        string[] text =
        [
            "    /// <summary>",
            "    /// A view of <see cref=\"Layout\"/>, or",
            "    /// <c>null</c>. What it means: it is empty; Nobody asks.",
            "    /// </summary>",
            "    /// <param name=\"mode\">Whatever fits.</param>",
            "    int x = 1; // no line of its own",
            "    // The next block.",
        ];
        Assert.That(
            SentencesOf(text),
            Is.EqualTo(new[]
            {
                (1, "A view of Layout, or null."), (1, "What it means: it is empty;"), (1, "Nobody asks."), (1, "Whatever fits."), (7, "The next block."),
            }));
        Assert.That(SentencesOf(text).Count(at => Unnamed().IsMatch(at.Sentence)), Is.EqualTo(3));
    }

    private static IEnumerable<(string Place, string Sentence)> Sources()
    {
        string root = Path.Combine(NativeBuild.Root ?? throw new InvalidOperationException("the tests do not lie in a checkout"), "src");
        string[] files = [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories).Where(path => !Built().IsMatch(Path.GetRelativePath(root, path))).Order(StringComparer.Ordinal)];
        Assert.That(files, Has.Length.GreaterThan(100));
        return from file in files
               from at in SentencesOf(File.ReadAllLines(file))
               select ($"{Path.GetRelativePath(root, file)}:{at.Line}", at.Sentence);
    }

    // A block is the comment lines that follow one another, told by the number of its first line. Comments behind code are left out.
    private static List<(int Line, string Sentence)> SentencesOf(string[] lines)
    {
        List<(int Line, string Sentence)> sentences = [];
        List<string> block = [];
        for (int index = 0; index <= lines.Length; index++)
        {
            if (index < lines.Length && CommentLine().Match(lines[index]) is { Success: true } match)
            {
                block.Add(match.Groups[1].Value);
            }
            else if (block.Count > 0)
            {
                int first = index - block.Count + 1;
                sentences.AddRange(SentencesIn(string.Join(' ', block)).Select(sentence => (first, sentence)));
                block.Clear();
            }
        }

        return sentences;
    }

    private static IEnumerable<string> SentencesIn(string comment)
    {
        string text = InlineCode().Replace(Reference().Replace(CodeBlock().Replace(comment, " "), "$1"), "");
        return Element().Split(text).SelectMany(part => SentenceEnd().Split(part.Trim())).Where(sentence => sentence.Length > 0);
    }

    private static int WordsOf(string sentence) => sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    [GeneratedRegex("(^|[/\\\\])(bin|obj)[/\\\\]")]
    private static partial Regex Built();

    [GeneratedRegex("^\\s*///? ?(.*)")]
    private static partial Regex CommentLine();

    [GeneratedRegex("<code>.*?</code>")]
    private static partial Regex CodeBlock();

    [GeneratedRegex("<(?:see|paramref|typeparamref)[^>]*?(?:cref|name|langword)=\"([^\"]*)\"[^>]*/>")]
    private static partial Regex Reference();

    [GeneratedRegex("</?c>")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"</?(?:summary|param|returns|remarks|exception|para|item|list|description|inheritdoc|typeparam|content|value|term)\b[^>]*>")]
    private static partial Regex Element();

    [GeneratedRegex(@"(?<=[.!?;:])\s+(?=[A-Z(`])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^(?:What|Whoever|Nobody|Whatever)\b")]
    private static partial Regex Unnamed();
}
