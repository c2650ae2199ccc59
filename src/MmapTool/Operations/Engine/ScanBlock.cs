namespace MmapTool.Operations.Engine;

/// <summary>A block of a scan. Valid during the call that it is given to.</summary>
/// <param name="first">The number of its first element, in the order of the scan.</param>
/// <param name="count">Its elements.</param>
/// <param name="elements">The elements packed, in the byte order of their type; those looked ahead at follow.</param>
internal readonly ref struct ScanBlock(long first, int count, ReadOnlySpan<byte> elements)
{
    /// <summary>The number of its first element, in the order of the scan.</summary>
    public long First { get; } = first;

    /// <summary>Its elements, without those looked ahead at.</summary>
    public int Count { get; } = count;

    /// <summary>The elements packed, in the byte order of their type; those looked ahead at follow.</summary>
    public ReadOnlySpan<byte> Elements { get; } = elements;
}
