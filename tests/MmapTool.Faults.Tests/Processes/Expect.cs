using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Assertions about the answer of a process.</summary>
internal static class Expect
{
    /// <summary>This exit status, and this text on standard error.</summary>
    public static void Exit(ProcessRun run, int exit, string error, string because = "")
    {
        Assert.That(run.ExitCode, Is.EqualTo(exit), $"{because} {run.Error}");
        Assert.That(run.Error, Does.Contain(error), because);
    }
}
