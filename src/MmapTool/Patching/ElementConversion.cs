using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Patching;

/// <summary>
/// Packed elements of one type to those of another. It goes through the wide type of the source (long, ulong, double or Complex), so that
/// the types meet in 4 kinds and not in each pair, and every integer is compared as the integer it is.
/// </summary>
internal static class ElementConversion
{
    /// <summary>Whether elements can be taken over, and how: as bytes, or as numbers.</summary>
    public static bool IsBytewise(ElementType from, ElementType to) =>
        from.Equals(to) || (from.ItemSize == to.ItemSize && IsOpaque(from) && IsOpaque(to));

    /// <summary>Converts.</summary>
    /// <param name="from">The type of <paramref name="source"/>.</param>
    /// <param name="source">Packed elements in the type's own order; they are changed.</param>
    /// <param name="to">The type to be.</param>
    /// <param name="destination">As many packed elements of that type.</param>
    /// <param name="mode">What to do with values that do not fit.</param>
    /// <exception cref="ElementException">A value does not fit.</exception>
    public static void Convert(ElementType from, Span<byte> source, ElementType to, Span<byte> destination, CastValues mode)
    {
        NativeOrder.Swap(from, source);
        Widening widening = new(source, to, destination, mode);
        from.Dispatch<Widening, bool>(ref widening);
        NativeOrder.Swap(to, destination);
    }

    private static bool IsOpaque(ElementType type) => type.Kind is ElementKind.Bytes or ElementKind.Void;

    private readonly ref struct Widening(ReadOnlySpan<byte> source, ElementType to, Span<byte> destination, CastValues mode) : INumericVisitor<bool>
    {
        // On the stack, 8 KiB at the most: this is also used for single elements.
        private const int Block = 512;
        private readonly ReadOnlySpan<byte> source = source;
        private readonly Span<byte> destination = destination;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(source);
            Span<TWide> wide = stackalloc TWide[Block];
            for (int done = 0; done < elements.Length; done += Block)
            {
                ReadOnlySpan<T> block = elements.Slice(done, Math.Min(Block, elements.Length - done));
                for (int index = 0; index < block.Length; index++)
                {
                    wide[index] = TCodec.Widen(block[index]);
                }

                Narrowing<TWide> narrowing = new(wide[..block.Length], destination.Slice(done * to.ItemSize, block.Length * to.ItemSize), to, mode, done);
                to.Dispatch<Narrowing<TWide>, bool>(ref narrowing);
            }

            return true;
        }
    }

    private readonly ref struct Narrowing<TFrom>(ReadOnlySpan<TFrom> source, Span<byte> destination, ElementType to, CastValues mode, int first) : INumericVisitor<bool>
        where TFrom : unmanaged
    {
        private readonly ReadOnlySpan<TFrom> source = source;
        private readonly Span<byte> destination = destination;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            Span<T> elements = MemoryMarshal.Cast<byte, T>(destination);
            for (int index = 0; index < source.Length; index++)
            {
                elements[index] = typeof(TWide) == typeof(double) ? ToFloat<T, TWide, TCodec>(source[index], first + index)
                    : typeof(TWide) == typeof(Complex) ? ToComplex<T, TWide, TCodec>(source[index], first + index)
                    : ToInteger<T, TWide, TCodec>(source[index], first + index);
            }

            return true;
        }

        private T ToInteger<T, TWide, TCodec>(TFrom value, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            if (typeof(TFrom) == typeof(double) || typeof(TFrom) == typeof(Complex))
            {
                return FromFloat<T, TWide, TCodec>(Real(value, position), position);
            }

            Int128 whole = Whole(value);
            NumberRange range = new(to);
            return Integers.Narrow<T, TWide, TCodec>(whole >= range.Minimum && whole <= range.Maximum ? whole : range.Fit(whole, mode, position));
        }

        private T FromFloat<T, TWide, TCodec>(double value, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            NumberRange range = new(to);
            if (double.IsNaN(value) || (double.IsInfinity(value) && mode != CastValues.Saturate))
            {
                throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{value} is no integer, and {to} holds only those"));
            }

            if (double.IsInfinity(value))
            {
                return Integers.Narrow<T, TWide, TCodec>(value < 0 ? range.Minimum : range.Maximum);
            }

            if (mode == CastValues.Exact && double.Truncate(value) != value)
            {
                throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{value:R} is no whole number, and {to} holds only those"));
            }

            // A double's whole part is exact as a BigInteger, and, below 2^126, as an Int128.
            return Integers.Narrow<T, TWide, TCodec>(range.Fit(new BigInteger(value), mode, position, value.ToString("R", CultureInfo.InvariantCulture)));
        }

        private T ToFloat<T, TWide, TCodec>(TFrom value, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            if (typeof(TFrom) == typeof(double) || typeof(TFrom) == typeof(Complex))
            {
                return FloatRange.Narrow<T, TWide, TCodec>(Real(value, position), mode, position, to);
            }

            Int128 whole = Whole(value);
            double near = (double)whole;
            T element = FloatRange.Narrow<T, TWide, TCodec>(near, mode, position, to);
            double kept = (double)(object)TCodec.Widen(element);
            return mode != CastValues.Exact || (Int128)kept == whole
                ? element
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{whole} can't be held exactly by {to}; the nearest is {kept:R}"));
        }

        private T ToComplex<T, TWide, TCodec>(TFrom value, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            if (typeof(TFrom) == typeof(Complex))
            {
                return FloatRange.NarrowComplex<T, TWide, TCodec>((Complex)(object)value, mode, position, to);
            }

            if (typeof(TFrom) == typeof(double))
            {
                return FloatRange.NarrowComplex<T, TWide, TCodec>(new((double)(object)value, 0), mode, position, to);
            }

            Int128 whole = Whole(value);
            T element = TCodec.Narrow((TWide)(object)new Complex((double)whole, 0));
            double kept = ((Complex)(object)TCodec.Widen(element)).Real;
            return mode != CastValues.Exact || (Int128)kept == whole
                ? element
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{whole} can't be held exactly by {to}; the nearest is {kept:R}"));
        }

        private double Real(TFrom value, int position)
        {
            if (typeof(TFrom) == typeof(double))
            {
                return (double)(object)value;
            }

            Complex complex = (Complex)(object)value;
            return complex.Imaginary == 0
                ? complex.Real
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"[{complex.Real:R}, {complex.Imaginary:R}] has an imaginary part, and {to} holds none"));
        }

        private static Int128 Whole(TFrom value) => typeof(TFrom) == typeof(long) ? (long)(object)value : (ulong)(object)value;
    }
}
