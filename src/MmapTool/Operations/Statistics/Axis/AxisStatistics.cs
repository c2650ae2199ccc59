using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Memory;

namespace MmapTool.Operations.Statistics;

/// <summary>
/// The statistics along an axis: one result for each index of the other axes. Few are kept in memory, many in a temporary file, which is gone
/// when this is disposed. For one thread at a time.
/// </summary>
public sealed class AxisStatistics : IDisposable
{
    private const int PageCells = 4096;
    private static readonly int CellBytes = MemoryMarshal.AsBytes(new StatisticsCell[1].AsSpan()).Length;

    private readonly ElementType type;
    private readonly StatisticsCell[]?[] pages = [];
    private readonly SpillFile? file;
    private StatisticsCell[] window = [];
    private long windowStart;

    internal AxisStatistics(ElementType type, ImmutableArray<long> shape, long largestInMemory)
    {
        (this.type, Shape) = (type, shape);
        Count = shape.Aggregate(1L, (product, length) => product * length);
        if (Count <= largestInMemory / CellBytes)
        {
            pages = new StatisticsCell[]?[(int)((Count + PageCells - 1) / PageCells)];
        }
        else
        {
            file = SpillFile.Create(SystemPath.TemporaryFolder);
        }
    }

    /// <summary>The shape of the view without the axis.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>How many results there are.</summary>
    public long Count { get; }

    /// <summary>The result of this number, in C order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    /// <exception cref="IOException">The temporary file can't be read.</exception>
    public StatisticsResult this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Cell(index).ToResult(type);
        }
    }

    /// <summary>Deletes the temporary file, where there is one.</summary>
    public void Dispose() => file?.Dispose();

    /// <summary>Keeps results that follow each other.</summary>
    internal void Put(long index, ReadOnlySpan<StatisticsCell> cells)
    {
        if (file is not null)
        {
            file.WriteAt(index * CellBytes, MemoryMarshal.AsBytes(cells));
            return;
        }

        while (!cells.IsEmpty)
        {
            (long page, long within) = Math.DivRem(index, PageCells);
            StatisticsCell[] into = pages[page] ??= new StatisticsCell[Math.Min(PageCells, Count - (page * PageCells))];
            int count = Math.Min(cells.Length, into.Length - (int)within);
            cells[..count].CopyTo(into.AsSpan((int)within));
            cells = cells[count..];
            index += count;
        }
    }

    /// <summary>The result of this number as it is kept.</summary>
    internal StatisticsCell Cell(long index)
    {
        if (file is null)
        {
            // A page that was never written is that of an axis without elements.
            return pages[index / PageCells]?[index % PageCells] ?? default;
        }

        if (index < windowStart || index >= windowStart + window.Length)
        {
            windowStart = index;
            window = new StatisticsCell[Math.Min(PageCells, Count - index)];
            file.ReadAt(index * CellBytes, MemoryMarshal.AsBytes(window.AsSpan()));
        }

        return window[index - windowStart];
    }
}
