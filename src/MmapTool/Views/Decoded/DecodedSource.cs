using MmapTool.Elements;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// The numbers of a view of coded elements, packed in C order, as a memory to read. They are decoded window by window, so that all code that reads views of
/// numbers reads these too, in bounded memory.
/// </summary>
/// <param name="view">The view of coded elements.</param>
/// <param name="isNormalized">Whether elements stay as they are coded, but equal ones have equal bytes (<see cref="CodedElements.Normalize"/>).</param>
internal sealed class DecodedSource(MemoryView view, bool isNormalized = false) : MemorySource
{
    /// <summary>The view of coded elements.</summary>
    public MemoryView View { get; } = view;

    public override string Name => View.Source.Name;

    public override long Length { get; } = checked(view.Count * (isNormalized ? view.ItemSize : view.ElementType.ValueCount * view.ElementType.ValueType.ItemSize));

    public override bool IsReadOnly => true;

    public override void EnsureIntact() => View.Source.EnsureIntact();

    /// <inheritdoc/>
    public override MemoryLease Lease() => new DecodedLease(View, View.Source.Lease(), isNormalized);

    /// <summary>A lease that reads the file by calls where that is asked for.</summary>
    /// <param name="isBuffered">Whether the file is read by calls instead of mapped.</param>
    /// <param name="window">Bytes of the file that are read at once.</param>
    public MemoryLease Lease(bool isBuffered, int window) =>
        isBuffered && View.Source is MappedFile file ? new DecodedLease(View, file.LeaseBuffered(window), isNormalized) : Lease();

    // The memory belongs to the view.
    protected override void Dispose(bool disposing)
    {
    }
}
