using System.Buffers;
using MmapTool.Memory;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Export;

/// <summary>One export, a block at a time. The caller decides when to flush, to report and to stop.</summary>
internal abstract class BlockExport
{
    /// <summary>Bytes of the view that are done.</summary>
    public long BytesDone { get; protected set; }

    /// <summary>Where the elements come from; asked whether they are the file's own before they are handed on.</summary>
    public MemorySource? Source { get; set; }

    /// <summary>The export as blocks that several threads can make, if there are enough of them, in place of <see cref="WriteNext"/>.</summary>
    public virtual TextBlocks? Blocks(ExportOptions options, WorkLimits limits) => null;

    /// <summary>Writes the next block, of at least one element.</summary>
    /// <returns>Whether there is more.</returns>
    public abstract bool WriteNext(IBufferWriter<byte> output);
}
