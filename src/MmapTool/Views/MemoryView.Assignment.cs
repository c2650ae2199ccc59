using System.Buffers;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>
    /// memoryview's slice assignment: copies another view of the same element type and shape. Where the two share memory, the result is as if the source had
    /// been copied away first. Memory stays bounded (beyond 64 MiB such a copy goes to a temporary file). The bytes between the fields of records stay.
    /// </summary>
    /// <exception cref="ViewException">The element types or the shapes differ: "different structures".</exception>
    /// <exception cref="InvalidOperationException">This view is read-only.</exception>
    public void CopyFrom(MemoryView source) => CopyFrom(source, PackedBlocks.DefaultBlockBytes);

    /// <summary>The same in blocks of a given size, so that tests see the order of the blocks in small views too.</summary>
    internal void CopyFrom(MemoryView source, int blockBytes)
    {
        ArgumentNullException.ThrowIfNull(source);
        EnsureWritable();
        if (!ElementType.Equals(source.ElementType) || !HasShapeOf(source))
        {
            throw new ViewException($"lvalue and rvalue have different structures: {ElementType}{Layout.Tuple(Shape)} and {source.ElementType}{Layout.Tuple(source.Shape)}");
        }

        if (Count > 0)
        {
            Store(source, blockBytes);
        }
    }

    /// <summary>
    /// NumPy's assignment: as <see cref="CopyFrom(MemoryView)"/>, but the value is broadcast to this view's shape.
    /// </summary>
    /// <exception cref="ViewException">The element types differ, or the shape can't be broadcast.</exception>
    /// <exception cref="InvalidOperationException">This view is read-only.</exception>
    public void Assign(MemoryView value)
    {
        ArgumentNullException.ThrowIfNull(value);
        EnsureWritable();
        if (!ElementType.Equals(value.ElementType))
        {
            throw new ViewException($"{value.ElementType} elements can't be assigned to {ElementType}; convert them, or use View where the bytes are meant");
        }

        // NumPy drops leading axes of length 1 that the target does not have.
        int extra = 0;
        while (value.Rank - extra > Rank && value.Shape[extra] == 1)
        {
            extra++;
        }

        MemoryView trimmed = extra == 0 ? value : value[[.. Enumerable.Repeat(ViewIndex.At(0), extra)]];
        _ = trimmed.Layout.BroadcastTo(Shape);
        Store(trimmed, PackedBlocks.DefaultBlockBytes);
    }

    /// <summary>Stores one value in every element.</summary>
    /// <exception cref="ValueException">The value does not fit the element type. Nothing is written then.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void Fill(object value)
    {
        EnsureWritable();
        byte[] element = new byte[ItemSize];
        ElementValue.Encode(ElementType, value, element);
        if (ElementType.Kind == ElementKind.Record)
        {
            // The bytes between the fields stay, so there is no single pattern to repeat.
            Change(record => ElementValue.Encode(ElementType, value, record));
        }
        else
        {
            FillPattern(element);
        }
    }

    /// <summary>Sets every byte of every element to 0, those between the fields of records too.</summary>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void Clear()
    {
        EnsureWritable();
        FillPattern(new byte[ItemSize]);
    }

    private protected void FillPattern(ReadOnlySpan<byte> element)
    {
        EnsureWritable();
        if (Count == 0 || ItemSize == 0)
        {
            return;
        }

        int perBlock = (int)Math.Min(Count, Math.Max(1, PackedBlocks.DefaultBlockBytes / ItemSize));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(perBlock * ItemSize);
        try
        {
            for (int index = 0; index < perBlock; index++)
            {
                element.CopyTo(buffer.AsSpan(index * ItemSize));
            }

            using MemoryLease lease = Source.Lease();
            for (long first = 0; first < Count; first += perBlock)
            {
                WriteElements(lease, first, buffer.AsSpan(0, (int)Math.Min(perBlock, Count - first) * ItemSize));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Change(Action<Span<byte>> change)
    {
        byte[] element = new byte[ItemSize];
        using MemoryLease lease = Source.Lease();
        for (long index = 0; index < Count && ItemSize > 0; index++)
        {
            ReadElements(lease, index, 1, element);
            change(element);
            WriteElements(lease, index, element);
        }
    }

    private void Store(MemoryView value, int blockBytes)
    {
        MemoryRelation relation = MemoryIdentity.Relate(this, value);
        if (relation == MemoryRelation.Apart)
        {
            CopyFromApart(value);
        }
        else if (relation == MemoryRelation.SameOffsets && FieldBytes.Of(ElementType) is null && AssignmentOrder.Find(Layout, value.Layout.BroadcastTo(Shape)) is { } order)
        {
            With(order.Target).CopyInOrder(value.With(order.Source), order.Backwards, blockBytes);
        }
        else
        {
            using Spill spill = new(value);
            CopyFromApart(new MemoryView(spill, Layout.Contiguous(value.ElementType, value.Shape)));
        }
    }

    // The layout of the value is broadcast, and not its copy. So a spilled copy holds only the value's own elements.
    private void CopyFromApart(MemoryView value)
    {
        if (Count == 0)
        {
            return;
        }

        Layout from = value.Layout.BroadcastTo(Shape);
        Layout to = Layout;
        if (!to.IsCContiguous && AssignmentOrder.ByAddress(to, from) is { } order)
        {
            // Elements are written in memory's order, and read across memory's order if needed. Reading across is the faster of the two.
            (to, from) = order;
        }

        MemoryView target = With(to);
        MemoryView source = new(value.Source, from, readOnly: true);
        using MemoryLease lease = Source.Lease();
        using MemoryLease sourceLease = source.Source.Lease();
        FieldBytes? fields = FieldBytes.Of(ElementType);
        PackedBlocks blocks = new(source, sourceLease, 0, Count, PackedBlocks.BlockBytesFor(from));
        try
        {
            while (blocks.MoveNext())
            {
                target.WriteFields(lease, blocks.First, blocks.Current, fields);
            }
        }
        finally
        {
            blocks.Dispose();
        }
    }

    // The bytes between the fields of records stay.
    private void WriteFields(MemoryLease lease, long first, ReadOnlySpan<byte> elements, FieldBytes? fields)
    {
        if (fields is null)
        {
            WriteElements(lease, first, elements);
            return;
        }

        // Elements that may share bytes are changed one after another: each keeps what the ones before it have made of its bytes.
        int length = IsCContiguous ? elements.Length : ItemSize;
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> changed = rented.AsSpan(0, length);
            for (; !elements.IsEmpty; elements = elements[length..], first += length / ItemSize)
            {
                ReadElements(lease, first, length / ItemSize, changed);
                fields.Copy(elements[..length], changed);
                WriteElements(lease, first, changed);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void CopyInOrder(MemoryView source, bool backwards, int blockBytes)
    {
        if (Layout.Offset == source.Layout.Offset || ItemSize == 0)
        {
            return;
        }

        int perBlock = (int)Math.Min(Count, Math.Max(1, blockBytes / ItemSize));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(perBlock * ItemSize);
        try
        {
            using MemoryLease lease = Source.Lease();
            using MemoryLease sourceLease = source.Source.Lease();
            for (long done = 0; done < Count;)
            {
                int count = (int)Math.Min(perBlock, Count - done);
                long first = backwards ? Count - done - count : done;
                Span<byte> block = buffer.AsSpan(0, count * ItemSize);
                source.ReadElements(sourceLease, first, count, block);
                WriteElements(lease, first, block);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
