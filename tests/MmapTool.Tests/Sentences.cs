using System.Text.RegularExpressions;

namespace MmapTool.Tests;

/// <summary>Takes comments and documents apart into sentences, and counts their words.</summary>
internal static partial class Sentences
{
    /// <summary>The sentences of the comment lines of a source file, each with the number of the line in which its block begins.</summary>
    /// <param name="lines">The file.</param>
    /// <param name="isScript">Whether comments begin with <c>#</c> and not with <c>//</c>.</param>
    /// <remarks>
    /// A block is a row of comment lines. Comments behind code are left out, and so are lines that are indented within a comment: diagrams and listings.
    /// </remarks>
    public static List<(int Line, string Sentence)> OfComments(string[] lines, bool isScript = false)
    {
        Regex comment = isScript ? ScriptComment() : CommentLine();
        List<(int Line, string Sentence)> sentences = [];
        List<string> block = [];
        for (int index = 0; index <= lines.Length; index++)
        {
            if (index < lines.Length && comment.Match(lines[index]) is { Success: true } match)
            {
                block.Add(match.Groups[1].Value);
            }
            else if (block.Count > 0)
            {
                int first = index - block.Count + 1;
                IEnumerable<string> prose = block.Where(line => !line.StartsWith("  ", StringComparison.Ordinal));
                sentences.AddRange(InComment(string.Join(' ', prose)).Select(sentence => (first, sentence)));
                block.Clear();
            }
        }

        return sentences;
    }

    /// <summary>
    /// The sentences of a document in Markdown, each with the number of the line in which its paragraph begins. Headings, tables and code blocks are left
    /// out. A piece of code within a sentence counts as one word.
    /// </summary>
    public static List<(int Line, string Sentence)> OfDocument(string[] lines)
    {
        List<(int Line, string Sentence)> sentences = [];
        List<string> paragraph = [];
        bool isFenced = false;
        for (int index = 0; index <= lines.Length; index++)
        {
            string line = index < lines.Length ? lines[index] : "";
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            bool isIndented = line.StartsWith("    ", StringComparison.Ordinal) && paragraph.Count == 0;
            bool isProse = !isFence && !isFenced && !isIndented && line.Trim().Length > 0 && line[0] is not ('|' or '#' or '<');
            isFenced ^= isFence;
            Match item = ListItem().Match(line);
            if (paragraph.Count > 0 && (!isProse || item.Success))
            {
                string text = InlineCode().Replace(string.Join(' ', paragraph), "`code`");
                text = Link().Replace(text, "$1").Replace("**", "", StringComparison.Ordinal);
                sentences.AddRange(Split(text).Select(sentence => (index - paragraph.Count + 1, sentence)));
                paragraph.Clear();
            }

            if (isProse)
            {
                paragraph.Add(item.Success ? item.Groups[1].Value : line.Trim());
            }
        }

        return sentences;
    }

    /// <summary>The number of words, parted by white space.</summary>
    public static int WordsOf(string sentence) => sentence.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Whether the sentence has a clause or a pronoun in the place of its subject, which a reader has to guess.</summary>
    public static bool HidesItsSubject(string sentence) => Unnamed().IsMatch(sentence);

    private static IEnumerable<string> InComment(string comment)
    {
        string text = CodeElement().Replace(Reference().Replace(CodeBlock().Replace(comment, " "), "$1"), "");
        return Element().Split(text).SelectMany(Split);
    }

    private static IEnumerable<string> Split(string text) => SentenceEnd().Split(text.Trim()).Where(sentence => sentence.Length > 0);

    [GeneratedRegex("^\\s*///? ?(.*)")]
    private static partial Regex CommentLine();

    [GeneratedRegex("^\\s*#(?!!) ?(.*)")]
    private static partial Regex ScriptComment();

    [GeneratedRegex("<code>.*?</code>")]
    private static partial Regex CodeBlock();

    [GeneratedRegex("<(?:see|paramref|typeparamref)[^>]*?(?:cref|name|langword)=\"([^\"]*)\"[^>]*/>")]
    private static partial Regex Reference();

    [GeneratedRegex("</?c>")]
    private static partial Regex CodeElement();

    [GeneratedRegex(@"</?(?:summary|param|returns|remarks|exception|para|item|list|description|inheritdoc|typeparam|content|value|term)\b[^>]*>")]
    private static partial Regex Element();

    [GeneratedRegex("``?[^`]*``?")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*(?:[-*]|\d+\.) +(.*)")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?:(?<=[.!?;:])|(?<=[.!?][)""]))\s+(?=[A-Z(`])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^(?:What|Whoever|Nobody|Whatever)\b")]
    private static partial Regex Unnamed();
}
