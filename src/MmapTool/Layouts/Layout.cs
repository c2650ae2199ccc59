using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Layouts;

/// <summary>
/// Where the elements of a view lie: an element type, a byte offset, a shape and signed byte strides. Pure arithmetic, with no
/// memory behind it; immutable and compared by value.
/// </summary>
/// <remarks>
/// <para>The element at indices (i₀, i₁, …) takes <see cref="ItemSize"/> bytes from <c>Offset + i₀·Strides[0] + i₁·Strides[1] + …</c>:</para>
/// <code>
///   offset            strides[1]
///   |                 |&lt;---&gt;|
///   v
///   [0,0] . [0,1] . [0,2] . . . . .  ^
///   [1,0] . [1,1] . [1,2] . . . . .  | strides[0]
///   [2,0] . [2,1] . [2,2] . . . . .  v
/// </code>
/// <para>
/// Every layout that exists is sound. Its element count, its byte count and the place of its first and last byte all fit in 64 bits, and none lies below 0.
/// This is checked once, here, so that the loops over it need no checks of their own. Whether it lies inside a given memory is <see cref="EnsureWithin"/>.
/// </para>
/// </remarks>
public sealed partial class Layout : IEquatable<Layout>
{
    /// <summary>The largest number of dimensions, as in memoryview (<c>PyBUF_MAX_NDIM</c>) and NumPy 2.</summary>
    public const int MaximumRank = 64;

    private Layout(ElementType elementType, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (shape.Length != strides.Length)
        {
            throw new ViewException($"a shape of {shape.Length} dimensions can't have {strides.Length} strides");
        }

        if (shape.Length > MaximumRank)
        {
            throw new ViewException($"a view can't have {shape.Length} dimensions; the most is {MaximumRank}");
        }

        ElementType = elementType;
        Offset = offset;
        Shape = shape;
        Strides = strides;
        (Count, ByteLength) = Measure(elementType, shape);
        (Start, End) = Extent();
        if (Start < 0)
        {
            throw new ViewException($"the view would begin {0UL - (ulong)Start} bytes before the start of the memory");
        }
    }

    /// <summary>The type of every element.</summary>
    public ElementType ElementType { get; }

    /// <summary>Byte offset of the element at indices 0, 0, …; not the lowest byte where a stride is negative.</summary>
    public long Offset { get; }

    /// <summary>Elements along each axis, slowest first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Bytes from one element to the next along each axis; may be negative or 0.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>Number of dimensions; 0 for a scalar.</summary>
    public int Rank => Shape.Length;

    /// <summary>Bytes of an element.</summary>
    public int ItemSize => ElementType.ItemSize;

    /// <summary>Number of elements: the product of the shape, 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>memoryview's nbytes: the bytes of the packed elements, <c>Count * ItemSize</c>.</summary>
    public long ByteLength { get; }

    /// <summary>The lowest byte that any element touches; <see cref="Offset"/> for an empty view.</summary>
    public long Start { get; }

    /// <summary>One past the highest byte that any element touches; <see cref="Offset"/> for an empty view.</summary>
    public long End { get; }

    /// <summary>Whether the elements are packed in C order (last axis fastest). Axes of length 1 do not count; empty views are packed.</summary>
    public bool IsCContiguous => IsPacked(fastestLast: true);

    /// <summary>Whether the elements are packed in Fortran order (first axis fastest).</summary>
    public bool IsFContiguous => IsPacked(fastestLast: false);

    /// <summary>Whether the elements are packed in either order.</summary>
    public bool IsContiguous => IsCContiguous || IsFContiguous;

    /// <summary>A layout of these parts.</summary>
    /// <exception cref="ViewException">A dimension is negative, a count overflows, or an element would lie below byte 0.</exception>
    public static Layout Create(ElementType elementType, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides) =>
        new(Argument.NotNull(elementType), offset, Argument.Initialized(shape), Argument.Initialized(strides));

    /// <summary>A layout packed in C order.</summary>
    /// <exception cref="ViewException">A dimension is negative or a count overflows.</exception>
    public static Layout Contiguous(ElementType elementType, ImmutableArray<long> shape, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        Argument.Initialized(shape);
        Measure(elementType, shape);
        return new(elementType, offset, shape, PackedStrides(elementType.ItemSize, shape));
    }

    /// <summary>A layout packed in Fortran order: the first axis fastest.</summary>
    /// <exception cref="ViewException">A dimension is negative or a count overflows.</exception>
    public static Layout FortranContiguous(ElementType elementType, ImmutableArray<long> shape, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(elementType);
        Argument.Initialized(shape);
        Measure(elementType, shape);
        ImmutableArray<long> reversed = [.. shape.Reverse()];
        return new(elementType, offset, shape, [.. PackedStrides(elementType.ItemSize, reversed).Reverse()]);
    }

    /// <summary>The whole of a memory of <paramref name="byteLength"/> bytes as this type: one dimension.</summary>
    /// <exception cref="ViewException">The item size does not divide the length.</exception>
    public static Layout Over(ElementType elementType, long byteLength) => Contiguous(ElementType.UInt8, [byteLength]).Cast(elementType);

    /// <summary>Byte offset of the element at these indices, one for each axis, negative ones counting from the end.</summary>
    /// <exception cref="ViewException">There are too few or too many indices, or one is out of bounds.</exception>
    public long OffsetOf(params ReadOnlySpan<long> indices)
    {
        if (indices.Length != Rank)
        {
            throw new ViewException($"{indices.Length} indices can't name one element of a view of {Rank} dimensions");
        }

        long offset = Offset;
        for (int axis = 0; axis < indices.Length; axis++)
        {
            offset += ViewIndex.Inside(indices[axis], Shape[axis], axis) * Strides[axis];
        }

        return offset;
    }

    /// <summary>Checks that every element lies inside a memory of this many bytes.</summary>
    /// <exception cref="ViewException">An element ends beyond it.</exception>
    public void EnsureWithin(long byteLength)
    {
        if (End > byteLength)
        {
            throw new ViewException($"the view ends at byte {End}, beyond the {Plural.Of(byteLength, "byte")} there are");
        }
    }

    /// <inheritdoc/>
    public bool Equals(Layout? other) =>
        other is not null && Offset == other.Offset && ElementType.Equals(other.ElementType)
        && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan()) && Strides.AsSpan().SequenceEqual(other.Strides.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Layout);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ElementType, Offset, Rank, Count);

    /// <summary>For people and debuggers: type, shape, strides and offset.</summary>
    public override string ToString() => $"{ElementType}{Tuple(Shape)} strides {Tuple(Strides)} at {Offset}";

    /// <summary>Numbers as Python writes a tuple: <c>()</c>, <c>(3,)</c>, <c>(3, 4)</c>.</summary>
    internal static string Tuple(ImmutableArray<long> numbers) => $"({string.Join(", ", numbers)}{(numbers.Length == 1 ? "," : "")})";

    internal static ImmutableArray<long> PackedStrides(long itemSize, ImmutableArray<long> shape)
    {
        // A dimension of 0 counts as 1, as NumPy has it; Measure has seen that nothing overflows.
        long[] strides = new long[shape.Length];
        long stride = itemSize;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= Math.Max(1, shape[axis]);
        }

        return Immutable(strides);
    }

    // The element and byte counts. The overflow check leaves dimensions of 0 out of its product. The product of all the others must fit too, so that no
    // stride derived from it can overflow. (Here and in Extent there are 64-bit arithmetic and loops by index, because every command makes a layout. The
    // ReadyToRun form has no code compiled ahead for Int128, nor for another assembly's generic types over long.)
    private static (long Count, long ByteLength) Measure(ElementType elementType, ImmutableArray<long> shape)
    {
        long count = 1;
        long most = long.MaxValue / Math.Max(1, elementType.ItemSize);
        bool empty = false;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            long dimension = shape[axis];
            if (dimension < 0)
            {
                throw new ViewException($"a dimension can't be negative: {Tuple(shape)}");
            }

            if (dimension == 0)
            {
                empty = true;
            }
            else if (dimension > most / count)
            {
                throw new ViewException($"a view of {elementType}{Tuple(shape)} has more bytes than 64 bits can count");
            }
            else
            {
                count *= dimension;
            }
        }

        return empty ? (0, 0) : (count, count * elementType.ItemSize);
    }

    private (long Start, long End) Extent()
    {
        if (Count == 0)
        {
            return (Offset, Offset);
        }

        // Each sum only grows or only falls, so a sum that leaves 64 bits never comes back.
        try
        {
            checked
            {
                long start = Offset;
                long end = Offset;
                for (int axis = 0; axis < Rank; axis++)
                {
                    long reach = (Shape[axis] - 1) * Strides[axis];
                    if (reach < 0)
                    {
                        start += reach;
                    }
                    else
                    {
                        end += reach;
                    }
                }

                return (start, end + ItemSize);
            }
        }
        catch (OverflowException)
        {
            throw new ViewException("the view reaches further than 64 bits can count");
        }
    }

    private bool IsPacked(bool fastestLast)
    {
        if (Count == 0)
        {
            return true;
        }

        long expected = ItemSize;
        for (int step = 0; step < Rank; step++)
        {
            int axis = fastestLast ? Rank - 1 - step : step;
            if (Shape[axis] != 1 && Strides[axis] != expected)
            {
                return false;
            }

            expected *= Shape[axis];
        }

        return true;
    }

    private static ImmutableArray<long> Immutable(long[] array) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(array);
}
