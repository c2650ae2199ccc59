using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Elements on their way into a kernel: how many at a time, and in the machine's byte order.</summary>
internal static class ElementLoader
{
    /// <summary>
    /// Elements of a chunk, which a kernel takes at once. They are few enough to stay in the first-level cache between two passes, and for the sums within a
    /// kernel not to overflow.
    /// </summary>
    public static int ChunkElements(ElementType type) => type.Kind is ElementKind.Float8E4M3FN or ElementKind.Float8E5M2 ? 4096
        : type.Kind is ElementKind.Complex ? 1024
        : type.Kind is ElementKind.BrainFloat or ElementKind.Float ? Math.Min(4096, 16384 / type.ItemSize)
        : 16384 / type.ItemSize;

    /// <summary>Elements in the machine's byte order: as they are, or in the scratch.</summary>
    public static ReadOnlySpan<byte> Native(ElementType type, ReadOnlySpan<byte> elements, StatisticsScratch scratch)
    {
        if (type.IsNativeOrder)
        {
            return elements;
        }

        Span<byte> native = scratch.Bytes(elements.Length);
        elements.CopyTo(native);
        NativeOrder.Swap(type, native);
        return native;
    }
}
