using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// The real command, killed at its n-th system call of those that change a disk: strace counts them and sends SIGKILL in place of the
/// n-th, so that n-1 have happened.
/// </summary>
internal static class StoppedCommand
{
    private const string Calls = "pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,msync,fallocate,ftruncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,copy_file_range";
    private const int Killed = 128 + 9;

    // Nothing that the runtime does for itself is counted: its diagnostic pipes, and the file that it maps twice.
    private static readonly string[] Quiet = ["DOTNET_EnableDiagnostics=0", "DOTNET_EnableWriteXorExecute=0"];

    /// <summary>Skips the test where strace is missing or can't do this.</summary>
    public static void Require()
    {
        if (ProcessRun.Find("strace") is null)
        {
            Assert.Ignore("strace was not found, which stops the command at a given system call");
        }

        ProcessRun run = ProcessRun.Of("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "inject=exit_group:signal=KILL:when=1", "true"]);
        if (run.ExitCode != Killed)
        {
            Assert.Ignore($"strace can't stop processes here: {run.Error.Trim()}");
        }
    }

    /// <summary>How many such calls it makes when nothing stops it.</summary>
    public static int CountSteps(string log, string[] arguments)
    {
        ProcessRun run = ProcessRun.Of("env", [.. Quiet, "strace", "-f", "-qq", "-o", log, "-e", $"trace={Calls}", "-e", "signal=none", Command.Start.Program, .. Command.Start.Prefix, .. arguments]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        int steps = File.ReadLines(log).Count(line => line.Contains('(', StringComparison.Ordinal));
        File.Delete(log);
        return steps;
    }

    /// <summary>Runs it to its step of this number, counted from 1; true where it came to its end before, with success.</summary>
    public static bool Run(int step, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of(
            "env",
            [
                .. Quiet, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={Calls}", "-e", $"inject={Calls}:signal=KILL:when={step}",
                Command.Start.Program, .. Command.Start.Prefix, .. arguments,
            ]);
        Assert.That(run.ExitCode, Is.AnyOf(0, Killed), $"step {step} of {string.Join(' ', arguments)}: {run.Error}");
        return run.ExitCode == 0;
    }
}
