using System.Diagnostics;
using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A file whose bytes are all inverted by another process. It is whole only if it is old or new.</summary>
internal sealed class ChangedFile
{
    private readonly byte[] old;
    private readonly byte[] now;

    /// <summary>Writes the file.</summary>
    public ChangedFile(string path, int length)
    {
        Path = path;
        old = new byte[length];
        new Random(length).NextBytes(old);
        now = [.. old.Select(value => (byte)~value)];
        File.WriteAllBytes(path, old);
    }

    public string Path { get; }

    public string Journal => Path + ".mmap-journal";

    /// <summary>"old", "new", or a description of another state.</summary>
    public string State
    {
        get
        {
            // The file is opened for sharing, so that this process's lock stops no other process.
            byte[] there = new byte[old.Length];
            using FileStream stream = new(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.ReadExactly(there);
            if (stream.ReadByte() != -1)
            {
                return "longer than before";
            }

            return there.AsSpan().SequenceEqual(old) ? "old" : there.AsSpan().SequenceEqual(now) ? "new" : "neither old nor new";
        }
    }

    /// <summary>Starts the process that inverts it.</summary>
    public Process Invert(params string[] options) => Change(["u1 ^= 255", .. options]);

    /// <summary>Starts one that inverts it by several edits of which each undoes some of the one before.</summary>
    public Process InvertByHalves(params string[] options) => Change(
        [$"u1[:{old.Length / 2}] ^= 255", $"u1[{old.Length / 4}:] ^= 255", $"u1[{old.Length / 4}:{old.Length / 2}] ^= 255", .. options]);

    private Process Change(string[] options)
    {
        ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, "patch", Path, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    /// <summary>Waits until the process has made its journal, or has ended.</summary>
    public void AwaitJournal(Process process)
    {
        while (!File.Exists(Journal) && !process.HasExited)
        {
            Thread.Yield();
        }
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, string signal) => ProcessRun.Of("kill", [$"-{signal}", $"{process.Id}"]);
}
