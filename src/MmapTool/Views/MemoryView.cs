using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// Python's memoryview: a layout over a memory. To make a view reads no bytes and costs next to nothing. A view may be kept for any time.
/// </summary>
/// <remarks>
/// Every use after <see cref="Release"/> throws <see cref="ObjectDisposedException"/>; other views on the same memory are not affected,
/// and the memory itself belongs to <see cref="Source"/>. A view is immutable but for that, and may be used from several threads.
/// </remarks>
public partial class MemoryView : IDisposable
{
    private readonly MemorySource source;
    private readonly Layout layout;
    private volatile bool released;

    /// <summary>Lays a view over a memory.</summary>
    /// <exception cref="Errors.ViewException">The layout does not lie within the memory.</exception>
    public MemoryView(MemorySource source, Layout layout, bool readOnly = false)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(source);
        layout.EnsureWithin(source.Length);
        this.source = source;
        this.layout = layout;
        IsReadOnly = readOnly || source.IsReadOnly;
    }

    /// <summary>The bytes of a whole memory: <c>u1</c>, one dimension, as <c>memoryview(obj)</c> of bytes.</summary>
    public MemoryView(MemorySource source)
        : this(source, Layout.Over(ElementType.UInt8, Argument.NotNull(source).Length))
    {
    }

    /// <summary>memoryview's obj: the memory under the view.</summary>
    public MemorySource Source => released ? throw Released() : source;

    /// <summary>Where the elements lie.</summary>
    public Layout Layout => released ? throw Released() : layout;

    /// <summary>Whether writing through the view is refused.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The type of every element.</summary>
    public ElementType ElementType => Layout.ElementType;

    /// <summary>memoryview's format: the struct module's spelling of the element type, the notation's where struct has none (<c>&lt;i3</c>).</summary>
    public string Format => ElementType.StructFormat ?? ElementType.ToString();

    /// <summary>Bytes of an element.</summary>
    public int ItemSize => Layout.ItemSize;

    /// <summary>memoryview's ndim: the number of dimensions, 0 for a scalar.</summary>
    public int Rank => Layout.Rank;

    /// <summary>Elements along each axis.</summary>
    public ImmutableArray<long> Shape => Layout.Shape;

    /// <summary>Bytes from one element to the next along each axis; may be negative or 0.</summary>
    public ImmutableArray<long> Strides => Layout.Strides;

    /// <summary>Number of elements along all axes together; 1 for a scalar.</summary>
    public long Count => Layout.Count;

    /// <summary>memoryview's <c>len</c>: elements along the first axis.</summary>
    /// <exception cref="Errors.ViewException">The view is a scalar: "0-dim memory has no length".</exception>
    public long Length => Rank == 0 ? throw new Errors.ViewException("0-dim memory has no length; Count is 1") : Shape[0];

    /// <summary>memoryview's nbytes: the bytes of the packed elements. A strided view spans more bytes in memory.</summary>
    public long ByteLength => Layout.ByteLength;

    /// <summary>memoryview's c_contiguous: whether the elements are packed in C order.</summary>
    public bool IsCContiguous => Layout.IsCContiguous;

    /// <summary>memoryview's f_contiguous: whether the elements are packed in Fortran order.</summary>
    public bool IsFContiguous => Layout.IsFContiguous;

    /// <summary>memoryview's contiguous: whether the elements are packed in either order.</summary>
    public bool IsContiguous => Layout.IsContiguous;

    /// <summary>An array as a typed view of one dimension. Changes show on both sides.</summary>
    /// <exception cref="Errors.ViewException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static MemoryView<T> Over<T>(T[] array, bool readOnly = false)
        where T : unmanaged => Over(Argument.NotNull(array).AsMemory(), readOnly);

    /// <summary>Managed memory as a typed view of one dimension.</summary>
    /// <exception cref="Errors.ViewException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static MemoryView<T> Over<T>(Memory<T> memory, bool readOnly = false)
        where T : unmanaged => Typed<T>(MemorySource.Of(memory, readOnly), memory.Length);

    /// <summary>Managed memory as a typed read-only view of one dimension.</summary>
    /// <exception cref="Errors.ViewException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static MemoryView<T> Over<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged => Typed<T>(MemorySource.Of(memory), memory.Length);

    /// <summary>memoryview's release: every further use of this view throws. Calling it again does nothing.</summary>
    public void Release() => released = true;

    /// <summary>The same as <see cref="Release"/>: memoryview's context manager is C#'s <see langword="using"/>.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>For people and debuggers.</summary>
    public override string ToString() => released ? "<released memory>" : $"<memory {layout} of {source.Name}>";

    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    internal void EnsureWritable()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"cannot modify read-only memory ({Source.Name}); open it for writing");
        }
    }

    private static MemoryView<T> Typed<T>(MemorySource memory, long length)
        where T : unmanaged => new(memory, Layout.Contiguous(ElementType.Of<T>(), [length]));

    private static ObjectDisposedException Released() => new(nameof(MemoryView), "operation forbidden on released memoryview object");
}
