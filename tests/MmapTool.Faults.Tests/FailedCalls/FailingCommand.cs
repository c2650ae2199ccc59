using MmapTool.Testing;

namespace MmapTool.Faults.Tests.FailedCalls;

/// <summary>The real command, with one failing system call. strace counts the calls and answers one in the kernel's place.</summary>
internal static class FailingCommand
{
    /// <summary>The calls that touch files, by all the names that the C libraries have for them.</summary>
    private const string Calls =
        "openat,open,statx,newfstatat,fstat,lstat,stat,lseek,pread64,read,pwrite64,fsync,fdatasync,sync_file_range,fallocate,ftruncate,unlink,unlinkat,"
        + "rename,renameat,renameat2,link,linkat,flock,ioctl,mmap,fchmod,fchown,copy_file_range,faccessat,faccessat2,access,statfs,fstatfs,readlink,readlinkat,"
        + "fsetxattr,setxattr,lsetxattr,fgetxattr,getxattr,lgetxattr,fremovexattr,removexattr,lremovexattr,fadvise64";

    // The runtime's own calls are not counted: those for its diagnostic pipes, and for the file that it maps twice.
    private static readonly string[] Quiet = ["DOTNET_EnableDiagnostics=0", "DOTNET_EnableWriteXorExecute=0"];

    // strace counts the calls of each thread separately. So the n-th call is the same in every run only if one thread makes all calls.
    private static readonly string[] OneThread = ["--threads", "1"];

    /// <summary>Skips the test where strace is missing or can't do this.</summary>
    public static void Require()
    {
        if (ProcessRun.Find("strace") is null)
        {
            Assert.Ignore("strace was not found, which lets a given system call fail");
        }

        ProcessRun run = ProcessRun.Of("strace", ["-f", "-qq", "-o", "/dev/null", "-e", "inject=exit_group:signal=KILL:when=1", "true"]);
        if (run.ExitCode != 128 + 9)
        {
            Assert.Ignore($"strace can't meddle with processes here: {run.Error.Trim()}");
        }
    }

    /// <summary>The calls that it makes on files of a folder when none fails, in their order.</summary>
    public static FailedCall[] Trace(string folder, string log, string[] arguments)
    {
        ProcessRun run = Run(["-y", "-o", log, "-e", $"trace={Known}", "-e", "signal=none"], arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Dictionary<(string Thread, string Call), int> seen = [];
        List<FailedCall> calls = [];
        foreach (string line in File.ReadLines(log))
        {
            int bracket = line.IndexOf('(', StringComparison.Ordinal);
            string[] words = bracket < 0 ? [] : line[..bracket].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || line.Contains("resumed>", StringComparison.Ordinal))
            {
                continue;
            }

            int number = seen[(words[0], words[1])] = seen.GetValueOrDefault((words[0], words[1])) + 1;
            if (line.Contains(folder, StringComparison.Ordinal))
            {
                calls.Add(new(words[1], number));
            }
        }

        File.Delete(log);

        // In each thread the call with this number fails.
        return [.. calls.Distinct()];
    }

    /// <summary>Runs it to its end; this call fails with this error.</summary>
    public static ProcessRun Fail(FailedCall call, string error, string[] arguments) =>
        Run(["-o", "/dev/null", "-e", $"trace={call.Name}", "-e", $"inject={call.Name}:error={error}:when={call.Number}"], arguments);

    /// <summary>Runs it until this call. The process is killed in place of the call.</summary>
    public static void Kill(FailedCall call, string[] arguments) =>
        Run(["-o", "/dev/null", "-e", $"trace={call.Name}", "-e", $"inject={call.Name}:signal=KILL:when={call.Number}"], arguments);

    // Some names exist on some architectures only.
    private static string Known { get; } = string.Join(',', Calls.Split(',').Select(call => "?" + call));

    private static ProcessRun Run(string[] options, string[] arguments) =>
        ProcessRun.Of("env", [.. Quiet, "strace", "-f", "-qq", .. options, Command.Start.Program, .. Command.Start.Prefix, .. arguments, .. arguments[0] == "cast" || arguments[0] == "reshape" ? [] : OneThread]);
}

/// <summary>A system call: the n-th of its name, from 1, as strace counts them in a thread.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number.</param>
internal sealed record FailedCall(string Name, int Number)
{
    public override string ToString() => $"{Name} {Number}";
}
