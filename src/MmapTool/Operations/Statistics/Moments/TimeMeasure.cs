using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Measures the counts of dates and of lengths of time, but NaT, which are counted apart.</summary>
internal readonly struct TimeMeasure(ElementType type) : IMeasure<IntegerMoments>
{
    /// <inheritdoc/>
    public Int128 Bias => long.MinValue;

    /// <inheritdoc/>
    public IntegerMoments Measure(ReadOnlySpan<byte> elements, StatisticsScratch scratch)
    {
        ReadOnlySpan<long> counts = MemoryMarshal.Cast<byte, long>(ElementLoader.Native(type, elements, scratch));
        int first = counts.IndexOf(ProlepticCalendar.NaT);
        if (first < 0)
        {
            return LongKernels.Measure(MemoryMarshal.Cast<long, ulong>(counts), signed: true);
        }

        Span<long> times = MemoryMarshal.Cast<byte, long>(scratch.Columns(elements.Length));
        int kept = 0;
        foreach (long count in counts)
        {
            times[kept] = count;
            kept += count == ProlepticCalendar.NaT ? 0 : 1;
        }

        IntegerMoments moments = LongKernels.Measure(MemoryMarshal.Cast<long, ulong>(times[..kept]), signed: true);
        moments.NaT = counts.Length - kept;
        return moments;
    }

    /// <inheritdoc/>
    public bool TryMeasureColumns(ReadOnlySpan<byte> elements, Span<IntegerMoments> columns, StatisticsScratch scratch) => false;
}
