using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>A file as the formats see it when they look for their own: its name, its length, and its first bytes, read once for all of them.</summary>
public readonly ref struct FileProbe
{
    /// <summary>The most bytes of <see cref="Start"/>.</summary>
    public const int StartLength = 4096;

    private FileProbe(IByteSource bytes, ReadOnlySpan<byte> start)
    {
        Bytes = bytes;
        Start = start;
    }

    /// <summary>The path of the file, or the name of a stream that was copied.</summary>
    public string Path => Bytes.Name;

    /// <summary>The length of the file in bytes, when it was opened: another process may have appended to it since.</summary>
    public long Length => Bytes.Length;

    /// <summary>The first <see cref="StartLength"/> bytes, fewer where the file is shorter.</summary>
    public ReadOnlySpan<byte> Start { get; }

    /// <summary>The whole file.</summary>
    public IByteSource Bytes { get; }

    /// <summary>Looks at a file: reads its first bytes.</summary>
    /// <exception cref="MappedFileException">They can't be read.</exception>
    public static FileProbe Of(IByteSource bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        bytes = bytes is MappedFile file ? new MappedBytes(file) : bytes;
        byte[] start = new byte[Math.Min(bytes.Length, StartLength)];
        bytes.ReadAt(0, start);
        return new(bytes, start);
    }

    /// <summary>The first bytes of the file, at most <paramref name="limit"/>, fewer where it is shorter.</summary>
    /// <exception cref="MappedFileException">They can't be read.</exception>
    public ReadOnlySpan<byte> Prefix(int limit)
    {
        if (limit <= Start.Length || Start.Length == Length)
        {
            return Start[..Math.Min(limit, Start.Length)];
        }

        byte[] prefix = new byte[Math.Min(Length, limit)];
        Start.CopyTo(prefix);
        Bytes.ReadAt(Start.Length, prefix.AsSpan(Start.Length));
        return prefix;
    }

    /// <summary>The last bytes of the file, at most <paramref name="limit"/>, fewer where it is shorter.</summary>
    /// <exception cref="MappedFileException">They can't be read.</exception>
    public ReadOnlySpan<byte> Tail(int limit)
    {
        if (Start.Length == Length)
        {
            return Start[^Math.Min(limit, Start.Length)..];
        }

        byte[] tail = new byte[Math.Min(Length, limit)];
        Bytes.ReadAt(Length - tail.Length, tail);
        return tail;
    }

    // The bytes that views of the file can reach.
    private sealed class MappedBytes(MappedFile file) : IByteSource
    {
        public string Name => file.Name;

        public long Length => file.Length;

        public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

        public (long Start, long End) NextHole(long offset) => file.NextHole(offset);
    }
}
