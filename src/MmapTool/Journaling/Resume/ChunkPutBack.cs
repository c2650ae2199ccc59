using System.Buffers;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// Puts the old bytes of chunks back, piece by piece, so that it takes little memory however long the chunk is. The process that made the journal may have
/// had more memory.
/// </summary>
internal sealed class ChunkPutBack(ResumeJournal journal, IByteTarget target, IChunkedChange change, int chunkLength)
{
    private const int LongestPiece = 1 << 20;

    /// <summary>Puts the chunk in flight back, durably; nothing happens where there is none, or one that has no bytes.</summary>
    public void One()
    {
        if (journal.InFlight is { Kind: RecordKind.Chunk or RecordKind.ChunkBack } head)
        {
            change.Reopen(target);
            Write(head);
            target.Sync();
        }
    }

    /// <summary>Puts all chunks back, the last one first. From its first step only going on is right.</summary>
    public void All(IProgress<long>? progress, CancellationToken cancellation)
    {
        if (journal.InFlight is not { } last)
        {
            return;
        }

        long number = last.Number;
        if (last.Kind != RecordKind.Undoing)
        {
            // From here the elements before the position are no longer all new: only going on back is right.
            journal.WriteAhead(RecordKind.Undoing, 0, 0, 0, null);
            journal.Protect();
            number++;
        }

        change.Reopen(target);
        while (--number >= 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (journal.Read(number) is not { Kind: RecordKind.Chunk } head || head.Offset > change.Count - head.Length || head.Length * change.ItemSize != head.PayloadLength)
            {
                throw Damaged(number);
            }

            Write(head);
            progress?.Report(change.Count - head.Offset);
        }

        target.Sync();
    }

    private void Write(RecordHead head)
    {
        int unit = change.UnitOfChunk(head.Offset);
        int length = Math.Min(head.PayloadLength, Math.Max(Math.Min(LongestPiece, chunkLength) / unit, 1) * unit);
        byte[] piece = ArrayPool<byte>.Shared.Rent(length);
        int unsynced = 0;
        try
        {
            bool isWhole = journal.ForEachPiece(head, piece.AsMemory(0, length), (before, bytes) =>
            {
                change.WritePiece(target, head.Offset, head.Length, before / change.ItemSize, bytes);

                // As much as a chunk of the change that goes on after may be waiting for the disk.
                unsynced += bytes.Length;
                if (unsynced >= chunkLength)
                {
                    target.Sync();
                    unsynced = 0;
                }
            });
            if (!isWhole)
            {
                throw Damaged(head.Number);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static ContainerException Damaged(long number) =>
        new($"the journal's record {number} is damaged, and its old bytes are lost: restore the file from a backup", 0);
}
