using System.Buffers;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>
    /// The value of one element: <see cref="bool"/>, an integer of the element's size, <see cref="Half"/>, <see cref="float"/>,
    /// <see cref="double"/>, <see cref="System.Numerics.Complex"/>, bytes (<c>S</c> without trailing NULs, <c>V</c>) or a <see cref="RecordValue"/>.
    /// </summary>
    /// <param name="indices">One index an axis; negative ones count from the end.</param>
    /// <exception cref="ViewException">There are too few or too many indices, or one is out of bounds.</exception>
    public object GetValue(params ReadOnlySpan<long> indices)
    {
        long offset = Layout.OffsetOf(indices);
        using MemoryLease lease = Source.Lease();
        return ElementValue.Decode(ElementType, lease.Read(offset, ItemSize));
    }

    /// <summary>Stores a value in one element, as strictly as Python: a value that does not fit is refused, never wrapped or cut.</summary>
    /// <param name="value">A value of a type that <see cref="GetValue"/> returns, or any other number; strings for <c>S</c>; lists for records and sub-arrays.</param>
    /// <param name="indices">One index an axis; negative ones count from the end.</param>
    /// <exception cref="ValueException">The value does not fit the element type. Nothing is written then.</exception>
    /// <exception cref="ViewException">There are too few or too many indices, or one is out of bounds.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void SetValue(object value, params ReadOnlySpan<long> indices)
    {
        EnsureWritable();
        long offset = Layout.OffsetOf(indices);
        using MemoryLease lease = Source.Lease();
        byte[] element = new byte[ItemSize];
        lease.Read(offset, ItemSize).CopyTo(element);
        ElementValue.Encode(ElementType, value, element);
        element.CopyTo(lease.Write(offset, ItemSize));
    }

    /// <summary>NumPy's item: the value of the only element.</summary>
    /// <exception cref="ViewException">There is not exactly one element.</exception>
    public object GetItem() => Count == 1
        ? this[ViewIndex.Ellipsis].GetValue(stackalloc long[Rank])
        : throw new ViewException($"a view of {Count} elements has no one value");

    /// <summary>
    /// memoryview's tolist: the value itself of a scalar, else arrays of values, nested as deep as the view has dimensions.
    /// </summary>
    /// <exception cref="ViewException">An axis is longer than an array can be.</exception>
    public object ToList()
    {
        using MemoryLease lease = Source.Lease();
        PackedBlocks blocks = new(this, lease, 0, Count);
        try
        {
            return ToList(ref blocks, 0);
        }
        finally
        {
            blocks.Dispose();
        }
    }

    /// <summary>
    /// memoryview's iteration: the values of a view of one dimension, the sub-views along the first axis of one of more (which
    /// memoryview does not implement).
    /// </summary>
    /// <exception cref="ViewException">The view is a scalar: "invalid indexing of 0-dim memory".</exception>
    public IEnumerator<object> GetEnumerator() => Rank switch
    {
        0 => throw new ViewException("a view of 0 dimensions can't be iterated over; GetItem() is its value"),
        1 => Values(ElementValue.Decode).GetEnumerator(),
        _ => SubViews().GetEnumerator(),
    };

    /// <summary>Values in C order, read block by block under a lease of their own, so that nothing is held between two of them.</summary>
    private protected IEnumerable<TValue> Values<TValue>(Func<ElementType, ReadOnlySpan<byte>, TValue> decode)
    {
        int perBlock = ItemSize == 0 ? 1024 : Math.Max(1, (64 << 10) / ItemSize);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(checked((int)Math.Min(perBlock, Count) * ItemSize));
        try
        {
            for (long first = 0; first < Count; first += perBlock)
            {
                int count = (int)Math.Min(perBlock, Count - first);
                using (MemoryLease lease = Source.Lease())
                {
                    ReadElements(lease, first, count, buffer);
                }

                for (int element = 0; element < count; element++)
                {
                    yield return decode(ElementType, buffer.AsSpan(element * ItemSize, ItemSize));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private IEnumerable<MemoryView> SubViews()
    {
        for (long index = 0; index < Shape[0]; index++)
        {
            yield return this[index];
        }
    }

    private object ToList(ref PackedBlocks blocks, int axis)
    {
        if (axis == Rank)
        {
            return ElementValue.Decode(ElementType, blocks.Next());
        }

        object[] items = new object[ElementValue.CheckedLength(Shape[axis])];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = ToList(ref blocks, axis + 1);
        }

        return items;
    }
}
