using MmapTool.Testing;

namespace MmapTool.Faults.Tests.FailedCalls;

/// <summary>Every way of changing files, with a full standard output or standard error. The change is made, and the message about it is true.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class FailedReportTests(CommandForm form) : CommandFixture(form)
{
    // Redirections in a shell's notation. Errors go to a file beside the folder, unless standard error is the stream that fails.
    private static readonly string[] Streams = [">/dev/full", ">&-", ">/dev/full 2>&-", "2>/dev/full", "2>&-", ">&- 2>&-", "<&-"];

    [Test]
    public void A_change_is_made_and_only_its_report_fails([ValueSource(nameof(Streams))] string streams, [Values] bool json)
    {
        using TemporaryFolder folder = new();
        string data = folder["data"];
        Directory.CreateDirectory(data);
        List<string> failures = [];
        foreach (SweptChange change in SweptChange.All)
        {
            change.Restore(data);
            string errors = streams.Contains("2>", StringComparison.Ordinal) ? "" : $" 2>'{folder["errors"]}'";
            File.Delete(folder["errors"]);
            string[] words = [Command.Start.Program, .. Command.Start.Prefix, .. change.For(data), .. json ? (string[])["--json"] : []];
            ProcessRun run = ProcessRun.Of("sh", ["-c", $"\"$@\" {streams}{errors}", "sh", .. words]);
            string said = File.Exists(folder["errors"]) ? File.ReadAllText(folder["errors"]) : "";
            string state = change.StateOf(data);
            bool isTold = said.Contains("is in", StringComparison.Ordinal) || said.Contains("is written", StringComparison.Ordinal) || said.Contains("is done", StringComparison.Ordinal);
            bool isRight = state == "new" && (run.ExitCode == 0 || (run.ExitCode == 3 && (isTold || errors.Length == 0)));
            if (!isRight || said.TrimEnd().Split('\n').Length > 1 || said.Contains("internal error", StringComparison.Ordinal))
            {
                failures.Add($"{change}: {state}, exit {run.ExitCode}, {said.Trim()}");
            }
        }

        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }
}
