using System.Buffers.Binary;
using System.Text;

namespace MmapTool.Faults.Tests;

/// <summary>A change of a file by the command, with the file before it, and a check of the file after it that the test computes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Old">The file before.</param>
/// <param name="Words">The arguments; FILE stands for the file.</param>
/// <param name="IsNew">Whether these bytes are the file after.</param>
public sealed record FileChange(string Name, byte[] Old, string[] Words, Func<byte[], bool> IsNew)
{
    /// <summary>Three edits, of which one has many small ranges, as one change in undo mode.</summary>
    public static FileChange Patch(int length)
    {
        byte[] old = Bytes(length);
        byte[] now = [.. old];
        foreach (ref byte value in now.AsSpan(5, length / 3))
        {
            value ^= 255;
        }

        for (int index = length / 2; index < length - 100; index += length / 20)
        {
            now[index] = 7;
        }

        now.AsSpan(length - 11).Clear();
        return new("patch", old, ["patch", "FILE", $"u1[5:+{length / 3}] ^= 255", $"u1[{length / 2}:{length - 100}:{length / 20}] = 7", "u1[-11:] = 0"], there => there.AsSpan().SequenceEqual(now));
    }

    /// <summary>One edit of the whole file, chunk by chunk. The command chooses the way.</summary>
    public static FileChange ByChunks(int length, bool keepUndo)
    {
        byte[] old = Bytes(length);
        byte[] now = [.. old.Select(value => (byte)~value)];
        string[] words = ["patch", "FILE", "u1 ^= 255", "--undo-limit", "0"];
        return new(keepUndo ? "patch by chunks, undo kept" : "patch by chunks", old, keepUndo ? [.. words, "--keep-undo"] : words, there => there.AsSpan().SequenceEqual(now));
    }

    /// <summary>Byte order, in place.</summary>
    public static FileChange Convert(int length)
    {
        byte[] old = Bytes(length / 2 * 2);
        byte[] now = [.. old];
        for (int index = 0; index < now.Length; index += 2)
        {
            (now[index], now[index + 1]) = (now[index + 1], now[index]);
        }

        return new("convert --in-place", old, ["convert", "FILE", "<u2", "--to", ">u2", "--in-place"], there => there.AsSpan().SequenceEqual(now));
    }

    /// <summary>A header in front of a raw file: by an inserted block where the file system can, else by a copy that takes its place.</summary>
    public static FileChange Adopt(int length)
    {
        byte[] old = Bytes(length / 2 * 2);
        return new("cast --adopt npy", old, ["cast", "FILE", "--to", "<u2", "--adopt", "npy"], there => IsNpy(there, "<u2", $"({old.Length / 2},)", old));
    }

    /// <summary>Another shape in the header that a file has.</summary>
    public static FileChange Reshape(int length)
    {
        byte[] data = Bytes(length / 8 * 8);
        string header = $"{{'descr': '<u2', 'fortran_order': False, 'shape': ({data.Length / 2},), }}".PadRight(117) + "\n";
        byte[] old = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. data];
        return new("reshape", old, ["reshape", "FILE", "--to", "4,-1"], there => IsNpy(there, "<u2", $"(4, {data.Length / 8})", data));
    }

    /// <summary>A shape that the header has no room for: it grows by an inserted block where the file system can, else by a copy that takes the file's place.</summary>
    public static FileChange Grow(int length)
    {
        string ones = string.Concat(Enumerable.Repeat("1, ", 45));
        FileChange reshaped = Reshape(length);
        byte[] data = reshaped.Old[128..];
        return new("reshape with a longer header", reshaped.Old, ["reshape", "FILE", "--to", ones.Replace(" ", "", StringComparison.Ordinal) + "-1"], there => IsNpy(there, "<u2", $"({ones}{data.Length / 2})", data));
    }

    /// <summary>Values of half the size, in place: the file gets shorter.</summary>
    public static FileChange Shrink(int length)
    {
        byte[] old = Bytes(length / 4 * 4);
        byte[] now = new byte[old.Length / 2];
        for (int index = 0; index < now.Length; index += 2)
        {
            (old[(2 * index) + 2], old[(2 * index) + 3]) = (0, 0);
            (now[index], now[index + 1]) = (old[2 * index], old[(2 * index) + 1]);
        }

        return new("convert --shrink", old, ["convert", "FILE", "<u4", "--to", "<u2", "--in-place", "--shrink"], there => there.AsSpan().SequenceEqual(now));
    }

    /// <summary>The arguments, for this file.</summary>
    public string[] For(string path, params string[] options) => [.. Words.Select(word => word == "FILE" ? path : word), .. options];

    /// <summary>"old", "new" or "neither old nor new".</summary>
    public string StateOf(string path)
    {
        byte[] there = File.ReadAllBytes(path);
        return there.AsSpan().SequenceEqual(Old) ? "old" : IsNew(there) ? "new" : $"neither old nor new ({there.Length} bytes, {Old.Length} before)";
    }

    public override string ToString() => Name;

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
    private static bool IsNpy(byte[] file, string type, string shape, byte[] data)
    {
        if (file.Length < data.Length + 12 || !file.AsSpan().StartsWith((byte[])[0x93, .. "NUMPY"u8, 1, 0]))
        {
            return false;
        }

        int start = 10 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        return start % 64 == 0 && start + data.Length == file.Length && file.AsSpan(start).SequenceEqual(data)
            && Encoding.ASCII.GetString(file, 10, start - 10) is { } header
            && header.EndsWith('\n') && header.Contains($"'descr': '{type}'", StringComparison.Ordinal)
            && header.Contains($"'shape': {shape}", StringComparison.Ordinal) && header.Contains("'fortran_order': False", StringComparison.Ordinal);
    }
}
