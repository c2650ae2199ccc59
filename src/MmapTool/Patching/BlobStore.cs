namespace MmapTool.Patching;

/// <summary>
/// New bytes, appended and kept until a plan is done: in memory up to a limit, beyond it in a temporary file that nobody else can read and
/// that is gone when the process is, however it ends (on Unix it has no name; on Windows it is deleted on close).
/// </summary>
internal sealed class BlobStore(long memoryLimit, string folder) : IByteReader, IDisposable
{
    private const int ChunkLength = 1 << 20;
    private readonly List<byte[]> chunks = [];
    private readonly byte[] tail = new byte[64 * 1024];
    private FileStream? spill;
    private int inTail;

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
                tail.AsSpan((int)(offset - flushed), taken).CopyTo(buffer);
            }
            else
            {
                taken = RandomAccess.Read(spill!.SafeFileHandle, buffer[..(int)Math.Min(buffer.Length, flushed - offset)], offset - memoryLimit);
                if (taken == 0)
                {
                    throw new EndOfStreamException("the temporary file of new bytes has been cut short");
                }
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
        spill ??= Create(folder);
        RandomAccess.Write(spill.SafeFileHandle, tail.AsSpan(0, inTail), Length - inTail - memoryLimit);
        inTail = 0;
    }

    private static FileStream Create(string folder)
    {
        string path = Path.Combine(folder, $"mmaptool-{Guid.NewGuid():N}.tmp");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream stream = new(path, options);
        File.Delete(path);
        return stream;
    }
}
