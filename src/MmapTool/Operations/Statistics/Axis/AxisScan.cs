using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// A pass along an axis. Each chunk is measured by the block in which it begins, and merged into the moments of its columns in the order of the rows. So
/// results do not hang on where blocks and segments end.
/// </summary>
internal readonly struct AxisScan<TMoments, TMeasure>(AxisPass pass, AxisShape shape, TMeasure measure, AxisStatistics results)
    : IBlockScan<AxisSegment<TMoments>>
    where TMoments : struct, IMergeableStatistics<TMoments>
    where TMeasure : struct, IMeasure<TMoments>
{
    // Columns that are laid out together: as many as there are small elements in a cache line.
    private const int StripColumns = 16;

    private readonly int itemSize = pass.Layout.ItemSize;
    private readonly ScratchPool pool = new();
    private readonly AxisZeros<TMoments, TMeasure> zerosOf = new(pass, shape, measure);
    private readonly TMoments[] carried = new TMoments[pass.Width];

    /// <inheritdoc/>
    public AxisSegment<TMoments> Begin(long segment) => new(pass.Width);

    /// <inheritdoc/>
    public void Take(ref AxisSegment<TMoments> partial, ScanBlock block)
    {
        StatisticsScratch scratch = pool.Take();
        long groupElements = pass.Length * pass.Width;
        long chunkElements = shape.ChunkRows * pass.Width;
        (long group, long within) = Math.DivRem(block.First, groupElements);
        long chunk = (within + chunkElements - 1) / chunkElements;
        while (true)
        {
            if (chunk * chunkElements >= groupElements)
            {
                (group, chunk) = (group + 1, 0);
            }

            long start = (group * groupElements) + (chunk * chunkElements) - block.First;
            if (start >= block.Count)
            {
                pool.Return(scratch);
                return;
            }

            // Inside the block and what it looks ahead at.
            int count = (int)Math.Min(chunkElements, groupElements - (chunk * chunkElements));
            partial.Begin(chunk == 0);
            Measure(block.Elements.Slice((int)start * itemSize, count * itemSize), count / pass.Width, partial.Current, scratch);
            chunk++;
            if (chunk * chunkElements >= groupElements)
            {
                partial.End(group, measure.Bias);
            }
        }
    }

    /// <inheritdoc/>
    public bool Join(long segment, AxisSegment<TMoments> partial)
    {
        if (partial.Head is { } head)
        {
            Merge(head);
            StatisticsCell[] cells = new StatisticsCell[pass.Width];
            for (int column = 0; column < cells.Length; column++)
            {
                cells[column] = carried[column].Finish(measure.Bias);
            }

            Put(partial.HeadGroup, cells);
        }

        Put(partial.FirstGroup, partial.Cells);
        if (partial.IsOpen)
        {
            if (partial.BeganHere)
            {
                partial.Current.CopyTo(carried, 0);
            }
            else
            {
                Merge(partial.Current);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool FoldsZeros => true;

    /// <inheritdoc/>
    public bool JoinZeros(long segment, long count, AxisSegment<TMoments> zeros)
    {
        for (long end = segment + count; segment < end;)
        {
            long inside = Math.Min(end - segment, zerosOf.SegmentsInsideGroup(segment));
            if (inside > 0)
            {
                zerosOf.Merge(segment, inside, carried);
                segment += inside;
            }
            else
            {
                _ = Join(segment, zerosOf.Segment(segment));
                segment++;
            }
        }

        return true;
    }

    private void Merge(ReadOnlySpan<TMoments> later)
    {
        for (int column = 0; column < later.Length; column++)
        {
            carried[column].Merge(later[column]);
        }
    }

    private void Put(long group, ReadOnlySpan<StatisticsCell> cells)
    {
        if (pass.AreGroupsConsecutive && !cells.IsEmpty)
        {
            results.Put(pass.PlaceOf(group), cells);
            return;
        }

        for (; !cells.IsEmpty; cells = cells[pass.Width..], group++)
        {
            long place = pass.PlaceOf(group);
            if (pass.IsConsecutive)
            {
                results.Put(place, cells[..pass.Width]);
                continue;
            }

            for (int column = 0; column < pass.Width; column++)
            {
                results.Put(place + pass.Columns[column], cells.Slice(column, 1));
            }
        }
    }

    private void Measure(ReadOnlySpan<byte> elements, int rows, Span<TMoments> columns, StatisticsScratch scratch)
    {
        if (columns.Length == 1)
        {
            columns[0].Merge(measure.Measure(elements, scratch));
            return;
        }

        if (measure.TryMeasureColumns(elements, columns, scratch))
        {
            return;
        }

        int columnBytes = rows * itemSize;
        Span<byte> laid = scratch.Columns(StripColumns * columnBytes);
        for (int first = 0; first < columns.Length; first += StripColumns)
        {
            int count = Math.Min(StripColumns, columns.Length - first);
            LayOut(elements, rows, first, count, laid);
            for (int column = 0; column < count; column++)
            {
                columns[first + column].Merge(measure.Measure(laid.Slice(column * columnBytes, columnBytes), scratch));
            }
        }
    }

    private void LayOut(ReadOnlySpan<byte> elements, int rows, int first, int count, Span<byte> columns)
    {
        switch (itemSize)
        {
            case 1:
                LayOut<byte>(elements, rows, first, count, columns);
                break;
            case 2:
                LayOut<ushort>(elements, rows, first, count, columns);
                break;
            case 3:
                LayOut<UInt24>(elements, rows, first, count, columns);
                break;
            case 4:
                LayOut<uint>(elements, rows, first, count, columns);
                break;
            case 8:
                LayOut<ulong>(elements, rows, first, count, columns);
                break;
            default:
                LayOut<UInt128>(elements, rows, first, count, columns);
                break;
        }
    }

    private void LayOut<T>(ReadOnlySpan<byte> elements, int rows, int first, int count, Span<byte> columns)
        where T : unmanaged
    {
        ReadOnlySpan<T> from = MemoryMarshal.Cast<byte, T>(elements);
        Span<T> to = MemoryMarshal.Cast<byte, T>(columns);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<T> strip = from.Slice((row * pass.Width) + first, count);
            for (int column = 0; column < strip.Length; column++)
            {
                to[(column * rows) + row] = strip[column];
            }
        }
    }
}
