using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>An encoded value.</summary>
internal sealed class ArrayReader(byte[] bytes) : IByteReader
{
    // Fewer zeros are no hole.
    private const int LeastZeros = 512;

    /// <summary>Bytes of the value.</summary>
    public long Length => bytes.Length;

    public void ReadAt(long offset, Span<byte> buffer) => bytes.AsSpan(checked((int)offset), buffer.Length).CopyTo(buffer);

    /// <summary>The next zeros at or after an offset, many of them, as a file tells its next hole; empty and at the end where there are none.</summary>
    public (long Start, long End) NextZeros(long offset)
    {
        ReadOnlySpan<byte> all = bytes;
        for (int start = (int)offset, end; start < all.Length; start = end)
        {
            int zero = all[start..].IndexOf((byte)0);
            if (zero < 0)
            {
                break;
            }

            start += zero;
            int length = all[start..].IndexOfAnyExcept((byte)0);
            end = length < 0 ? all.Length : start + length;
            if (end - start >= LeastZeros)
            {
                return (start, end);
            }
        }

        return (all.Length, all.Length);
    }
}

/// <summary>The memory under another file's view.</summary>
internal sealed class SourceReader(MemorySource source) : IByteReader
{
    /// <summary>The file, where it is one.</summary>
    public MappedFile? File => source as MappedFile;

    public void ReadAt(long offset, Span<byte> buffer)
    {
        // pread where there is a file: a fault is then an exception.
        if (source is MappedFile file)
        {
            file.ReadAt(offset, buffer);
            return;
        }

        using MemoryLease lease = source.Lease();
        lease.Read(offset, buffer.Length).CopyTo(buffer);
    }
}
