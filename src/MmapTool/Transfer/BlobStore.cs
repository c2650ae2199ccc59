using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>
/// New bytes, appended and kept until a plan is done: in memory up to a limit, beyond it in a <see cref="SpillFile"/>.
/// </summary>
internal sealed class BlobStore(long memoryLimit, string folder) : IByteSource, IDisposable
{
    private const int ChunkLength = 1 << 20;
    private readonly List<byte[]> chunks = [];
    private readonly byte[] tail = new byte[64 * 1024];
    private SpillFile? spill;
    private int inTail;

    /// <inheritdoc/>
    public string Name => "new bytes";

    /// <summary>Bytes stored.</summary>
    public long Length { get; private set; }

    /// <summary>Stores bytes, and returns where they begin.</summary>
    public long Append(ReadOnlySpan<byte> bytes)
    {
        long position = Length;
        if (Length < memoryLimit)
        {
            int kept = (int)Math.Min(bytes.Length, memoryLimit - Length);
            AppendToMemory(bytes[..kept]);
            bytes = bytes[kept..];
        }

        while (!bytes.IsEmpty)
        {
            if (inTail == tail.Length)
            {
                FlushTail();
            }

            int taken = Math.Min(bytes.Length, tail.Length - inTail);
            bytes[..taken].CopyTo(tail.AsSpan(inTail));
            inTail += taken;
            Length += taken;
            bytes = bytes[taken..];
        }

        return position;
    }

    /// <inheritdoc/>
    public void ReadAt(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int taken;
            long flushed = Length - inTail;
            if (offset < memoryLimit)
            {
                (long chunk, long within) = Math.DivRem(offset, ChunkLength);
                taken = (int)Math.Min(buffer.Length, Math.Min(memoryLimit - offset, ChunkLength - within));
                chunks[(int)chunk].AsSpan((int)within, taken).CopyTo(buffer);
            }
            else if (offset >= flushed)
            {
                taken = buffer.Length;
                // Bytes that are not flushed lie in the tail, and no chunk is longer than an array.
                tail.AsSpan((int)(offset - flushed), taken).CopyTo(buffer);
            }
            else
            {
                taken = (int)Math.Min(buffer.Length, flushed - offset);
                spill!.ReadAt(offset - memoryLimit, buffer[..taken]);
            }

            offset += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Deletes the temporary file.</summary>
    public void Dispose() => spill?.Dispose();

    private void AppendToMemory(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            (long chunk, long within) = Math.DivRem(Length, ChunkLength);
            if (chunk == chunks.Count)
            {
                chunks.Add(new byte[ChunkLength]);
            }

            int taken = (int)Math.Min(bytes.Length, ChunkLength - within);
            bytes[..taken].CopyTo(chunks[(int)chunk].AsSpan((int)within));
            Length += taken;
            bytes = bytes[taken..];
        }
    }

    private void FlushTail()
    {
        spill ??= SpillFile.Create(folder);
        spill.WriteAt(Length - inTail - memoryLimit, tail.AsSpan(0, inTail));
        inTail = 0;
    }
}
