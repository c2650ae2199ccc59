using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>The holes of a file as those of the elements that are decoded from it: a coded element of zeros is the number 0, whose bytes are zeros.</summary>
/// <param name="source">The decoded elements of a view of a file.</param>
internal sealed class DecodedHoles(DecodedSource source)
{
    private readonly LayoutHoles coded = new(source.View.Layout, source.View.Source.Length, ((MappedFile)source.View.Source).NextHole);
    private readonly long size = source.View.Count == 0 ? 1 : source.Length / source.View.Count;

    /// <summary>The first hole at or after an offset of the decoded elements; at their end and empty where there is none.</summary>
    public (long Start, long End) Next(long offset)
    {
        long element = offset / size;
        while (element < source.View.Count)
        {
            if (coded.From(element) is var count and > 0)
            {
                return (Math.Max(offset, element * size), (element + count) * size);
            }

            element = coded.EndOfSolid(element);
        }

        return (source.Length, source.Length);
    }

    /// <summary>Refuses decoded elements before an offset that the file has no bytes for any more.</summary>
    /// <exception cref="MappedFileException">The file was cut.</exception>
    public void EnsureReaches(long end)
    {
        long last = (end - 1) / size;
        ((MappedFile)source.View.Source).EnsureReaches(source.View.Layout.Extent(last, 1).Upper);
    }
}
