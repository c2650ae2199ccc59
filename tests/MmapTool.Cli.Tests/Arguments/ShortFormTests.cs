using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Arguments;

/// <summary>A short form does what the long one does: the same words, exit status and files.</summary>
public sealed class ShortFormTests
{
    [TestCase("patch FILE [0]=1", "--dry-run", "-n")]
    [TestCase("convert FILE <u2 --to >u2 --in-place", "--dry-run", "-n")]
    [TestCase("recover FILE --discard", "--dry-run", "-n")]
    [TestCase("extract FILE -o OUT", "--dry-run", "-n")]
    [TestCase("extract FILE -o OUT", "--force", "-f")]
    [TestCase("patch FILE [0]=1 --save-undo OUT", "--force", "-f")]
    [TestCase("patch FILE [0]=1", "--quiet", "-q")]
    [TestCase("extract FILE -o NEW", "--quiet", "-q")]
    [TestCase("stats FILE", "--json", "-j")]
    [TestCase("show FILE [:3]", "--json", "-j")]
    [TestCase("hash MISSING", "--json", "-j")]
    [TestCase("", "--version", "-V")]
    [TestCase("", "--help", "-h")]
    public void A_short_form_does_what_the_long_form_does(string words, string longForm, string shortForm)
    {
        (Answer Answer, Dictionary<string, string> Files) one = Run(longForm);
        (Answer Answer, Dictionary<string, string> Files) other = Run(shortForm);
        Assert.That((other.Answer.Exit, other.Answer.Output, other.Answer.Error), Is.EqualTo((one.Answer.Exit, one.Answer.Output, one.Answer.Error)));
        Assert.That(other.Files, Is.EquivalentTo(one.Files));

        // Each undo has a number of its own.
        static string Content(byte[] bytes) => bytes.AsSpan().StartsWith("MMAPUNDO"u8) ? $"an undo of {bytes.Length} bytes" : Convert.ToHexString(bytes);

        (Answer Answer, Dictionary<string, string> Files) Run(string form)
        {
            using TemporaryFolder folder = new();
            folder.Write("file", [.. Enumerable.Range(0, 16).Select(number => (byte)number)]);
            folder.Write("out", [7]);
            string[] all = [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word switch
            {
                "FILE" => folder["file"],
                "OUT" => folder["out"],
                "NEW" => folder["new"],
                "MISSING" => folder["missing"],
                _ => word,
            }), form];
            Answer answer = CommandRunner.Run(all);
            answer = answer with { Output = answer.Output.Replace(folder.Path, "", StringComparison.Ordinal), Error = answer.Error.Replace(folder.Path, "", StringComparison.Ordinal) };
            return (answer, Directory.GetFiles(folder.Path).ToDictionary(path => Path.GetFileName(path), path => Content(File.ReadAllBytes(path))));
        }
    }
}
