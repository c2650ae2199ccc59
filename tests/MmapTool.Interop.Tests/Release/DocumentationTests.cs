using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// The commands of the documents print what the documents show, run in their order in an empty folder; the tutorial's on a copy of the samples.
/// </summary>
public class DocumentationTests
{
    private static readonly string Root = Repository.Root;

    [TestCase("README.md", false)]
    [TestCase("docs/tutorial.md", true)]
    public void Commands_print_what_the_document_shows(string document, bool onSamples)
    {
        using TemporaryFolder folder = new();
        foreach (string sample in onSamples ? Directory.GetFiles(Path.Combine(Root, "data-samples")) : [])
        {
            File.Copy(sample, folder[Path.GetFileName(sample)]);
        }

        List<(string Command, string Output)> examples = [.. Examples(File.ReadAllLines(Path.Combine(Root, document)))];
        Assert.That(examples, Is.Not.Empty);
        string mmaptool = $"mmaptool() {{ {string.Join(' ', [Command.Start.Program, .. Command.Start.Prefix])} \"$@\"; }}";
        using (Assert.EnterMultipleScope())
        {
            foreach ((string command, string expected) in examples)
            {
                ProcessRun run = ProcessRun.Of("bash", ["-c", $"{mmaptool}; {{ {command}\n}} 2>&1"], folder: folder.Path);
                Assert.That(run.Output, Is.EqualTo(expected), command);
            }
        }
    }

    // Indented lines: a command after "$ ", then its output up to the next command or the end of the block.
    private static IEnumerable<(string Command, string Output)> Examples(string[] lines)
    {
        string? command = null;
        string output = "";
        foreach (string line in lines.Append(""))
        {
            bool isCode = line.StartsWith("    ", StringComparison.Ordinal);
            string text = isCode ? line[4..] : "";
            if (command is not null && (!isCode || text.StartsWith("$ ", StringComparison.Ordinal)))
            {
                yield return (command, output);
                command = null;
            }

            if (text.StartsWith("$ ", StringComparison.Ordinal))
            {
                (command, output) = (text[2..], "");
            }
            else if (command is not null)
            {
                output += text + "\n";
            }
        }
    }
}
