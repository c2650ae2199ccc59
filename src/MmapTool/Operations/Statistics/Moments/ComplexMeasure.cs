using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Measures complex numbers: parts apart, those with a NaN left out.</summary>
internal readonly struct ComplexMeasure(ElementType type) : IMeasure<ComplexMoments>
{
    /// <inheritdoc/>
    public Int128 Bias => 0;

    /// <inheritdoc/>
    public ComplexMoments Measure(ReadOnlySpan<byte> elements, StatisticsScratch scratch)
    {
        ReadOnlySpan<byte> native = ElementLoader.Native(type, elements, scratch);
        return type.ItemSize == 8
            ? Measure<ComplexSingle, ComplexSingleCodec>(MemoryMarshal.Cast<byte, ComplexSingle>(native), scratch)
            : Measure<Complex, ComplexCodec>(MemoryMarshal.Cast<byte, Complex>(native), scratch);
    }

    /// <inheritdoc/>
    public bool TryMeasureColumns(ReadOnlySpan<byte> elements, Span<ComplexMoments> columns, StatisticsScratch scratch) => false;

    private static ComplexMoments Measure<T, TCodec>(ReadOnlySpan<T> elements, StatisticsScratch scratch)
        where T : unmanaged
        where TCodec : struct, IElementCodec<T, Complex>
    {
        Span<double> real = scratch.Doubles(elements.Length);
        Span<double> imaginary = scratch.OtherDoubles(elements.Length);
        ComplexMoments moments = default;
        int kept = 0;
        foreach (T element in elements)
        {
            // Zeros without sign: which of two equal ones is the least would otherwise hang on the order.
            Complex value = TCodec.Widen(element);
            value = new(value.Real + 0.0, value.Imaginary + 0.0);
            if (double.IsNaN(value.Real) || double.IsNaN(value.Imaginary))
            {
                continue;
            }

            moments.Inf += Complex.IsInfinity(value) ? 1 : 0;
            moments.Min = kept == 0 || ComplexMoments.IsLess(value, moments.Min) ? value : moments.Min;
            moments.Max = kept == 0 || ComplexMoments.IsLess(moments.Max, value) ? value : moments.Max;
            (real[kept], imaginary[kept]) = (value.Real, value.Imaginary);
            kept++;
        }

        moments.NaN = elements.Length - kept;
        moments.Real = FloatKernels.Measure(real[..kept], scratch);
        moments.Imaginary = FloatKernels.Measure(imaginary[..kept], scratch);
        return moments;
    }
}
