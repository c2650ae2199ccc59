using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>An operation over a view, in the order in which it must be made where it copies within the file.</summary>
internal sealed class ComputedPart(ComputedStep step) : PlanPart
{
    public override long ByteLength => step.ByteLength;

    public override int ItemSize => step.Target.ItemSize;

    public override (long Start, long End) SpanOf(long first, long length)
    {
        (long element, long count) = Elements(first, length);
        (long start, long end) = (long.MaxValue, 0);
        foreach (StridedRun run in step.Target.Runs(element, count))
        {
            long reach = (run.Count - 1) * run.Stride;
            start = Math.Min(start, run.Offset + Math.Min(0, reach));
            end = Math.Max(end, run.Offset + Math.Max(0, reach) + run.BlockLength);
        }

        return (start, end);
    }

    public override bool ReadsFile => step.Operand.Reader is null;

    public override void Read(IByteTarget target, long first, Span<byte> bytes)
    {
        (long element, long count) = Elements(first, bytes.Length);
        LayoutTransfer.Gather(target, step.Target, element, count, bytes);
    }

    public override void Write(IByteTarget target, long first, ReadOnlySpan<byte> bytes)
    {
        (long element, long count) = Elements(first, bytes.Length);
        LayoutTransfer.Scatter(target, step.Target, element, count, bytes);
    }

    // Within a chunk the elements stand in ascending order, wherever the chunks are counted from.
    public override void WritePiece(IByteTarget target, long first, long length, long before, ReadOnlySpan<byte> bytes)
    {
        (long element, _) = Elements(first, length);
        LayoutTransfer.Scatter(target, step.Target, element + (before / ItemSize), bytes.Length / ItemSize, bytes);
    }

    public override void ReadPiece(IByteTarget target, long first, long length, long before, Span<byte> bytes)
    {
        (long element, _) = Elements(first, length);
        LayoutTransfer.Gather(target, step.Target, element + (before / ItemSize), bytes.Length / ItemSize, bytes);
    }

    public override void TransformPiece(IByteTarget target, long first, long length, long before, Span<byte> bytes)
    {
        (long element, _) = Elements(first, length);
        Transform(target, element + (before / ItemSize), bytes, step.BlockCount * ItemSize);
    }

    // Nothing of the chunk is written before all of it is worked out, so that within it any order will do.
    public override void Transform(IByteTarget target, long first, Span<byte> bytes)
    {
        (long element, _) = Elements(first, bytes.Length);
        Transform(target, element, bytes, step.BlockCount * ItemSize);
    }

    private void Transform(IByteTarget target, long element, Span<byte> bytes, int block)
    {
        for (; !bytes.IsEmpty; element += step.BlockCount)
        {
            int length = Math.Min(block, bytes.Length);
            step.Transform(target, element, bytes[..length]);
            bytes = bytes[length..];
        }
    }

    // Where the last block must go first, the chunks are counted from the end.
    private (long Element, long Count) Elements(long first, long length)
    {
        long element = first / ItemSize;
        long count = length / ItemSize;
        return (step.IsDescending ? step.Target.Count - element - count : element, count);
    }
}
