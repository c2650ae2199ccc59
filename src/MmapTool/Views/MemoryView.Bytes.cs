using System.Buffers;
using System.IO.Pipelines;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>memoryview's tobytes: the elements packed, in the byte order they have in memory.</summary>
    /// <exception cref="ViewException">There are more bytes than an array can hold.</exception>
    public byte[] ToBytes(ElementOrder order = ElementOrder.C)
    {
        MemoryView stored = Stored();
        if (stored.ByteLength > Array.MaxLength)
        {
            throw new ViewException($"an array can't hold {stored.ByteLength} bytes; copy the view to a stream, or take a slice");
        }

        byte[] bytes = new byte[stored.ByteLength];
        CopyTo(bytes, order);
        return bytes;
    }

    /// <summary>Copies the packed elements to the start of a span.</summary>
    /// <exception cref="ArgumentException">The span is shorter than <see cref="ByteLength"/>.</exception>
    public void CopyTo(Span<byte> destination, ElementOrder order = ElementOrder.C)
    {
        MemoryView ordered = InOrder(order);
        if (ordered.ByteLength > destination.Length)
        {
            throw new ArgumentException($"{Plural.Of(ordered.ByteLength, "byte")} do not fit a span of {destination.Length}", nameof(destination));
        }

        using MemoryLease lease = ordered.Source.Lease();
        if (ItemSize > 0)
        {
            ordered.ReadElements(lease, 0, (int)Count, destination);
        }
    }

    /// <summary>Writes the packed elements to a stream, in bounded memory.</summary>
    public void CopyTo(Stream destination, ElementOrder order = ElementOrder.C)
    {
        ArgumentNullException.ThrowIfNull(destination);
        MemoryView ordered = InOrder(order);
        using MemoryLease lease = ordered.Source.Lease();
        foreach (ReadOnlySpan<byte> block in new PackedBlocks(ordered, lease, 0, Count, PackedBlocks.BlockBytesFor(ordered.Layout)))
        {
            destination.Write(block);
        }
    }

    /// <summary>
    /// Writes the packed elements to a buffer writer in small pieces. The writer decides what to do with them: a <see cref="PipeWriter"/> would keep them all
    /// until it is flushed, and has <see cref="CopyToAsync"/>.
    /// </summary>
    public void CopyTo(IBufferWriter<byte> destination, ElementOrder order = ElementOrder.C)
    {
        ArgumentNullException.ThrowIfNull(destination);
        MemoryView ordered = InOrder(order);
        using MemoryLease lease = ordered.Source.Lease();
        foreach (ReadOnlySpan<byte> block in new PackedBlocks(ordered, lease, 0, Count))
        {
            destination.Write(block);
        }
    }

    /// <summary>Writes the packed elements to a pipe and flushes it after every block, so that memory stays bounded. The pipe is not completed.</summary>
    /// <returns>
    /// Whether the reader could get all of them. False where it completed before the last flush ended: then it has as much as it wanted, and the rest
    /// was not read from the view.
    /// </returns>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled, or a flush by <see cref="PipeWriter.CancelPendingFlush"/>: a part of the view is in the pipe.
    /// </exception>
    public async ValueTask<bool> CopyToAsync(PipeWriter destination, ElementOrder order = ElementOrder.C, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        MemoryView ordered = InOrder(order);
        int size = ordered.ItemSize;
        int perBlock = size == 0 ? int.MaxValue : Math.Max(1, PackedBlocks.DefaultBlockBytes / size);
        using MemoryLease lease = ordered.Source.Lease();
        for (long first = 0; first < Count && size > 0; first += perBlock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = (int)Math.Min(perBlock, Count - first);
            ordered.ReadElements(lease, first, count, destination.GetSpan(count * size));
            destination.Advance(count * size);
            FlushResult result = await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (PipeFlush.HasNoReader(result))
            {
                return false;
            }
        }

        return true;
    }

    // Fortran order of a view is C order of its transpose.
    private MemoryView InOrder(ElementOrder order) =>
        (DefinedEnum.Ensure(order) == ElementOrder.Fortran || (order == ElementOrder.Any && IsFContiguous && !IsCContiguous) ? Transpose() : this).Stored();
}
