using System.Globalization;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>How doubles are brought into the narrower float types.</summary>
internal static class FloatRange
{
    /// <summary>The nearest element.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mode">The treatment where a finite value is beyond the type's largest, or the type has no infinity.</param>
    /// <param name="position">The element, for the error.</param>
    /// <param name="type">The type, for the error.</param>
    /// <param name="wasFinite">Whether the value stands for a finite one, if it is an infinity: the sum of two large numbers.</param>
    /// <exception cref="ElementException">It does not fit.</exception>
    public static T Narrow<T, TWide, TCodec>(double value, CastValues mode, int position, ElementType type, bool wasFinite = false)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        T element = TCodec.Narrow((TWide)(object)value);
        double back = (double)(object)TCodec.Widen(element);
        return double.IsFinite(back) || double.IsNaN(value) || (double.IsInfinity(value) && back.Equals(value) && !wasFinite) || CastModes.Wraps(mode)
            ? element
            : CastModes.Saturates(mode)
                ? value < 0 ? TCodec.Narrow(TCodec.Minimum) : TCodec.Narrow(TCodec.Maximum)
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{value:R} does not fit {type} (largest {(double)(object)TCodec.Maximum:R})"), CastAdvice.Range(mode));
    }

    /// <summary>The nearest complex number, part by part.</summary>
    public static T NarrowComplex<T, TWide, TCodec>(Complex value, CastValues mode, int position, ElementType type, bool wasFinite = false)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>
    {
        T element = TCodec.Narrow((TWide)(object)value);
        Complex back = (Complex)(object)TCodec.Widen(element);
        if ((Fits(value.Real, back.Real) && Fits(value.Imaginary, back.Imaginary)) || CastModes.Wraps(mode))
        {
            return element;
        }

        if (CastModes.Saturates(mode))
        {
            double largest = ((Complex)(object)TCodec.Maximum).Real;
            Complex clamped = new(Clamp(value.Real, back.Real, largest), Clamp(value.Imaginary, back.Imaginary, largest));
            return TCodec.Narrow((TWide)(object)clamped);
        }

        throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"[{value.Real:R}, {value.Imaginary:R}] does not fit {type}"), CastAdvice.Range(mode));

        bool Fits(double part, double kept) => double.IsFinite(kept) || double.IsNaN(part) || (double.IsInfinity(part) && !wasFinite);

        double Clamp(double part, double kept, double largest) => Fits(part, kept) ? part : Math.CopySign(largest, part);
    }
}
