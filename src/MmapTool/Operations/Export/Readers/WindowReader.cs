using System.Diagnostics.CodeAnalysis;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Export;

/// <summary>The elements of a view through the engine's windows, for one thread.</summary>
internal sealed class WindowReader(ScanSource source) : ElementReader(source.View.Layout), IDisposable
{
    private readonly ScanWindows windows = new(source);

    public override void Read(long first, int count, Span<byte> destination) => windows.Elements(first, count, first + count).CopyTo(destination);

    public override bool TryWindow(long first, int count, [NotNullWhen(true)] out ReadOnlySpan<byte> window)
    {
        window = windows.Elements(first, count, first + count);
        return true;
    }

    public override ElementReader Over(Layout layout) => throw new InvalidOperationException("windows are of one layout");

    public void Dispose() => windows.Dispose();
}
