using System.Diagnostics.CodeAnalysis;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Export;

/// <summary>The elements of a layout in C order, a block at a time: all that a writer sees of a view.</summary>
internal abstract class ElementReader(Layout layout)
{
    /// <summary>Where the elements lie; the shape is that of what is written.</summary>
    public Layout Layout { get; } = layout;

    /// <summary>Copies packed elements, in the byte order of their type, from element number <paramref name="first"/> on.</summary>
    public abstract void Read(long first, int count, Span<byte> destination);

    /// <summary>The elements where they lie, without a copy, if they lie packed.</summary>
    public virtual bool TryWindow(long first, int count, [NotNullWhen(true)] out ReadOnlySpan<byte> window)
    {
        window = default;
        return false;
    }

    /// <summary>How threads read the elements, each through windows of its own; <see langword="null"/> where this reader serves them all.</summary>
    /// <param name="perBlock">Elements that each of them reads at once.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    public virtual ScanSource? Source(int perBlock, WorkLimits limits) => null;

    /// <summary>Another layout over the same memory.</summary>
    public abstract ElementReader Over(Layout layout);

    /// <summary>The packed bytes of the elements, each byte an element.</summary>
    public ElementReader AsBytes() => Over(Layout.AsBytes());
}
