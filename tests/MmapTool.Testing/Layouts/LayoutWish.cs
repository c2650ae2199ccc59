using MmapTool.Elements;

namespace MmapTool.Testing.Layouts;

/// <summary>The limits of a test. Layouts are drawn at random within them.</summary>
public sealed record LayoutWish
{
    /// <summary>The most axes.</summary>
    public int MaximumRank { get; init; } = 6;

    /// <summary>The most elements.</summary>
    public long MaximumElements { get; init; } = 300;

    /// <summary>The most bytes from the lowest that an element touches to the highest.</summary>
    public long MaximumExtent { get; init; } = 16_000;

    /// <summary>Whether there may be none.</summary>
    public bool MayBeEmpty { get; init; } = true;

    /// <summary>Whether elements may share bytes: by strides of 0, or windows that slide.</summary>
    public bool MayShareBytes { get; init; } = true;

    /// <summary>Whether views may lie about 2^31 and 2^32, for sparse files.</summary>
    public bool MayBeFar { get; init; }

    /// <summary>Draws the element type at random.</summary>
    public Func<Random, ElementType> Type { get; init; } = TypeGenerator.Sized;
}
