using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Text;

namespace MmapTool.Tests.Layouts;

/// <summary>
/// The meaning of a layout, spelled out: the place of every single element, in C order. Every step copies and picks from that list; there
/// are no strides in it, and none of the library's arithmetic.
/// </summary>
internal sealed record LayoutModel(ElementType Type, long[] Shape, long[] Offsets)
{
    public int ItemSize => Type.ItemSize;

    /// <summary>The model of given strides: the definition of a strided view, index by index.</summary>
    public static LayoutModel Strided(ElementType type, long offset, long[] shape, long[] strides) =>
        new(type, shape, [.. Indices(shape).Select(index => offset + index.Zip(strides, (i, stride) => i * stride).Sum())]);

    /// <summary>All indices of a shape, in C order.</summary>
    public static IEnumerable<long[]> Indices(IReadOnlyList<long> shape)
    {
        IEnumerable<long[]> all = [[]];
        foreach (long length in shape)
        {
            all = [.. all.SelectMany(prefix => Enumerable.Range(0, (int)length).Select(index => (long[])[.. prefix, index]))];
        }

        return all;
    }

    public LayoutModel Transpose(int[] axes)
    {
        long[] shape = [.. axes.Select(axis => Shape[axis])];
        return new(Type, shape, [.. Indices(shape).Select(index =>
        {
            long[] old = new long[Shape.Length];
            for (int position = 0; position < axes.Length; position++)
            {
                old[axes[position]] = index[position];
            }

            return At(old);
        })]);
    }

    /// <summary>Only these indices of an axis.</summary>
    public LayoutModel Take(int axis, IReadOnlyList<long> chosen)
    {
        long[] shape = [.. Shape];
        shape[axis] = chosen.Count;
        return new(Type, shape, [.. Indices(shape).Select(index =>
        {
            index[axis] = chosen[(int)index[axis]];
            return At(index);
        })]);
    }

    public LayoutModel Drop(int axis, long index)
    {
        LayoutModel one = Take(axis, [index]);
        return one with { Shape = [.. Shape.Where((_, number) => number != axis)] };
    }

    public LayoutModel Broadcast(long[] shape)
    {
        int lead = shape.Length - Shape.Length;
        return new(Type, shape, [.. Indices(shape).Select(index => At([.. Shape.Select((length, axis) => length == 1 ? 0 : index[lead + axis])]))]);
    }

    public LayoutModel Field(RecordField field) => new(field.Type, [.. Shape, .. field.Shape], [.. Offsets.SelectMany(offset =>
        Enumerable.Range(0, (int)field.Count).Select(item => offset + field.Offset + (item * field.Type.ItemSize)))]);

    /// <summary>The bytes regrouped along the last axis; null where a new item's bytes would not stand side by side.</summary>
    public LayoutModel? View(ElementType type)
    {
        if (type.ItemSize == ItemSize)
        {
            return this with { Type = type };
        }

        if (Shape.Length == 0 || Shape[^1] * ItemSize % type.ItemSize != 0 || (type.ItemSize < ItemSize && ItemSize % type.ItemSize != 0))
        {
            return null;
        }

        long[] bytes = [.. Offsets.SelectMany(offset => Enumerable.Range(0, ItemSize).Select(part => offset + part))];
        long[][] items = [.. bytes.Chunk(type.ItemSize)];
        return items.All(item => Enumerable.Range(0, item.Length).All(part => item[part] == item[0] + part))
            ? new(type, [.. Shape[..^1], Shape[^1] * ItemSize / type.ItemSize], [.. items.Select(item => item[0])])
            : null;
    }

    /// <summary>Whether strides exist that lead to these places, which is what "no byte must move" means.</summary>
    public bool IsStrided
    {
        get
        {
            if (Offsets.Length == 0)
            {
                return true;
            }

            long[] strides = [.. Shape.Select((length, axis) => length == 1 ? 0 : At([.. Shape.Select((_, other) => other == axis ? 1L : 0)]) - Offsets[0])];
            return Strided(Type, Offsets[0], Shape, strides).Offsets.SequenceEqual(Offsets);
        }
    }

    public bool IsCContiguous => IsPacked(Offsets);

    public bool IsFContiguous => IsPacked(Transpose([.. Enumerable.Range(0, Shape.Length).Reverse()]).Offsets);

    public long At(long[] index)
    {
        long number = 0;
        for (int axis = 0; axis < Shape.Length; axis++)
        {
            number = (number * Shape[axis]) + index[axis];
        }

        return Offsets[number];
    }

    public byte[] Gather(byte[] memory, int first, int count) =>
        [.. Offsets.Skip(first).Take(count).SelectMany(offset => memory.AsSpan((int)offset, ItemSize).ToArray())];

    public void Scatter(byte[] memory, int first, byte[] elements)
    {
        for (int element = 0; element * ItemSize < elements.Length; element++)
        {
            elements.AsSpan(element * ItemSize, ItemSize).CopyTo(memory.AsSpan((int)Offsets[first + element]));
        }
    }

    /// <summary>Asserts that a layout leads to these very places.</summary>
    public void AssertIs(Layout layout, string how)
    {
        Assert.That(layout.ElementType, Is.EqualTo(Type), how);
        Assert.That(layout.Shape.ToArray(), Is.EqualTo(Shape), how);
        Assert.That(layout.Count, Is.EqualTo((long)Offsets.Length), how);
        Assert.That(layout.ByteLength, Is.EqualTo((long)Offsets.Length * ItemSize), how);
        Assert.That(Indices(Shape).Select(index => layout.OffsetOf(index)), Is.EqualTo(Offsets), how);
        Assert.That(layout.IsCContiguous, Is.EqualTo(IsCContiguous), $"C-contiguity: {how}");
        Assert.That(layout.IsFContiguous, Is.EqualTo(IsFContiguous), $"F-contiguity: {how}");
        if (Offsets.Length > 0)
        {
            Assert.That(layout.Start, Is.EqualTo(Offsets.Min()), how);
            Assert.That(layout.End, Is.EqualTo(Offsets.Max() + ItemSize), how);
        }
    }

    private bool IsPacked(long[] offsets) => Enumerable.Range(0, offsets.Length).All(number => offsets[number] == offsets[0] + ((long)number * ItemSize));
}
