using System.Diagnostics.CodeAnalysis;
using MmapTool.Layouts;
using MmapTool.Operations.Export;

namespace MmapTool.Tests.Operations.Export;

/// <summary>A layout over an array, as the exports see a view. It counts the elements that are read.</summary>
internal sealed class ArrayElements(Layout layout, byte[] bytes, bool windows = false) : ElementReader(layout)
{
    public long BytesRead { get; private set; }

    public override void Read(long first, int count, Span<byte> destination)
    {
        BytesRead += (long)count * Layout.ItemSize;
        foreach (StridedRun run in Layout.Runs(first, count))
        {
            for (long block = 0; block < run.Count; block++)
            {
                bytes.AsSpan((int)(run.Offset + (block * run.Stride)), (int)run.BlockLength).CopyTo(destination);
                destination = destination[(int)run.BlockLength..];
            }
        }
    }

    public override bool TryWindow(long first, int count, [NotNullWhen(true)] out ReadOnlySpan<byte> window)
    {
        window = windows && Layout.IsCContiguous ? bytes.AsSpan((int)(Layout.Offset + (first * Layout.ItemSize)), count * Layout.ItemSize) : default;
        return windows && Layout.IsCContiguous;
    }

    public override ElementReader Over(Layout layout) => new ArrayElements(layout, bytes, windows);
}

/// <summary>As many zeros as one likes.</summary>
internal sealed class Zeros(Layout layout) : ElementReader(layout)
{
    public long BytesRead { get; private set; }

    public override void Read(long first, int count, Span<byte> destination)
    {
        BytesRead += (long)count * Layout.ItemSize;
        destination.Clear();
    }

    public override ElementReader Over(Layout layout) => new Zeros(layout);
}
