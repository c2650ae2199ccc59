using System.Collections.Immutable;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A format that a file of plain bytes can become in place, by a header put in front of them.</summary>
public interface IDataAdopter : IContainerFormat
{
    /// <summary>The header to put in front of the data.</summary>
    /// <param name="layout">The layout of the data: packed, from byte 0 of the file on.</param>
    /// <param name="block">The header's length becomes a multiple of this many bytes where the format allows it: a file system inserts whole blocks. 0 for no wish.</param>
    /// <exception cref="Errors.ViewException">The format can't record the layout; the message says why.</exception>
    ImmutableArray<byte> HeaderInFront(Layout layout, int block);
}
