using System.Diagnostics;
using MmapTool.Memory.Interop;
using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.FailedCalls;

/// <summary>
/// Every system call that touches a file fails once, in every way of changing a file. The exit status tells the state of the file. A committed change is
/// not reported as failed, and a journal that is left is named. Recovery brings the file to old or new, even if one of its own calls fails.
/// </summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class FailedCallTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string[] Errors = ["EIO", "ENOSPC", "EINTR"];

    // Calls that wait, and that a signal may therefore end early.
    private static readonly string[] Retried = ["openat", "pread64", "pwrite64", "fsync", "fallocate", "ftruncate", "flock", "sync_file_range", "ioctl", "copy_file_range"];

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    // The time for all ways together, without a soak.
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(50);

    [Test]
    public void Every_call_that_fails_leaves_old_or_new_and_says_which()
    {
        FailingCommand.Require();
        using TemporaryMount mount = TemporaryMount.Ext4(64 << 20);
        Sweep(mount, SweptChange.All, Usual, seed: 11);
    }

    [Test]
    public void Every_call_that_fails_leaves_old_or_new_where_a_header_goes_in_front_by_copying()
    {
        FailingCommand.Require();
        using TemporaryMount mount = TemporaryMount.Ext4(64 << 20, features: "^extent,^64bit");
        Sweep(mount, SweptChange.All.Where(change => change.Name == "cast --adopt npy"), Usual / 10, seed: 12);
    }

    private static void Sweep(TemporaryMount mount, IEnumerable<SweptChange> changes, TimeSpan most, int seed)
    {
        string folder = mount["data"];
        Directory.CreateDirectory(folder);
        Random random = new(seed);
        List<(SweptChange Change, FailedCall Call, string Error)> points = [];
        foreach (SweptChange change in changes)
        {
            change.Restore(folder);
            FailedCall[] calls = FailingCommand.Trace(folder, mount["log"], change.For(folder));
            Assert.That(change.StateOf(folder), Is.EqualTo("new"), change.Name);
            points.AddRange(from call in calls from error in Errors select (change, call, error));
        }

        // One of each kind of call comes first, then the rest in any order, as far as the time allows.
        (SweptChange Change, FailedCall Call, string Error)[] all = [.. points];
        random.Shuffle(all);
        all = [.. all.DistinctBy(point => (point.Call.Name, point.Error)), .. all];
        Stopwatch watch = Stopwatch.StartNew();
        List<string> failures = [];
        int kinds = all.DistinctBy(point => (point.Call.Name, point.Error)).Count();
        int tried = 0;
        HashSet<string> recovered = [];
        foreach ((SweptChange change, FailedCall call, string error) in all)
        {
            if (!IsSoak && tried >= kinds && watch.Elapsed > most)
            {
                break;
            }

            tried++;
            if (Try(change, call, error, folder, mount["log"], random, recovered) is { } failure)
            {
                failures.Add($"{change}: {call} with {error}: {failure}");
            }
        }

        TestContext.Out.WriteLine($"{tried} of {all.Length} failed calls of {kinds} kinds in {watch.Elapsed.TotalSeconds:0} s, seed {seed}");
        Assert.That(failures, Is.Empty, string.Join("\n", failures));
    }

    private static string? Try(SweptChange change, FailedCall call, string error, string folder, string log, Random random, HashSet<string> recovered)
    {
        change.Restore(folder);
        ProcessRun run = FailingCommand.Fail(call, error, change.For(folder));
        if (Judge(change, run, folder) is { } wrong)
        {
            return wrong;
        }

        if (error == "EINTR" && Retried.Contains(call.Name) && run.ExitCode != 0)
        {
            return $"was not tried again: exit {run.ExitCode}, {run.Error.Trim()}";
        }

        return File.Exists(Path.Combine(folder, "file.mmap-journal")) ? Recover(change, folder, log, random, isWhole: IsSoak && recovered.Add(change.Name)) : null;
    }

    /// <summary>The fault in a run's report; null where there is none.</summary>
    private static string? Judge(SweptChange change, ProcessRun run, string folder)
    {
        bool left = File.Exists(Path.Combine(folder, "file.mmap-journal"));
        string said = $"exit {run.ExitCode}, {run.Error.Trim()}";
        if (run.ExitCode is not (0 or 3 or 4) || run.Error.Contains("internal error", StringComparison.Ordinal) || run.Error.TrimEnd().Contains('\n', StringComparison.Ordinal))
        {
            return said;
        }

        if (left != (run.ExitCode == 4) || (left && !run.Error.Contains("recover", StringComparison.Ordinal)))
        {
            return $"{(left ? "a" : "no")} journal is left: {said}";
        }

        string state = left ? "" : change.StateOf(folder);
        bool isToldDone = run.Error.Contains("is in", StringComparison.Ordinal) || run.Error.Contains("is written", StringComparison.Ordinal) || run.Error.Contains("is done", StringComparison.Ordinal);
        return run.ExitCode switch
        {
            0 when state != "new" => $"{state}, though success was reported",
            3 when state != "old" && !(state == "new" && isToldDone) => $"{state}: {said}",
            _ => null,
        };
    }

    // A call of the recovery fails as well, or each of its calls with each error; then it is run again.
    private static string? Recover(SweptChange change, string folder, string log, Random random, bool isWhole)
    {
        string file = Path.Combine(folder, "file");
        Dictionary<string, byte[]> interrupted = Directory.GetFiles(folder).ToDictionary(path => path, File.ReadAllBytes);
        FailedCall[] calls = FailingCommand.Trace(folder, log, ["recover", file]);
        IEnumerable<(FailedCall Call, string Error)> points = isWhole
            ? from call in calls from error in Errors select (call, error)
            : [(calls[random.Next(calls.Length)], Errors[random.Next(Errors.Length)])];
        foreach ((FailedCall call, string error) in points)
        {
            foreach (string path in Directory.GetFiles(folder).Except(interrupted.Keys))
            {
                File.Delete(path);
            }

            // The file is overwritten and not replaced, because the journal names its file number.
            foreach ((string path, byte[] bytes) in interrupted)
            {
                File.WriteAllBytes(path, bytes);
            }

            ProcessRun run = FailingCommand.Fail(call, error, ["recover", file]);
            bool left = File.Exists(file + ".mmap-journal");
            string said = $"recovery with {error} of {call}: exit {run.ExitCode}, {run.Error.Trim()}";

            // If a link can't be followed, the journal's place is not known yet.
            bool isFound = call.Name is not ("readlink" or "readlinkat");
            if (run.ExitCode is not (0 or 3 or 4) || (left && isFound && (run.ExitCode != 4 || !run.Error.Contains("recover", StringComparison.Ordinal))))
            {
                return said;
            }

            ProcessRun again = Command.Run("recover", file);
            string state = change.StateOf(folder);
            if (again.ExitCode != 0 || state is not ("old" or "new"))
            {
                return $"{said}; then exit {again.ExitCode}, {state}: {again.Error.Trim()}";
            }
        }

        return null;
    }
}
