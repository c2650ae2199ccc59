using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>An encoded value.</summary>
internal sealed class ArrayReader(byte[] bytes) : IByteReader
{
    public void ReadAt(long offset, Span<byte> buffer) => bytes.AsSpan(checked((int)offset), buffer.Length).CopyTo(buffer);
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
