using MmapTool.Testing;

namespace MmapTool.Tests;

/// <summary>
/// Comments and documents have short sentences that name their subject. Readers know English as a second language, and the code not at all.
/// </summary>
public sealed class PlainEnglishTests
{
    private const int MostWords = 30;

    private static readonly string Root = Repository.Root;

    [Test]
    public void No_sentence_is_longer_than_30_words([Values("src", "tests", "bench", "documents")] string part)
    {
        string[] offenders = [.. SentencesOf(part).Where(at => Sentences.WordsOf(at.Sentence) > MostWords).Select(at => $"{at.Place} ({Sentences.WordsOf(at.Sentence)} words): {at.Sentence}")];
        Assert.That(offenders, Is.Empty, string.Join('\n', offenders));
    }

    [Test]
    public void No_sentence_begins_with_what_or_whoever([Values("src", "tests", "bench", "documents")] string part)
    {
        string[] offenders = [.. SentencesOf(part).Where(at => Sentences.HidesItsSubject(at.Sentence)).Select(at => $"{at.Place}: {at.Sentence}")];
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
            "    //   What stands in a listing",
        ];
        Assert.That(
            Sentences.OfComments(text),
            Is.EqualTo(new[]
            {
                (1, "A view of Layout, or null."), (1, "What it means: it is empty;"), (1, "Nobody asks."), (1, "Whatever fits."), (7, "The next block."),
            }));
        Assert.That(Sentences.OfComments(text).Count(at => Sentences.HidesItsSubject(at.Sentence)), Is.EqualTo(3));
        Assert.That(Sentences.OfComments(["#!/bin/sh", "# One.", "x=1 # two"], isScript: true), Is.EqualTo(new[] { (1 + 1, "One.") }));
    }

    [Test]
    public void Sentences_of_documents_leave_out_headings_tables_and_code()
    {
        string[] text =
        [
            "# What it is",
            "It is `a b c` of",
            "[a page](a/b c.md). **Nobody.** Reads it.",
            "- First",
            "    goes on.",
            "- Second.",
            "| What | Nobody |",
            "",
            "    What is code",
            "```",
            "What is code",
            "",
            "Nobody",
            "```",
            "<!-- What -->",
            "1. End.",
        ];
        Assert.That(
            Sentences.OfDocument(text),
            Is.EqualTo(new[] { (2, "It is `code` of a page."), (2, "Nobody."), (2, "Reads it."), (4, "First goes on."), (6, "Second."), (16, "End.") }));
    }

    private static IEnumerable<(string Place, string Sentence)> SentencesOf(string part)
    {
        string[] files = [.. part == "documents" ? Documents() : Sources(part)];
        Assert.That(files, Has.Length.GreaterThan(9));
        return from file in files
               let lines = File.ReadAllLines(file)
               from at in Path.GetExtension(file) switch
               {
                   ".md" => Sentences.OfDocument(lines),
                   ".cs" or ".cpp" => Sentences.OfComments(lines),
                   _ => Sentences.OfComments(lines, isScript: true),
               }
               select ($"{Path.GetRelativePath(Root, file)}:{at.Line}", at.Sentence);
    }

    private static IEnumerable<string> Sources(string part) => Directory.EnumerateFiles(Path.Combine(Root, part), "*", SearchOption.AllDirectories)
        .Where(path => Path.GetExtension(path) is ".cs" or ".cpp" or ".py" or ".sh")
        .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj"))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Documents() =>
    [
        .. new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "data-samples/README.md" }.Select(name => Path.Combine(Root, name)),
        .. Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Order(StringComparer.Ordinal),
    ];
}
