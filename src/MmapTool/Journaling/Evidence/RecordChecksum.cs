using System.Buffers;
using System.Buffers.Binary;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Compares a record with its checksum window by window, so that it takes little memory however long the record is.</summary>
internal static class RecordChecksum
{
    private const int Window = 1 << 20;

    /// <summary>The head at a place in a journal; null where there is none, or not all of what it announces.</summary>
    public static RecordHead? HeadAt(IByteTarget journal, long place, int maximumPayload)
    {
        long left = journal.Length - place;
        if (left < RecordHead.EncodedLength + sizeof(uint))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[RecordHead.EncodedLength];
        journal.ReadAt(place, bytes);
        return RecordHead.Decode(bytes, maximumPayload) is { } head && head.RecordLength <= left ? head : null;
    }

    /// <summary>Whether the record that begins so is whole.</summary>
    public static bool IsWhole(IByteTarget journal, long place, RecordHead head, Guid nonce)
    {
        byte[] window = ArrayPool<byte>.Shared.Rent(Math.Min(Window, Math.Max(head.PayloadLength, 1)));
        try
        {
            return Walk(journal, place, head, nonce, window, (_, _, _) => true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window);
        }
    }

    /// <summary>
    /// Hands out a record's payload in pieces. None is handed out before the whole payload has been compared with its checksum, and none that differs from
    /// the compared bytes. False where the record is not whole.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="place">Where the record begins.</param>
    /// <param name="head">Its head.</param>
    /// <param name="nonce">The journal's.</param>
    /// <param name="piece">Room for a piece.</param>
    /// <param name="use">Given the number of bytes before the piece, and the piece.</param>
    /// <exception cref="IOException">The journal has been changed by somebody meanwhile.</exception>
    public static bool ForEachPiece(IByteTarget journal, long place, RecordHead head, Guid nonce, Memory<byte> piece, Action<int, ReadOnlySpan<byte>> use)
    {
        List<uint> proven = [];
        if (!Walk(journal, place, head, nonce, piece.Span, (_, _, sum) =>
            {
                proven.Add(sum);
                return true;
            }))
        {
            return false;
        }

        int number = 0;
        bool isSame = Walk(journal, place, head, nonce, piece.Span, (before, bytes, sum) =>
        {
            if (sum != proven[number++])
            {
                return false;
            }

            use(before, bytes);
            return true;
        });
        return isSame ? true : throw new IOException("the journal was changed by somebody else while it was read");
    }

    private static bool Walk(IByteTarget journal, long place, RecordHead head, Guid nonce, Span<byte> window, Func<int, ReadOnlySpan<byte>, uint, bool> seen)
    {
        Span<byte> bytes = stackalloc byte[RecordHead.EncodedLength];
        journal.ReadAt(place, bytes);
        uint sum = Checksum.Step(Checksum.Seed(nonce), bytes);
        place += bytes.Length;
        if (head.EvidenceLength > 0)
        {
            // At most a block.
            Span<byte> evidence = stackalloc byte[DoneChunk.MaximumLength];
            evidence = evidence[..head.EvidenceLength];
            journal.ReadAt(place, evidence);
            sum = Checksum.Step(sum, evidence);
            place += evidence.Length;
        }

        for (int done = 0; done < head.PayloadLength;)
        {
            Span<byte> part = window[..Math.Min(window.Length, head.PayloadLength - done)];
            journal.ReadAt(place + done, part);
            sum = Checksum.Step(sum, part);
            if (!seen(done, part, sum))
            {
                return false;
            }

            done += part.Length;
        }

        Span<byte> stored = bytes[..sizeof(uint)];
        journal.ReadAt(place + head.PayloadLength, stored);
        return BinaryPrimitives.ReadUInt32LittleEndian(stored) == ~sum;
    }
}
