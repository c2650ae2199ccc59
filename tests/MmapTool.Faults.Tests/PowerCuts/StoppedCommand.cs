using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// The real command, killed at a system call of those that change a disk. The program strace counts them and sends SIGKILL in place
/// of the call, so that all before it have happened.
/// </summary>
internal static class StoppedCommand
{
    private const string Calls = "pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,msync,fallocate,ftruncate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,copy_file_range";
    private const int Killed = 128 + 9;

    // The runtime's own calls are not counted: those for its diagnostic pipes, and for the file that it maps twice.
    private static readonly string[] Quiet = ["DOTNET_EnableDiagnostics=0", "DOTNET_EnableWriteXorExecute=0"];

    // strace counts the calls of each thread separately. So the n-th call is the same in every run only if one thread makes all calls.
    private static readonly string[] OneThread = ["--threads", "1"];

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

    /// <summary>The calls that it makes when nothing stops it, in their order.</summary>
    public static Step[] Trace(string log, string[] arguments)
    {
        Require();
        ProcessRun run = ProcessRun.Of("env", [.. Quiet, "strace", "-f", "-qq", "-o", log, "-e", $"trace={Calls}", "-e", "signal=none", Command.Start.Program, .. Command.Start.Prefix, .. arguments, .. OneThread]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Dictionary<string, int> seen = [];
        List<Step> steps = [];
        foreach (string line in File.ReadLines(log))
        {
            string call = line.Split('(')[0].Split(' ')[^1];
            if (Calls.Split(',').Contains(call) && line.Contains('(', StringComparison.Ordinal))
            {
                seen[call] = seen.GetValueOrDefault(call) + 1;
                steps.Add(new(call, seen[call]));
            }
        }

        File.Delete(log);
        return [.. steps];
    }

    /// <summary>Runs it to its end. It is halted after this step, while the given action runs.</summary>
    public static ProcessRun RunWithPause(Step step, Action meddle, params string[] arguments)
    {
        Require();
        ProcessStartInfo start = new("env",
            [
                .. Quiet, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={Calls}", "-e", $"inject={step.Call}:signal=STOP:when={step.Number}",
                Command.Start.Program, .. Command.Start.Prefix, .. arguments, .. OneThread,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process strace = Process.Start(start)!;
        Task<string> output = strace.StandardOutput.ReadToEndAsync();
        Task<string> error = strace.StandardError.ReadToEndAsync();
        string children = $"/proc/{strace.Id}/task/{strace.Id}/children";

        // Every traced call stops the process for an instant. Only a stop that lasts means that the step is reached.
        string? process = null;
        for (int still = 0; still < 10 && !strace.HasExited;)
        {
            Thread.Sleep(10);
            process = File.Exists(children) ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() : null;
            still = process is not null && IsStopped(process) ? still + 1 : 0;
        }

        Assert.That(strace.HasExited, Is.False, "it came to its end before that step");
        try
        {
            meddle();
        }
        finally
        {
            do
            {
                ProcessRun.Of("kill", ["-CONT", process!]);
            }
            while (!strace.WaitForExit(100));
        }

        strace.WaitForExit();
        return new(strace.ExitCode, output.Result, error.Result);

        static bool IsStopped(string process)
        {
            try
            {
                return Directory.GetDirectories($"/proc/{process}/task").All(thread => File.ReadAllText(Path.Combine(thread, "stat")).Split(") ")[^1][0] is 'T' or 't');
            }
            catch (IOException)
            {
                // A thread has ended just now.
                return false;
            }
        }
    }

    /// <summary>Runs it until it would take this step. True if it ended before with success.</summary>
    public static bool Run(Step step, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of(
            "env",
            [
                .. Quiet, "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={Calls}", "-e", $"inject={step.Call}:signal=KILL:when={step.Number}",
                Command.Start.Program, .. Command.Start.Prefix, .. arguments, .. OneThread,
            ]);
        Assert.That(run.ExitCode, Is.AnyOf(0, Killed), $"step {step} of {string.Join(' ', arguments)}: {run.Error}");
        return run.ExitCode == 0;
    }

    /// <summary>A system call: the n-th of its name, from 1, as strace counts them.</summary>
    public sealed record Step(string Call, int Number)
    {
        /// <summary>A number that no call reaches.</summary>
        public static Step Never { get; } = new("fsync", 65535);
    }
}
