using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    private const int ComparedBytes = 32 << 10;
    private const int ComparedElements = 2048;

    /// <summary>
    /// memoryview's <c>==</c>: the same shape and equal values, whatever the element types: the integer 1 equals the float 1.0 in any byte
    /// order. Exact: nothing is rounded to compare. NaN equals nothing, so that a view with one does not equal itself.
    /// </summary>
    /// <remarks>
    /// Texts (<c>S</c>, <c>U</c>) are equal without their trailing NULs, and a text never equals a number. Dates are equal that are the same instant, and
    /// lengths of time that are equally long; NaT equals nothing. Void items are equal byte for byte. Records are equal if they have fields of the same names
    /// with equal values. As in memoryview, axes behind one of length 0 do not count.
    /// </remarks>
    public bool ValueEquals(MemoryView other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!HasShapeOf(other))
        {
            return false;
        }

        if (Count == 0)
        {
            return true;
        }

        if (ElementType.IsCoded || other.ElementType.IsCoded)
        {
            return Decoded().ValueEquals(other.Decoded());
        }

        (ElementType left, ElementType right) = (ElementType, other.ElementType);
        if (left.Kind == ElementKind.Record || right.Kind == ElementKind.Record)
        {
            return left.Kind == right.Kind && left.Fields.Length == right.Fields.Length
                && left.Fields.All(field => right.Fields.Any(match => match.Name == field.Name) && Field(field.Name).ValueEquals(other.Field(field.Name)));
        }

        if (left.IsNumeric != right.IsNumeric || (!left.IsNumeric && left.Kind != right.Kind))
        {
            return false;
        }

        using MemoryLease lease = Source.Lease();
        using MemoryLease otherLease = other.Source.Lease();
        return left.IsTime || left.Kind == ElementKind.Unicode ? ValuesEqual(lease, other, otherLease)
            : !left.IsNumeric ? BytesEqual(lease, other, otherLease)
            : left.Equals(right) && left.Kind is ElementKind.SignedInteger or ElementKind.UnsignedInteger ? BlocksEqual(lease, other, otherLease)
            : NumbersEqual(lease, other, otherLease);
    }

    /// <summary>memoryview's count: how many elements equal a value, compared as <see cref="ValueEquals"/> does. One dimension only.</summary>
    /// <exception cref="ViewException">The view has not one dimension.</exception>
    public long CountOf(object value) => Search(value, 0, long.MaxValue).Matches;

    /// <summary>
    /// memoryview's index: the first element that equals a value, compared as <see cref="ValueEquals"/> does. One dimension only.
    /// </summary>
    /// <param name="value">A value as <see cref="GetValue"/> gives it, any number, or for <c>S</c> a string.</param>
    /// <param name="start">Where to begin; negative counts from the end; clamped, as in Python.</param>
    /// <param name="stop">Where to end, exclusive, the same.</param>
    /// <returns>The index, or -1 where Python raises ValueError.</returns>
    /// <exception cref="ViewException">The view has not one dimension.</exception>
    public long IndexOf(object value, long start = 0, long stop = long.MaxValue) => Search(value, start, stop, firstOnly: true).First;

    /// <summary>Python's <c>in</c>: whether an element equals a value. One dimension only.</summary>
    /// <exception cref="ViewException">The view has not one dimension.</exception>
    public bool Contains(object value) => IndexOf(value) >= 0;

    /// <summary>
    /// memoryview's hash: of the bytes in C order, equal for views of equal bytes, within this process. As in Python only for what can't
    /// change under it: a read-only view of single bytes (<c>B</c>, <c>b</c>, <c>c</c>).
    /// </summary>
    /// <exception cref="ViewException">The view is writable, or of another element type.</exception>
    public int ContentHash()
    {
        if (!IsReadOnly)
        {
            throw new ViewException("cannot hash writable memory; use ToReadOnly()");
        }

        if (ItemSize != 1 || ElementType.Kind is not (ElementKind.UnsignedInteger or ElementKind.SignedInteger or ElementKind.Bytes))
        {
            throw new ViewException($"hashing is restricted to single bytes (B, b, c), and these are {ElementType}; use Cast");
        }

        // Blocks of a fixed size, a multiple of what AddBytes takes at once, so that the hash does not depend on the layout.
        HashCode hash = default;
        using MemoryLease lease = Source.Lease();
        foreach (ReadOnlySpan<byte> block in new PackedBlocks(this, lease, 0, Count, ComparedBytes))
        {
            hash.AddBytes(block);
        }

        return hash.ToHashCode();
    }

    // memoryview's rule (equiv_shape in CPython's memoryobject.c): axes behind one of length 0 are not compared.
    private bool HasShapeOf(MemoryView other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (int axis = 0; axis < Rank; axis++)
        {
            if (Shape[axis] != other.Shape[axis])
            {
                return false;
            }

            if (Shape[axis] == 0)
            {
                return true;
            }
        }

        return true;
    }

    private (long First, long Matches) Search(object value, long start, long stop, bool firstOnly = false)
    {
        if (Rank != 1)
        {
            throw new ViewException($"a view of {Rank} dimensions can't be searched by index; reshape it to one");
        }

        (long first, _, long length) = ViewIndex.Slice(start, stop).Over(Shape[0], 0, ViewUse.Read);
        (long found, long matches) = (-1, 0);
        if (ElementMatcher.Of(ElementType, value) is not { } matcher)
        {
            return (found, matches);
        }

        int blockBytes = BlockBytes(ItemSize);
        using MemoryLease lease = Source.Lease();
        PackedBlocks blocks = new(this, lease, first, length, blockBytes, matcher.TakesNativeOrder);
        try
        {
            while (blocks.MoveNext() && (found < 0 || !firstOnly))
            {
                matcher.Load(blocks.Current, blocks.Count);
                for (int index = matcher.Next(0); index >= 0; index = matcher.Next(index + 1))
                {
                    matches++;
                    if (found < 0)
                    {
                        found = blocks.First + index;
                    }

                    if (firstOnly)
                    {
                        break;
                    }
                }
            }

            return (found, matches);
        }
        finally
        {
            blocks.Dispose();
        }
    }

    // Elements of more than a few bytes are compared in smaller numbers; of the sizes that numbers have, in equal numbers.
    private static int BlockBytes(int itemSize) => itemSize <= 16 ? itemSize * ComparedElements : ComparedBytes;

    private bool BlocksEqual(MemoryLease lease, MemoryView other, MemoryLease otherLease)
    {
        PackedBlocks theirs = new(other, otherLease, 0, Count);
        try
        {
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(this, lease, 0, Count))
            {
                theirs.MoveNext();
                if (!block.SequenceEqual(theirs.Current))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            theirs.Dispose();
        }
    }

    private bool NumbersEqual(MemoryLease lease, MemoryView other, MemoryLease otherLease)
    {
        // In step by elements: the item sizes may differ.
        PackedBlocks theirs = new(other, otherLease, 0, Count, BlockBytes(other.ItemSize), nativeOrder: true);
        WideNumbers left = new();
        WideNumbers right = new();
        try
        {
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(this, lease, 0, Count, BlockBytes(ItemSize), nativeOrder: true))
            {
                theirs.MoveNext();
                left.Load(ElementType, block);
                right.Load(other.ElementType, theirs.Current);
                if (!left.AllEqual(right))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            theirs.Dispose();
        }
    }

    private bool ValuesEqual(MemoryLease lease, MemoryView other, MemoryLease otherLease)
    {
        PackedBlocks ours = new(this, lease, 0, Count);
        PackedBlocks theirs = new(other, otherLease, 0, Count);
        try
        {
            for (long element = 0; element < Count; element++)
            {
                if (!ElementMatcher.AreEqual(ElementValue.Decode(ElementType, ours.Next()), ElementValue.Decode(other.ElementType, theirs.Next())))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            ours.Dispose();
            theirs.Dispose();
        }
    }

    private bool BytesEqual(MemoryLease lease, MemoryView other, MemoryLease otherLease)
    {
        if (ElementType.Kind == ElementKind.Void)
        {
            return ItemSize == other.ItemSize && BlocksEqual(lease, other, otherLease);
        }

        PackedBlocks ours = new(this, lease, 0, Count);
        PackedBlocks theirs = new(other, otherLease, 0, Count);
        try
        {
            for (long element = 0; element < Count; element++)
            {
                if (!ours.Next().TrimEnd((byte)0).SequenceEqual(theirs.Next().TrimEnd((byte)0)))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            ours.Dispose();
            theirs.Dispose();
        }
    }
}
