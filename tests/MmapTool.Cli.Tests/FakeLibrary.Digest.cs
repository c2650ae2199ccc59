using MmapTool.Cli.Seams;
using MmapTool.Operations.Digest;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

internal sealed partial class FakeLibrary
{
    public byte[] Digest(MemoryView view, DigestAlgorithm algorithm, WorkSettings work) =>
        throw failure ?? new InvalidOperationException("nothing to digest");

    public void DigestBlocks(MemoryView view, DigestAlgorithm algorithm, long size, BlockDigestHandler handler, WorkSettings work) =>
        throw failure ?? new InvalidOperationException("nothing to digest");
}
