using System.Buffers.Binary;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>
/// Bytes that are kept, with a table of where they go that is kept before them: rows of offset, length, and how many bytes come before it. Searched
/// where it lies, so that no number of ranges takes memory.
/// </summary>
/// <param name="kept">Where both are read.</param>
/// <param name="position">Where the table begins.</param>
/// <param name="ranges">Its rows.</param>
/// <param name="byteLength">The bytes behind it.</param>
/// <param name="fileLength">The target's length.</param>
internal sealed class StoredPart(IByteSource kept, long position, long ranges, long byteLength, long fileLength) : PlanPart
{
    /// <summary>Bytes of a row of the table.</summary>
    public const int RowLength = 24;

    public override long ByteLength => byteLength;

    // The rows ascend.
    public override (long Start, long End) SpanOf(long first, long length)
    {
        (long start, _) = Places(first, 1).First();
        (long last, _) = Places(first + length - 1, 1).First();
        return (start, last + 1);
    }

    public override int ItemSize => 1;

    /// <summary>A row of the table.</summary>
    public static void EncodeRow(Span<byte> row, long offset, long length, long before)
    {
        BinaryPrimitives.WriteInt64LittleEndian(row, offset);
        BinaryPrimitives.WriteInt64LittleEndian(row[8..], length);
        BinaryPrimitives.WriteInt64LittleEndian(row[16..], before);
    }

    public override void Read(IByteTarget target, long first, Span<byte> bytes)
    {
        int done = 0;
        foreach ((long offset, int length) in Places(first, bytes.Length))
        {
            target.ReadAt(offset, bytes.Slice(done, length));
            done += length;
        }
    }

    public override void Write(IByteTarget target, long first, ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        foreach ((long offset, int length) in Places(first, bytes.Length))
        {
            target.WriteAt(offset, bytes.Slice(done, length));
            done += length;
        }
    }

    public override void Transform(IByteTarget target, long first, Span<byte> bytes) => kept.ReadAt(position + (ranges * RowLength) + first, bytes);

    // Where in the file the bytes with these numbers lie.
    private IEnumerable<(long Offset, int Length)> Places(long first, int length)
    {
        long low = 0;
        for (long high = ranges - 1; low < high;)
        {
            long middle = high - ((high - low) / 2);
            (low, high) = Row(middle).Before <= first ? (middle, high) : (low, middle - 1);
        }

        for (long row = low; length > 0; row++)
        {
            (long offset, long count, long before) = row < ranges ? Row(row) : throw Spoilt();
            long skipped = first - before;
            if (offset < 0 || count < 1 || offset > fileLength - count || skipped < 0 || skipped >= count)
            {
                throw Spoilt();
            }

            int taken = (int)Math.Min(length, count - skipped);
            yield return (offset + skipped, taken);
            first += taken;
            length -= taken;
        }
    }

    private (long Offset, long Length, long Before) Row(long number)
    {
        Span<byte> row = stackalloc byte[RowLength];
        kept.ReadAt(position + (number * RowLength), row);
        return (BinaryPrimitives.ReadInt64LittleEndian(row), BinaryPrimitives.ReadInt64LittleEndian(row[8..]), BinaryPrimitives.ReadInt64LittleEndian(row[16..]));
    }

    private static ContainerException Spoilt() => new("the journal's table of ranges does not fit its change; restore the file from a backup, then forget the journal by 'recover --discard'", 0);
}
