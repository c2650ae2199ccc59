namespace MmapTool.Patching.Resuming;

/// <summary>An operation over a view, in the order in which it must be made where it copies within the file.</summary>
internal sealed class ComputedPart(ComputedStep step) : PlanPart
{
    public override long ByteLength => step.ByteLength;

    public override int ItemSize => step.Target.ItemSize;

    public override void Read(IPatchTarget target, long first, Span<byte> bytes)
    {
        (long element, long count) = Elements(first, bytes.Length);
        LayoutTransfer.Gather(target, step.Target, element, count, bytes);
    }

    public override void Write(IPatchTarget target, long first, ReadOnlySpan<byte> bytes)
    {
        (long element, long count) = Elements(first, bytes.Length);
        LayoutTransfer.Scatter(target, step.Target, element, count, bytes);
    }

    // Within a chunk the elements stand in ascending order, wherever the chunks are counted from.
    public override void WritePiece(IPatchTarget target, long first, long length, long before, ReadOnlySpan<byte> bytes)
    {
        (long element, _) = Elements(first, length);
        LayoutTransfer.Scatter(target, step.Target, element + (before / ItemSize), bytes.Length / ItemSize, bytes);
    }

    // Nothing of the chunk is written before all of it is worked out, so that within it any order will do.
    public override void Transform(IPatchTarget target, long first, Span<byte> bytes)
    {
        (long element, _) = Elements(first, bytes.Length);
        int block = step.BlockCount * ItemSize;
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
