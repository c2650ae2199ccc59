using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// Python's memoryview: a layout over a memory. Making one reads nothing and costs nothing; it can be kept as long as one likes.
/// </summary>
public partial class MemoryView
{
    /// <summary>Lays a view over a memory.</summary>
    /// <exception cref="Errors.ViewException">The layout does not lie within the memory.</exception>
    public MemoryView(MemorySource source, Layout layout, bool readOnly = false)
    {
        layout.EnsureWithin(source.Length);
        Source = source;
        Layout = layout;
        IsReadOnly = readOnly || source.IsReadOnly;
    }

    /// <summary>memoryview's obj: the memory the view stands on.</summary>
    public MemorySource Source { get; }

    /// <summary>Where the elements lie.</summary>
    public Layout Layout { get; }

    /// <summary>Whether the view refuses to be written through.</summary>
    public bool IsReadOnly { get; }

    /// <summary>The type of every element.</summary>
    public ElementType ElementType => Layout.ElementType;

    /// <summary>Elements along each axis.</summary>
    public ImmutableArray<long> Shape => Layout.Shape;

    /// <summary>
    /// Copies <paramref name="count"/> elements from number <paramref name="first"/> on (counted in C order) to the destination, packed
    /// and in the byte order they have in memory.
    /// </summary>
    /// <param name="lease">A lease of <see cref="Source"/>.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">At least <paramref name="count"/> times the item size.</param>
    public void ReadElements(MemoryLease lease, long first, int count, Span<byte> destination) => throw new NotImplementedException();

    /// <summary>Copies packed elements from <paramref name="elements"/> to the view, from element number <paramref name="first"/> on.</summary>
    public void WriteElements(MemoryLease lease, long first, ReadOnlySpan<byte> elements) => throw new NotImplementedException();
}
