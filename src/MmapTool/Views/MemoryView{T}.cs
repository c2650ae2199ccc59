using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// A memoryview whose elements are read and written as <typeparamref name="T"/>. Elements in the other byte order are swapped on the way.
/// </summary>
/// <typeparam name="T">
/// The platform's numbers, <see cref="bool"/> and <see cref="char"/>, and the element types it has none for, such as <see cref="Int24"/> and
/// <see cref="BFloat16"/>; see <see cref="ElementType.Of{T}"/>.
/// </typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "A view is no collection; it can be walked like one.")]
public sealed class MemoryView<T> : MemoryView, IEnumerable<T>
    where T : unmanaged
{
    /// <summary>Lays a typed view over a memory.</summary>
    /// <exception cref="ViewException">The layout does not lie within the memory, or its element type does not correspond to <typeparamref name="T"/>.</exception>
    public MemoryView(MemorySource source, Layout layout, bool readOnly = false)
        : base(source, layout, readOnly) => EnsureCorresponds(Argument.NotNull(layout).ElementType);

    /// <summary>The element of a view of one dimension. Each access takes a lease, so for many elements use <see cref="Lease"/> or the bulk methods.</summary>
    /// <exception cref="ViewException">The view has not one dimension, or the index is out of bounds.</exception>
    [OverloadResolutionPriority(1)]
    public T this[long index]
    {
        get => this[[index]];
        set => this[[index]] = value;
    }

    /// <summary>The element at these indices, one an axis; negative ones count from the end.</summary>
    /// <exception cref="ViewException">There are too few or too many indices, or one is out of bounds.</exception>
    /// <exception cref="InvalidOperationException">An element is set and the view is read-only.</exception>
    [OverloadResolutionPriority(1)]
    public T this[params ReadOnlySpan<long> indices]
    {
        get
        {
            long offset = Layout.OffsetOf(indices);
            using MemoryLease lease = Source.Lease();
            return FromMemory(ElementType, lease.Read(offset, ItemSize));
        }

        set
        {
            EnsureWritable();
            long offset = Layout.OffsetOf(indices);
            using MemoryLease lease = Source.Lease();
            ToMemory(ElementType, value, lease.Write(offset, ItemSize));
        }
    }

    /// <summary>The element of a view of one dimension at an index as C# writes it: <c>view[^1]</c> is the last.</summary>
    /// <exception cref="ViewException">The view has not one dimension, or the index is out of bounds.</exception>
    /// <exception cref="InvalidOperationException">An element is set and the view is read-only.</exception>
    public T this[Index index]
    {
        get => this[[index]];
        set => this[[index]] = value;
    }

    /// <summary>The element at these indices as C# writes them, one an axis: <c>view[0, ^1]</c>.</summary>
    /// <exception cref="ViewException">There are too few or too many indices, or one is out of bounds.</exception>
    /// <exception cref="InvalidOperationException">An element is set and the view is read-only.</exception>
    public T this[params ReadOnlySpan<Index> indices]
    {
        get => this[Numbers(indices)];
        set => this[Numbers(indices)] = value;
    }

    /// <summary>NumPy's basic indexing, the result typed too.</summary>
    /// <exception cref="ViewException">An index is out of bounds, there are too many, or more than one ellipsis.</exception>
    public new MemoryView<T> this[params ReadOnlySpan<ViewIndex> indices] => With(Layout.Index(indices));

    /// <summary>C#'s slice of the first axis: the same elements as of an array, and refused where an array refuses it.</summary>
    /// <exception cref="ViewException">The range is not inside the axis, or the view is a scalar.</exception>
    public MemoryView<T> this[Range range] => With(Layout.Index(range));

    /// <inheritdoc cref="MemoryView.Slice"/>
    public new MemoryView<T> Slice(long? start, long? stop, long? step = null) => With(Layout.Index(ViewIndex.Slice(start, stop, step)));

    /// <inheritdoc cref="MemoryView.Reshape"/>
    public new MemoryView<T> Reshape(params ReadOnlySpan<long> shape) => With(Layout.Reshape([.. shape]));

    /// <inheritdoc cref="MemoryView.Transpose()"/>
    public new MemoryView<T> Transpose() => With(Layout.Transpose());

    /// <inheritdoc cref="MemoryView.Transpose(ReadOnlySpan{long})"/>
    public new MemoryView<T> Transpose(params ReadOnlySpan<long> axes) => With(Layout.Transpose(axes));

    /// <inheritdoc cref="MemoryView.ToReadOnly"/>
    public new MemoryView<T> ToReadOnly() => new(Source, Layout, readOnly: true);

    /// <summary>Keeps the memory alive for one piece of work, and gives access to spans and elements of the view.</summary>
    public TypedLease<T> Lease() => new(this);

    /// <summary>Copies all elements, in C order, to the start of a span. A longer span keeps the rest of its elements.</summary>
    /// <exception cref="ArgumentException">The span is shorter than <see cref="MemoryView.Count"/>.</exception>
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Count)
        {
            throw new ArgumentException($"{Plural.Of(Count, "element")} do not fit a span of {destination.Length}", nameof(destination));
        }

        // No longer than a span.
        Read(0, destination[..(int)Count]);
    }

    /// <summary>Copies as many elements as the destination has room for, counted in C order from number <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view does not have so many there.</exception>
    public void Read(long first, Span<T> destination)
    {
        using TypedLease<T> lease = Lease();
        lease.Read(first, destination);
    }

    /// <summary>Stores all elements of the source, from element number <paramref name="first"/> on in C order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view does not have so many there.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, long first = 0)
    {
        using TypedLease<T> lease = Lease();
        lease.CopyFrom(source, first);
    }

    /// <summary>Stores one value in every element.</summary>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void Fill(T value)
    {
        EnsureWritable();
        byte[] element = new byte[ItemSize];
        ToMemory(ElementType, value, element);
        FillPattern(element);
    }

    /// <summary>All elements in C order.</summary>
    /// <exception cref="ViewException">There are more than an array can hold.</exception>
    public T[] ToArray()
    {
        T[] elements = new T[ElementValue.CheckedLength(Count)];
        CopyTo(elements.AsSpan());
        return elements;
    }

    /// <summary>The elements in C order, read in blocks. Unlike <see cref="MemoryView.GetEnumerator"/> it gives the elements of every rank.</summary>
    public new IEnumerator<T> GetEnumerator() => Values(FromMemory).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The number of elements, in a view of any rank, that equal the value by <c>==</c>. NaN equals no element.</summary>
    public long CountOf(T value)
    {
        long total = 0;
        if (IsOrdinary(value))
        {
            Walk(0, (elements, _) =>
            {
                total += elements.Count(value);
                return true;
            });
        }

        return total;
    }

    /// <summary>The first element, counted in C order, that equals the value as <c>==</c> does; -1 where there is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="start">The number of the element to begin with; not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is negative.</exception>
    public long IndexOf(T value, long start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        long found = -1;
        if (IsOrdinary(value) && start < Count)
        {
            Walk(start, (elements, first) =>
            {
                int index = elements.IndexOf(value);
                found = index < 0 ? -1 : first + index;
                return index < 0;
            });
        }

        return found;
    }

    /// <summary>Whether an element equals the value as <c>==</c> does.</summary>
    public bool Contains(T value) => IndexOf(value) >= 0;

    /// <exception cref="ViewException">The element type does not correspond to <typeparamref name="T"/>, in either byte order.</exception>
    internal static void EnsureCorresponds(ElementType type)
    {
        ElementType own = ElementType.Of<T>();
        if (own.Kind != type.Kind || own.ItemSize != type.ItemSize)
        {
            throw new ViewException($"elements of {type} are not {typeof(T).Name}, which has the bytes of {own}; use Cast or View first");
        }
    }

    /// <summary>An element's bytes, as they lie in memory, as a value.</summary>
    internal static T FromMemory(ElementType type, ReadOnlySpan<byte> element)
    {
        T value = MemoryMarshal.Read<T>(element);
        ToNative(type, new Span<T>(ref value));
        return value;
    }

    /// <summary>Brings elements that were copied from memory into this machine's form; a boolean becomes 0 or 1.</summary>
    internal static void ToNative(ElementType type, Span<T> elements)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(elements);
        NativeOrder.Swap(type, bytes);
        if (type.Kind == ElementKind.Boolean)
        {
            foreach (ref byte flag in bytes)
            {
                flag = flag == 0 ? (byte)0 : (byte)1;
            }
        }
    }

    private static void ToMemory(ElementType type, T value, Span<byte> element)
    {
        MemoryMarshal.Write(element, in value);
        NativeOrder.Swap(type, element);
    }

    // The platform's searches find NaN by its bits; == and Python do not find it at all.
    private static bool IsOrdinary(T value) => value switch
    {
        double real => !double.IsNaN(real),
        float real => !float.IsNaN(real),
        Half real => !Half.IsNaN(real),
        System.Numerics.Complex complex => !double.IsNaN(complex.Real) && !double.IsNaN(complex.Imaginary),
        ComplexSingle complex => !float.IsNaN(complex.Real) && !float.IsNaN(complex.Imaginary),
        BFloat16 real => !float.IsNaN(real),
        Float8E4M3FN real => !float.IsNaN(real),
        Float8E5M2 real => !float.IsNaN(real),
        _ => true,
    };

    private void Walk(long first, Func<ReadOnlySpan<T>, long, bool> goOn)
    {
        using MemoryLease lease = Source.Lease();
        PackedBlocks blocks = new(this, lease, first, Count - first, nativeOrder: true);
        try
        {
            while (blocks.MoveNext() && goOn(Plain(MemoryMarshal.Cast<byte, T>(blocks.Current)), blocks.First))
            {
            }
        }
        finally
        {
            blocks.Dispose();
        }
    }

    // Booleans of other bytes than 0 and 1 would not be found.
    private ReadOnlySpan<T> Plain(ReadOnlySpan<T> elements)
    {
        if (ElementType.Kind != ElementKind.Boolean)
        {
            return elements;
        }

        T[] flags = elements.ToArray();
        ToNative(ElementType, flags);
        return flags;
    }

    private long[] Numbers(ReadOnlySpan<Index> indices)
    {
        long[] numbers = new long[indices.Length];
        for (int axis = 0; axis < numbers.Length; axis++)
        {
            // Indices that are too many are counted, and refused, by the layout.
            numbers[axis] = axis < Rank ? ((ViewIndex)indices[axis]).IndexOver(Shape[axis], axis) : 0;
        }

        return numbers;
    }

    private MemoryView<T> With(Layout layout) => new(Source, layout, IsReadOnly);
}
