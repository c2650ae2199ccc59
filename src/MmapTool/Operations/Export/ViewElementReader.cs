using System.Diagnostics.CodeAnalysis;
using MmapTool.Memory;
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

    public override ElementReader Over(Layout layout) => new ViewElementReader(new MemoryView(view.Source, layout, readOnly: true), lease);
}
