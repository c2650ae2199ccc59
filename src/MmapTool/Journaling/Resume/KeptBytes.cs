using System.Buffers;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The bytes that a journal keeps of a change besides its text, between its header and the chunks. They lie in records of 1 MiB each but the last, so that
/// any place can be found by arithmetic. They are synced before the first chunk is, so that a journal with a chunk has all of them.
/// </summary>
internal sealed class KeptBytes
{
    private const int Block = RecordHead.MaximumPayload;
    private const int Overhead = RecordHead.EncodedLength + sizeof(uint);
    private readonly IByteTarget journal;
    private readonly long start;

    internal KeptBytes(IByteTarget journal, JournalHeader header) => (this.journal, start, Length) = (journal, header.EncodedLength, header.KeptLength);

    /// <summary>How many there are.</summary>
    public long Length { get; }

    /// <summary>Reads some, which must lie inside. Their checksums were compared when the journal was opened.</summary>
    public void ReadAt(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            (long block, long within) = Math.DivRem(offset, Block);
            int taken = (int)Math.Min(buffer.Length, Block - within);
            journal.ReadAt(start + (block * (Block + Overhead)) + RecordHead.EncodedLength + within, buffer[..taken]);
            offset += taken;
            buffer = buffer[taken..];
        }
    }

    /// <summary>Bytes of the journal that so many take.</summary>
    internal static long EncodedLength(long length) => length + ((length + Block - 1) / Block * Overhead);

    /// <summary>Writes a change's; they are not synced.</summary>
    internal static void Write(IByteTarget journal, JournalHeader header, IKeepingChange change, CancellationToken cancellation)
    {
        WritePace pace = new(journal.WriteBack);
        byte[] record = ArrayPool<byte>.Shared.Rent(Block + Overhead);
        try
        {
            long place = header.EncodedLength;
            long written = 0;
            int filled = 0;
            change.WriteKept(Add);
            WriteOut();
            if (written != change.KeptLength)
            {
                throw new InvalidOperationException($"{written} bytes were kept, and {change.KeptLength} announced");
            }

            void Add(ReadOnlySpan<byte> piece)
            {
                while (!piece.IsEmpty)
                {
                    int taken = Math.Min(piece.Length, Block - filled);
                    piece[..taken].CopyTo(record.AsSpan(RecordHead.EncodedLength + filled));
                    filled += taken;
                    piece = piece[taken..];
                    if (filled == Block)
                    {
                        WriteOut();
                    }
                }
            }

            void WriteOut()
            {
                cancellation.ThrowIfCancellationRequested();
                if (filled > 0)
                {
                    RecordHead head = new(RecordKind.Kept, written / Block, written, filled, filled);
                    head.Encode(record);
                    Checksum.Append(record, RecordHead.EncodedLength + filled, header.Nonce);
                    journal.WriteAt(place, record.AsSpan(0, head.RecordLength));
                    pace.Wrote(place, head.RecordLength);
                    place += head.RecordLength;
                    written += filled;
                    filled = 0;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }

    /// <summary>Whether all of them are there and whole.</summary>
    internal static bool AreWhole(IByteTarget journal, JournalHeader header, CancellationToken cancellation)
    {
        if (EncodedLength(header.KeptLength) > journal.Length - header.EncodedLength)
        {
            return false;
        }

        byte[] record = ArrayPool<byte>.Shared.Rent(Block + Overhead);
        try
        {
            long place = header.EncodedLength;
            for (long done = 0; done < header.KeptLength;)
            {
                cancellation.ThrowIfCancellationRequested();
                int length = (int)Math.Min(Block, header.KeptLength - done);
                RecordHead expected = new(RecordKind.Kept, done / Block, done, length, length);
                Span<byte> there = record.AsSpan(0, expected.RecordLength);
                journal.ReadAt(place, there);
                if (RecordHead.Decode(there, Block) != expected || !Checksum.Matches(there, header.Nonce))
                {
                    return false;
                }

                done += length;
                place += expected.RecordLength;
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(record);
        }
    }
}
