using MmapTool.Cli.Output;

namespace MmapTool.Cli.Tests;

/// <summary>A stream that can't be written to.</summary>
internal sealed class FailingStream(Exception failure) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => throw failure;

    public override void Flush()
    {
    }
}
