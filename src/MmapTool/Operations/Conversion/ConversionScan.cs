using System.Buffers;
using MmapTool.Operations.Engine;
using MmapTool.Values;

namespace MmapTool.Operations.Conversion;

/// <summary>Takes converted elements.</summary>
/// <param name="first">The number of the first.</param>
/// <param name="elements">The elements, packed.</param>
internal delegate void ConvertedBlock(long first, ReadOnlySpan<byte> elements);

/// <summary>Converts the blocks of a view, and stops at the first element, in the scan's order, that can't be.</summary>
/// <param name="converter">How.</param>
/// <param name="take">Called from several threads with each block; null where it only matters whether all can be converted.</param>
/// <param name="leavesHoles">Whether blocks of zeros in holes need not be taken.</param>
internal struct ConversionScan(ElementConverter converter, ConvertedBlock? take, bool leavesHoles = false) : IBlockScan<ConversionScan.Segment>
{
    /// <inheritdoc/>
    public readonly bool FoldsZeros => take is null || leavesHoles;

    /// <summary>The first element that can't be converted; -1 where there is none.</summary>
    public long Failed { get; private set; } = -1;

    /// <summary>Why not.</summary>
    public string Reason { get; private set; } = "";

    public readonly Segment Begin(long segment) => new(-1, "");

    public readonly void Take(ref Segment partial, ScanBlock block)
    {
        if (partial.Failed >= 0)
        {
            return;
        }

        int length = block.Count / converter.Group * converter.To.ItemSize;
        byte[] converted = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            converter.Convert(block.Elements[..(block.Count * converter.From.ItemSize)], converted.AsSpan(0, length));
            take?.Invoke(block.First, converted.AsSpan(0, length));
        }
        catch (ElementException error)
        {
            partial = new(block.First + error.Position, error.Text(takesModes: true));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(converted);
        }
    }

    public bool Join(long segment, Segment partial)
    {
        (Failed, Reason) = partial;
        return Failed < 0;
    }

    // Where one segment of zeros can be converted, all can.
    public bool JoinZeros(long segment, long count, Segment zeros) => Join(segment, zeros);

    /// <summary>The result of a segment.</summary>
    /// <param name="Failed">Its first element that can't be converted, or -1.</param>
    /// <param name="Reason">Why not.</param>
    internal readonly record struct Segment(long Failed, string Reason);
}
