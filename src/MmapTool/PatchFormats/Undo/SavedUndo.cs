using System.Buffers;
using System.Buffers.Binary;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Patching;

namespace MmapTool.PatchFormats.Undo;

/// <summary>
/// The undo of a change on its way into a file. The old bytes go into the file before anything is changed, then digests of the bytes written. The file takes
/// its place before the change is final. A change that is not made leaves none.
/// </summary>
internal sealed class SavedUndo : IUndoKeeper, IDisposable
{
    private readonly ReplacementFile file;
    private readonly WritePace pace;
    private readonly Guid nonce = Guid.NewGuid();

    private bool isPlaced;

    private SavedUndo(ReplacementFile file)
    {
        this.file = file;
        pace = new(file.WriteBack);
    }

    /// <summary>Begins one; it takes its place when it is complete.</summary>
    /// <param name="path">The place.</param>
    /// <param name="overwrite">Whether it may be taken.</param>
    /// <exception cref="MappedFileException">It is taken, or the folder can't be written.</exception>
    public static SavedUndo Create(string path, bool overwrite) => new(ReplacementFile.Create(path, overwrite));

    /// <summary>See <see cref="ReplacementFile.LeftBehind"/>.</summary>
    public string? LeftBehind => file.LeftBehind;

    /// <inheritdoc/>
    public void Keep(Plan plan, IByteTarget target, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(UndoBlock.LongestLength);
        try
        {
            long place = UndoFileHead.Length;
            long number = 0;
            foreach (List<(long Offset, int Length)> ranges in UndoBlock.Pack(PlanRanges.Of(plan)))
            {
                cancellation.ThrowIfCancellationRequested();
                UndoBlock block = new(number++, ranges.Count, ranges.Sum(range => range.Length));
                block.Encode(buffer, ranges);
                int position = block.BytesStart;
                foreach ((long offset, int length) in ranges)
                {
                    target.ReadAt(offset, buffer.AsSpan(position, length));
                    position += length;
                }

                Checksum.Append(buffer, position, nonce);
                file.WriteAt(place, buffer.AsSpan(0, block.DigestsStart));
                pace.Wrote(place, block.DigestsStart);
                place += block.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Adds digests of the bytes that stand there now, and puts the file in its place.</summary>
    /// <inheritdoc/>
    public void Complete(Plan plan, IByteTarget target, bool sync)
    {
        UndoFileHead head = new(nonce, plan.FileLength, target.Length);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(UndoBlock.MostBytes);
        byte[] digests = ArrayPool<byte>.Shared.Rent((UndoBlock.MostRanges * sizeof(ulong)) + sizeof(uint));
        try
        {
            long place = UndoFileHead.Length;
            (long blocks, long count, long sum) = (0, 0, 0);
            foreach (List<(long Offset, int Length)> ranges in UndoBlock.Pack(PlanRanges.Of(plan)))
            {
                UndoBlock block = new(blocks++, ranges.Count, ranges.Sum(range => range.Length));
                for (int index = 0; index < ranges.Count; index++)
                {
                    Span<byte> now = bytes.AsSpan(0, ranges[index].Length);
                    target.ReadAt(ranges[index].Offset, now);
                    BinaryPrimitives.WriteUInt64LittleEndian(digests.AsSpan(index * sizeof(ulong)), UndoBlock.Digest(now));
                }

                int length = ranges.Count * sizeof(ulong);
                Checksum.Append(digests, length, nonce);
                file.WriteAt(place + block.DigestsStart, digests.AsSpan(0, length + sizeof(uint)));
                place += block.Length;
                count += block.Count;
                sum += block.ByteCount;
            }

            file.WriteAt(place, head.EncodeEnd(blocks, count, sum));
            file.WriteAt(0, head.Encode());
            file.Commit(sync);
            isPlaced = true;
        }
        catch (MappedFileException error) when (error.IsDone)
        {
            // It is in its place, and the change that it belongs to is not.
            isPlaced = true;
            throw new MappedFileException(error.Path, error.Message, error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(digests);
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <inheritdoc/>
    public void Withdraw()
    {
        file.Dispose();
        if (isPlaced)
        {
            try
            {
                JournalFile.Delete(file.Path);
            }
            catch (MappedFileException)
            {
                // It stays, and --apply refuses it, as the file is not what the change left.
            }
        }
    }

    /// <summary>Removes it unless it is complete.</summary>
    public void Dispose() => file.Dispose();
}
