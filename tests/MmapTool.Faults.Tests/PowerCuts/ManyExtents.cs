using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>A file of 50,000 extents, of which no two are neighbours on the disk, on a file system with small blocks.</summary>
internal sealed class ManyExtents : IDisposable
{
    public const int Count = 50_000;
    public const int Block = 1024;

    private readonly TemporaryMount mount;

    public ManyExtents(string kind)
    {
        mount = TemporaryMount.SmallBlocks(kind);
        Content = new byte[(Count * Block) - 300];
        for (int index = 0; index < Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(Content.AsSpan(index * Block), index + 1);
        }

        // Blocks are allocated from the end of the file to the beginning, so each block lies behind its successor.
        using (Process io = Process.Start(new ProcessStartInfo("xfs_io", ["-f", Path]) { RedirectStandardInput = true, RedirectStandardOutput = true })!)
        {
            Task<string> output = io.StandardOutput.ReadToEndAsync();
            for (int index = Count - 1; index >= 0; index--)
            {
                io.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"falloc {index * Block} {Block}"));
            }

            io.StandardInput.Close();
            io.WaitForExit();
            output.Wait();
        }

        using (FileStream file = new(Path, FileMode.Open))
        {
            file.Write(Content);
            file.SetLength(Content.Length);
            file.Flush(flushToDisk: true);
        }

        mount.Save();
    }

    /// <summary>The mount.</summary>
    public TemporaryMount Mount => mount;

    /// <summary>The file.</summary>
    public string Path => mount["file"];

    /// <summary>Its journal.</summary>
    public string Journal => Path + ".mmap-journal";

    /// <summary>Its bytes.</summary>
    public byte[] Content { get; }

    /// <summary>"old", "new", "gap at N" (the old bytes with a gap of zeros at N) or a description of another state.</summary>
    public string State()
    {
        byte[] there = File.ReadAllBytes(Path);
        if (there.AsSpan().SequenceEqual(Content))
        {
            return "old";
        }

        // The block size that the file system reports. It is a page if its own blocks are smaller.
        int gap = there.Length - Content.Length;
        int same = there.AsSpan().CommonPrefixLength(Content);

        // A file system may record a part of the raised length: to the end of the block that holds the old end.
        if (gap is > 0 and < Block && same == Content.Length && !there.AsSpan(same).ContainsAnyExcept((byte)0))
        {
            return "gap at the end";
        }

        if (gap is not (Block or 4 * Block))
        {
            return $"{there.Length} bytes";
        }

        if (same == Content.Length)
        {
            return there.AsSpan(same).ContainsAnyExcept((byte)0) ? "mixed: data behind the end" : "gap at the end";
        }

        int place = same & -Block;
        int behind = there.AsSpan(place + gap).CommonPrefixLength(Content.AsSpan(place));
        if (behind < Content.Length - place)
        {
            return $"mixed: a gap of {gap} at {place}, and other bytes from {place + gap + behind} on";
        }

        // Each block that is written into the gap may be there or not.
        return !there.AsSpan(place, gap).ContainsAnyExcept((byte)0) ? $"gap at {place}"
            : place > 0 ? $"mixed: data in the gap at {place}"
            : there.AsSpan().StartsWith((byte[])[0x93, .. "NUMPY"u8]) && there[gap - 1] == '\n' ? "new" : "gap at 0, part written";
    }

    /// <summary>
    /// Carries something out and cuts the power at a random instant after it has begun to change the file's length, or after a random number of
    /// milliseconds. Meanwhile another file is synced again and again. Each such sync makes durable all that has been done so far.
    /// </summary>
    /// <returns>Whether it came to its end without an error.</returns>
    public bool Cut(Random random, Action action, bool atLength)
    {
        long length = new FileInfo(Path).Length;
        using Process io = Process.Start(new ProcessStartInfo("xfs_io", ["-x", mount.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        bool isDone = false;
        Thread syncing = new(() =>
        {
            try
            {
                using FileStream other = new(mount["other"], FileMode.OpenOrCreate);
                while (!Volatile.Read(ref isDone))
                {
                    other.Position = 0;
                    other.WriteByte((byte)random.Next());
                    other.Flush(flushToDisk: true);
                }
            }
            catch (IOException)
            {
                // The power is gone.
                return;
            }
        });
        syncing.Start();
        Task<bool> task = Task.Factory.StartNew(() => Succeeds(action), TaskCreationOptions.LongRunning);
        if (atLength)
        {
            SpinWait.SpinUntil(() => task.IsCompleted || new FileInfo(Path).Length != length);
        }

        Stopwatch watch = Stopwatch.StartNew();
        double wait = random.NextDouble() * random.Next(1, atLength ? 30 : 200);
        SpinWait.SpinUntil(() => watch.Elapsed.TotalMilliseconds >= wait);
        io.StandardInput.WriteLine("shutdown");
        io.StandardInput.Close();
        io.WaitForExit();
        bool success = task.GetAwaiter().GetResult();
        Volatile.Write(ref isDone, true);
        syncing.Join();
        mount.MountAgain();
        return success;
    }

    public void Dispose() => mount.Dispose();

    private static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception error) when (error is IOException or Errors.MmapToolException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
