using System.Globalization;
using NUnit.Framework;

namespace MmapTool.Testing;

/// <summary>
/// A control group (cgroups(7), version 1 or 2) that limits the memory of its processes, page cache and dirty pages included. Where
/// the test may make none, it is skipped with the reason.
/// </summary>
public sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly string _path;
    private readonly bool _first;

    /// <summary>Makes a group of this many bytes.</summary>
    public MemoryGroup(long bytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("making a control group needs root on Linux");
        }

        _first = File.Exists($"{Root}/memory/memory.limit_in_bytes");
        _path = $"{Root}/{(_first ? "memory/" : "")}mmaptool-test-{Environment.ProcessId}";
        string limit = $"{_path}/{(_first ? "memory.limit_in_bytes" : "memory.max")}";
        string? trouble = null;
        try
        {
            Directory.CreateDirectory(_path);
            if (File.Exists(limit))
            {
                File.WriteAllText(limit, bytes.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                trouble = "its memory can't be limited";
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            trouble = error.Message;
        }

        if (trouble is not null)
        {
            Dispose();
            Assert.Ignore($"no control group can be made here: {trouble}");
        }
    }

    /// <summary>The number of times that its processes asked for more memory than was free, so that cached pages were released.</summary>
    public long Refusals => _first ? Number("memory.failcnt", "") : Number("memory.events", "max ");

    /// <summary>How many of its processes the system ended for want of memory.</summary>
    public long Kills => _first ? Number("memory.oom_control", "oom_kill ") : Number("memory.events", "oom_kill ");

    /// <summary>The program and arguments that run a command inside the group. The command is appended to them.</summary>
    public string[] Prefix => ["sh", "-c", $"echo $$ > '{_path}/cgroup.procs' && exec \"$@\"", "sh"];

    public void Dispose()
    {
        // The last process of the group may still be on its way out.
        for (int attempt = 0; Directory.Exists(_path) && TemporaryMount.Run("rmdir", _path) is { } trouble; attempt++)
        {
            Assert.That(attempt, Is.LessThan(50), trouble);
            Thread.Sleep(20);
        }
    }

    private long Number(string file, string name) =>
        (from line in File.ReadLines($"{_path}/{file}")
         where line.StartsWith(name, StringComparison.Ordinal)
         select long.Parse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture)).First();
}
