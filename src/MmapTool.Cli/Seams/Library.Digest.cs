using MmapTool.Operations.Digest;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal sealed partial class Library
{
    /// <inheritdoc/>
    public byte[] Digest(MemoryView view, DigestAlgorithm algorithm, WorkSettings work) => ViewDigest.Of(view, algorithm, work.Limits);

    /// <inheritdoc/>
    public void DigestBlocks(MemoryView view, DigestAlgorithm algorithm, long size, BlockDigestHandler handler, WorkSettings work) =>
        ViewDigest.Blocks(view, algorithm, size, handler, work.Limits);
}
