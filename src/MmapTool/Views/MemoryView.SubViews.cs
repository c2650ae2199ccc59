using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>
    /// NumPy's basic indexing: integers drop their axis, slices narrow it. With an integer for every axis the result is a view of
    /// rank 0; <see cref="GetValue"/> reads values.
    /// </summary>
    /// <exception cref="Errors.ViewException">An index is out of bounds, there are too many, or more than one ellipsis.</exception>
    public MemoryView this[params ReadOnlySpan<ViewIndex> indices] => With(Layout.Index(indices));

    /// <summary>The first axis from <paramref name="start"/> up to <paramref name="stop"/> in steps, as Python's <c>[start:stop:step]</c>.</summary>
    /// <exception cref="Errors.ViewException">The step is 0, or the view is a scalar.</exception>
    public MemoryView Slice(long? start, long? stop, long? step = null) => this[ViewIndex.Slice(start, stop, step)];

    /// <summary>memoryview's cast: the bytes as elements of another type, in one dimension or in this shape; one dimension may be -1.</summary>
    /// <exception cref="Errors.ViewException">The view is not C-contiguous, or the bytes do not divide so.</exception>
    public MemoryView Cast(ElementType elementType, params ReadOnlySpan<long> shape) =>
        With(Layout.Cast(elementType, shape.IsEmpty ? null : [.. shape]));

    /// <summary>memoryview's cast with a shape; the shape <c>[]</c> makes a scalar of the only element.</summary>
    /// <exception cref="Errors.ViewException">The view is not C-contiguous, or the bytes do not divide so.</exception>
    public MemoryView Cast(ElementType elementType, ImmutableArray<long> shape) => With(Layout.Cast(elementType, shape));

    /// <summary>NumPy's view: the bytes as elements of another type along the last axis, the other axes kept.</summary>
    /// <exception cref="Errors.ViewException">The sizes do not divide, or the last axis is not contiguous where they differ.</exception>
    public MemoryView View(ElementType elementType) => With(Layout.View(elementType));

    /// <summary>The same elements, in C order, in another shape; one dimension may be -1.</summary>
    /// <exception cref="Errors.ViewException">The shape has another number of elements, or data would have to move.</exception>
    public MemoryView Reshape(params ReadOnlySpan<long> shape) => With(Layout.Reshape([.. shape]));

    /// <summary>The same elements with the axes in reverse order, NumPy's <c>.T</c>.</summary>
    public MemoryView Transpose() => With(Layout.Transpose());

    /// <summary>The same elements with the axes in this order.</summary>
    /// <exception cref="Errors.ViewException">The axes are no permutation of this view's axes.</exception>
    public MemoryView Transpose(params ReadOnlySpan<long> axes) => With(Layout.Transpose(axes));

    /// <summary>The field of every record; a sub-array field adds its dimensions as last axes.</summary>
    /// <exception cref="Errors.ViewException">The elements are no records, or have no such field.</exception>
    public MemoryView Field(string name) => With(Layout.Field(Argument.NotNull(name)));

    /// <summary>
    /// The elements seen through a larger shape, as NumPy broadcasts. Read-only, as in NumPy: elements that repeat share their memory.
    /// </summary>
    /// <exception cref="Errors.ViewException">The shape can't be broadcast.</exception>
    public MemoryView BroadcastTo(params ReadOnlySpan<long> shape) => new(Source, Layout.BroadcastTo([.. shape]), readOnly: true);

    /// <summary>memoryview's toreadonly: a view of the same elements that refuses writes. This view stays as it is.</summary>
    public MemoryView ToReadOnly() => new(Source, Layout, readOnly: true);

    /// <summary>The same elements as a view typed by <typeparamref name="T"/>.</summary>
    /// <exception cref="Errors.ViewException">The element type does not correspond to <typeparamref name="T"/>, in either byte order.</exception>
    public MemoryView<T> As<T>()
        where T : unmanaged => new(Source, Layout, IsReadOnly);

    private MemoryView With(Layout other) => new(Source, other, IsReadOnly);
}
