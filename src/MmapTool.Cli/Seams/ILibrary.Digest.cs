using MmapTool.Operations.Digest;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal partial interface ILibrary
{
    /// <summary>The digest of a view's bytes.</summary>
    byte[] Digest(MemoryView view, DigestAlgorithm algorithm, WorkSettings work);

    /// <summary>The digests of blocks of a view's bytes.</summary>
    void DigestBlocks(MemoryView view, DigestAlgorithm algorithm, long size, BlockDigestHandler handler, WorkSettings work);
}
