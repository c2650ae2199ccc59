using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// Packed elements of one type to those of another: the one definition of what fits, for edits as for whole files. It goes through the wide type of the
/// source (long, ulong, double or Complex). So the types meet in 4 kinds and not in each pair, and every integer is compared as the integer it is. Blocks
/// that plainly fit go by vectors instead (<see cref="VectorConversion"/>), with the same results.
/// </summary>
/// <remarks>
/// In the mode Exact, an integer type takes whole numbers of its range. A float type takes integers that it holds exactly, and floats rounded to nearest
/// (once, ties to even), but no finite value that would overflow. A complex number has no imaginary part where the target has none. The other modes are told
/// by <see cref="CastValues"/>.
/// </remarks>
internal static class ElementConversion
{
    /// <summary>Whether elements can be taken over, and how: as bytes, or as numbers.</summary>
    public static bool IsBytewise(ElementType from, ElementType to) =>
        (from.Equals(to) && from.Kind != ElementKind.Bits) || (from.ItemSize == to.ItemSize && IsOpaque(from) && IsOpaque(to));

    // Below this many elements the rules one by one are faster than to find out that a block fits.
    private const int FewElements = 16;

    /// <summary>Converts.</summary>
    /// <param name="from">The type of <paramref name="source"/>, numeric.</param>
    /// <param name="source">Packed elements in the type's own order; they are changed.</param>
    /// <param name="to">The type to be, numeric.</param>
    /// <param name="destination">As many packed elements of that type.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <exception cref="ElementException">A value does not fit: the first such one.</exception>
    public static void Convert(ElementType from, Span<byte> source, ElementType to, Span<byte> destination, CastValues mode)
    {
        NativeOrder.Swap(from, source);
        ConvertNative(from, source, to, destination, mode);
    }

    /// <summary>As <see cref="Convert"/>, of elements that are in this machine's byte order and stay as they are.</summary>
    /// <exception cref="ElementException">A value does not fit: the first such one.</exception>
    public static void ConvertNative(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> destination, CastValues mode)
    {
        if (from.Kind == to.Kind && from.ItemSize == to.ItemSize)
        {
            // No bit of a NaN is lost.
            source.CopyTo(destination);
        }
        else if (source.Length >= FewElements * from.ItemSize && RuleOf(from, to, mode) is { } rule)
        {
            // A block of complex numbers is one of twice as many floats.
            bool areComplex = from.Kind == ElementKind.Complex;
            int block = areComplex ? VectorConversion.Block / 2 : VectorConversion.Block;
            for (int done = 0; done < source.Length / from.ItemSize; done += block)
            {
                int count = Math.Min(block, (source.Length / from.ItemSize) - done);
                ReadOnlySpan<byte> elements = source.Slice(done * from.ItemSize, count * from.ItemSize);
                Span<byte> results = destination.Slice(done * to.ItemSize, count * to.ItemSize);
                if (!VectorConversion.TryConvert(rule, areComplex ? PartOf(from) : from, elements, areComplex ? PartOf(to) : to, results))
                {
                    OneByOne(from, elements, to, results, mode, done);
                }
            }
        }
        else
        {
            OneByOne(from, source, to, destination, mode, 0);
        }

        NativeOrder.Swap(to, destination);
    }

    /// <summary>Whether there are values of the first numeric type for which the conversion is an error.</summary>
    public static bool CanFail(ElementType from, ElementType to, CastValues mode)
    {
        if (from.Kind == to.Kind && from.ItemSize == to.ItemSize)
        {
            return false;
        }

        if (from.IsCoded || to.IsCoded || (from.Kind == ElementKind.Complex && to.Kind != ElementKind.Complex))
        {
            return true;
        }

        return RuleOf(from, to, mode) is { } rule
            ? rule.ChecksFloat || (CastModes.IsStrict(mode) && (rule.ChecksWhole || rule.ChecksMagnitude))
            : CastModes.IsStrict(mode);
    }

    private static ConversionRule? RuleOf(ElementType from, ElementType to, CastValues mode) =>
        from.Kind == ElementKind.Complex && to.Kind == ElementKind.Complex ? ConversionRule.Of(PartOf(from), PartOf(to), mode) : ConversionRule.Of(from, to, mode);

    private static ElementType PartOf(ElementType complex) => complex.ItemSize == 8 ? ElementType.Single : ElementType.Double;

    private static void OneByOne(ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> destination, CastValues mode, int first)
    {
        Widening widening = new(source, to, destination, mode, first);
        from.Dispatch<Widening, bool>(ref widening);
    }

    private static bool IsOpaque(ElementType type) => type.Kind is ElementKind.Bytes or ElementKind.Void;

    private readonly ref struct Widening(ReadOnlySpan<byte> source, ElementType to, Span<byte> destination, CastValues mode, int first) : INumericVisitor<bool>
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

                Narrowing<TWide> narrowing = new(wide[..block.Length], destination.Slice(done * to.ItemSize, block.Length * to.ItemSize), to, mode, first + done);
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
            return IntegerArithmetic.Narrow<T, TWide, TCodec>(whole >= range.Minimum && whole <= range.Maximum ? whole : range.Fit(whole, mode, position));
        }

        private T FromFloat<T, TWide, TCodec>(double value, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            NumberRange range = new(to);
            if (double.IsNaN(value) || (double.IsInfinity(value) && !CastModes.Saturates(mode)))
            {
                throw NoInteger(value, to, mode, position);
            }

            if (double.IsInfinity(value))
            {
                return IntegerArithmetic.Narrow<T, TWide, TCodec>(value < 0 ? range.Minimum : range.Maximum);
            }

            if (mode == CastValues.Exact && double.Truncate(value) != value)
            {
                string mend = CastAdvice.Fraction(range, new BigInteger(value), new BigInteger(double.Round(value, MidpointRounding.ToEven)));
                throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{value:R} is no whole number, and {to} holds only those"), mend);
            }

            if (CastModes.Rounds(mode))
            {
                value = double.Round(value, MidpointRounding.ToEven);
            }

            // A value inside the bounds needs no more: a double below 2^127 is exact as an Int128 once its fraction is dropped.
            if (value >= (double)range.Minimum && value < (double)(range.Maximum + 1))
            {
                return IntegerArithmetic.Narrow<T, TWide, TCodec>((Int128)value);
            }

            // A double's whole part is exact as a BigInteger, and, below 2^126, as an Int128.
            return IntegerArithmetic.Narrow<T, TWide, TCodec>(range.Fit(new BigInteger(value), mode, position, value.ToString("R", CultureInfo.InvariantCulture)));
        }

        private static ElementException NoInteger(double value, ElementType to, CastValues mode, int position) =>
            new(position, string.Create(CultureInfo.InvariantCulture, $"{value} is no integer, and {to} holds only those"), double.IsNaN(value)
                ? "; no --cast-values makes one of it: put a number in its place first"
                : CastAdvice.Infinity(mode));

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
            double near = Near(value, typeof(T) == typeof(double));
            T element = FloatRange.Narrow<T, TWide, TCodec>(near, mode, position, to);
            double kept = (double)(object)TCodec.Widen(element);
            return mode != CastValues.Exact || (Int128)kept == whole
                ? element
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{whole} can't be held exactly by {to}; the nearest is {kept:R}"), CastAdvice.Nearest);
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
            T element = TCodec.Narrow((TWide)(object)new Complex(Near(value, typeof(T) == typeof(Complex)), 0));
            double kept = ((Complex)(object)TCodec.Widen(element)).Real;
            return mode != CastValues.Exact || (Int128)kept == whole
                ? element
                : throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{whole} can't be held exactly by {to}; the nearest is {kept:R}"), CastAdvice.Nearest);
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

        // A double that rounds to the element nearest to the integer. If digits are lost, it is rounded to odd, so that the result is rounded only once.
        private static double Near(TFrom value, bool isLast)
        {
            double near = typeof(TFrom) == typeof(long) ? (long)(object)value : (ulong)(object)value;
            if (isLast || Math.Abs(near) < 1L << 53)
            {
                return near;
            }

            UInt128 magnitude = (UInt128)Int128.Abs(Whole(value));
            int dropped = 128 - (int)UInt128.LeadingZeroCount(magnitude) - 53;
            ulong kept = (ulong)(magnitude >> dropped) | (((UInt128)(ulong)(magnitude >> dropped) << dropped) == magnitude ? 0ul : 1);
            return Math.CopySign(Math.ScaleB(kept, dropped), near);
        }

        private static Int128 Whole(TFrom value) => typeof(TFrom) == typeof(long) ? (long)(object)value : (ulong)(object)value;
    }
}
