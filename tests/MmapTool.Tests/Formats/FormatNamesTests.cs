using System.Text.RegularExpressions;
using MmapTool.Formats;
using MmapTool.Testing;

namespace MmapTool.Tests.Formats;

/// <summary>
/// No code outside of the folder Formats names a container format: one more of them touches its own folder and the list. Comments may, and examples of the help may have
/// files of such names.
/// </summary>
public sealed partial class FormatNamesTests
{
    private static readonly string[] Names = [.. ContainerFormats.All.Select(format => format.Info.Name)];

    [Test]
    public void No_code_outside_of_the_formats_names_one()
    {
        string root = Path.Combine(Repository.Root, "src");
        string[] files =
        [
            .. from project in (string[])["MmapTool", "MmapTool.Cli"]
               from path in Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories)
               where !Excluded().IsMatch(Path.GetRelativePath(root, path))
               select path,
        ];
        Assert.That(files, Has.Length.GreaterThan(200));
        string[] named = [.. from path in files from line in NamedIn(File.ReadAllText(path)) select $"{Path.GetRelativePath(root, path)}: {line}"];
        Assert.That(named, Is.Empty, string.Join('\n', named));
    }

    [TestCase("if (format == \"raw\")", true)]
    [TestCase("x is RawFormat", true)]
    [TestCase("RecordingPlace.AdoptNpy", true)]
    [TestCase("NpyHeader.Write(a)", true)]
    [TestCase("string npyHeader;", true)]
    [TestCase("using MmapTool.Formats.Nrrd;", true)]
    [TestCase("$\"write it with -o NAME.npy\"", true)]
    [TestCase("\"see --format raw\"", true)]
    [TestCase("// A comment on npy and RawFormat.", false)]
    [TestCase("\"mmaptool show data.npy '[0]'\\n\" +", false)]
    [TestCase("\"Of a raw file the bytes; raw bytes\"", false)]
    [TestCase("json.GetRawText(), Drawn(raw: 1)", false)]
    public void A_name_is_seen_where_it_stands(string code, bool isNamed) => Assert.That(NamedIn(code).Any(), Is.EqualTo(isNamed));

    private static IEnumerable<string> NamedIn(string source)
    {
        foreach (string line in source.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))
        {
            // An example of the help names files; "raw file" and "raw bytes" are English.
            string code = English().Replace(Example().Replace(line, ""), "");
            foreach (string name in Names)
            {
                string capital = char.ToUpperInvariant(name[0]) + name[1..];

                // A word of its own in a literal; in an identifier one with the words of a format's code, as every format's name may be a word of English too.
                bool isNamed = Literal().Matches(code).Any(literal => Regex.IsMatch(literal.Value, $@"(?<![A-Za-z_]){name}(?![A-Za-z_])", RegexOptions.IgnoreCase))
                    || Regex.IsMatch(code, $@"\b{capital}(?:Format|Header|Magic|Bytes|Fields|Types)\b|\b{name}(?:Format|Header|Magic)\b|(?<=[a-z.]){capital}(?![a-z]|Value|Text)|\.{capital}\b");
                if (isNamed)
                {
                    yield return line.Trim();
                    break;
                }
            }
        }
    }

    [GeneratedRegex(@"^MmapTool[/\\]Formats[/\\]|(^|[/\\])(bin|obj)[/\\]")]
    private static partial Regex Excluded();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex("\"mmaptool .*")]
    private static partial Regex Example();

    [GeneratedRegex(@"\b[Rr]aw (?:file|bytes)s?\b")]
    private static partial Regex English();
}
