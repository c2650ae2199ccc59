using System.Diagnostics.CodeAnalysis;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>The elements of a view, under one lease.</summary>
internal sealed class ViewElementReader(MemoryView view, MemoryLease lease) : ElementReader(view.Layout)
{
    private readonly bool packed = view.Layout.IsCContiguous;

    public override void Read(long first, int count, Span<byte> destination) => view.ReadElements(lease, first, count, destination);

    public override bool TryWindow(long first, int count, [NotNullWhen(true)] out ReadOnlySpan<byte> window)
    {
        window = packed ? lease.Read(Layout.Offset + (first * Layout.ItemSize), count * Layout.ItemSize) : default;
        return packed;
    }

    // Windows no larger than a block: the next one is another thread's.
    public override ScanSource? Source(int perBlock, WorkLimits limits) => Layout.ItemSize == 0
        ? null
        : ScanSource.Choose(view, new(perBlock, perBlock), limits with { WindowBytes = perBlock * Layout.ItemSize });

    public override ElementReader Over(Layout layout) => new ViewElementReader(new MemoryView(view.Source, layout, readOnly: true), lease);
}
