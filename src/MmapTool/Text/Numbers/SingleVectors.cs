using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MmapTool.Text;

/// <summary>
/// The work of <see cref="NarrowDigits"/> and <see cref="NineDigits"/>, for four float32 at once: a number in each 64 bits of a vector. One after another
/// their text takes five times as many instructions, and most of the time is spent waiting for the one before.
/// </summary>
internal static class SingleVectors
{
    private const int AtOnce = 4;
    private const ulong Lower = uint.MaxValue;

    /// <summary>Whether this machine has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Prepares numbers.</summary>
    /// <param name="numbers">At most <see cref="PreparedNumbers.Most"/>.</param>
    /// <param name="prepared">Where they go. Those that are not finite, subnormal, or too long have no form.</param>
    public static void Prepare(scoped ReadOnlySpan<uint> numbers, PreparedNumbers prepared)
    {
        ReadOnlySpan<Vector128<ulong>> table = MemoryMarshal.Cast<NarrowDigits.Row, Vector128<ulong>>(NarrowDigits.Single);
        Span<Vector128<byte>> parts = prepared.Parts;
        Span<ulong> forms = prepared.Forms;
        while (numbers.Length >= AtOnce)
        {
            Four(Vector128.Create(numbers), table, parts, forms);
            numbers = numbers[AtOnce..];
            parts = parts[AtOnce..];
            forms = forms[AtOnce..];
        }

        if (numbers.Length > 0)
        {
            Span<uint> last = stackalloc uint[AtOnce];
            numbers.CopyTo(last);
            Four(Vector128.Create<uint>(last), table, parts, forms);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector128<uint> numbers, ReadOnlySpan<Vector128<ulong>> table, Span<Vector128<byte>> parts, Span<ulong> forms)
    {
        Vector256<ulong> bits = Avx2.ConvertToVector256Int64(numbers).AsUInt64();
        Vector256<ulong> magnitude = bits & Vector256.Create(0x7FFF_FFFFul);
        Vector256<ulong> fraction = bits & Vector256.Create(0x7F_FFFFul);
        Vector256<ulong> stored = magnitude >> 23;
        Vector256<ulong> isBare = Vector256.Equals(fraction, Vector256<ulong>.Zero);

        // A row is a scale, and the other values that depend on the exponent.
        Vector256<ulong> index = stored + stored - isBare;
        Vector256<ulong> even = Vector256.Create(table[(int)index.GetElement(0)], table[(int)index.GetElement(2)]);
        Vector256<ulong> odd = Vector256.Create(table[(int)index.GetElement(1)], table[(int)index.GetElement(3)]);
        Vector256<ulong> scale = Avx2.UnpackLow(even, odd);
        Vector256<ulong> row = Avx2.UnpackHigh(even, odd);
        Vector256<ulong> digits = Shortest(fraction, scale, row);

        // Seven, eight or nine digits, lined up to be nine.
        Vector256<ulong> isEight = GreaterThan(digits, 9_999_999);
        Vector256<ulong> isNine = GreaterThan(digits, 99_999_999);
        Vector256<ulong> factor = Avx2.BlendVariable(Avx2.BlendVariable(Vector256.Create(100ul), Vector256.Create(10ul), isEight), Vector256.Create(1ul), isNine);
        Vector256<ulong> nine = Multiply(digits, factor);
        Vector256<ulong> first = Multiply(nine, Vector256.Create(0x55E6_3B89ul)) >> 57;
        Vector256<ulong> eight = Eight(nine - Multiply(first, Vector256.Create(100_000_000ul)));

        // The decimal exponent, as 32 bits; that of 0 is 0.
        Vector256<ulong> isZero = Vector256.Equals(magnitude, Vector256<ulong>.Zero);
        Vector256<int> power = (Vector256.ShiftRightArithmetic(row.AsInt32(), 24).AsUInt64() >> 32).AsInt32();
        Vector256<int> exponent = power + Vector256.Create(6) - isEight.AsInt32() - isNine.AsInt32();
        exponent = Vector256.AndNot(exponent, isZero.AsInt32()) & Vector256.Create(Lower).AsInt32();

        Vector256<ulong> characters = eight | Vector256.Create(AsciiDigits.Zeros);
        Vector256<ulong> upper = Upper(exponent) + first;
        Vector256<byte> low = Avx2.UnpackLow(characters, upper).AsByte();
        Vector256<byte> high = Avx2.UnpackHigh(characters, upper).AsByte();
        parts[3] = high.GetUpper();
        parts[2] = low.GetUpper();
        parts[1] = high.GetLower();
        parts[0] = low.GetLower();

        // Infinity and NaN, or subnormal.
        Vector256<ulong> isRare = Vector256.Equals(stored, Vector256.Create(0xFFul)) | Vector256.AndNot(Vector256.Equals(stored, Vector256<ulong>.Zero), isZero);
        Form(exponent.AsUInt32(), bits >> 31, FollowingDigits(eight), isRare).CopyTo(forms);
    }

    // As NarrowDigits.Of and ShortestDigits.Choose; a condition is all ones or 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Shortest(Vector256<ulong> fraction, Vector256<ulong> scale, Vector256<ulong> row)
    {
        Vector256<ulong> significand = fraction | (row & Vector256.Create(0x80_0000ul));
        Vector256<ulong> center = Avx2.ShiftLeftLogicalVariable(significand, (row >> 32) & Vector256.Create(0xFFul));
        Vector256<ulong> isOdd = fraction & Vector256.Create(1ul);
        Vector256<ulong> scaleUpper = scale >> 32;
        Vector256<ulong> lower = Scale(scale, scaleUpper, center - ((row >> 40) & Vector256.Create(0xFFul))) + isOdd;
        Vector256<ulong> value = Scale(scale, scaleUpper, center);
        Vector256<ulong> upper = Scale(scale, scaleUpper, center + ((row >> 48) & Vector256.Create(0xFFul))) - isOdd;

        Vector256<ulong> digits = value >> 2;
        Vector256<ulong> whole = digits << 2;
        Vector256<ulong> notBelow = GreaterThan(lower, whole);
        Vector256<ulong> notAbove = GreaterThan(whole + Vector256.Create(4ul), upper);
        Vector256<ulong> nearer = GreaterThan(value + (digits & Vector256.Create(1ul)), whole + Vector256.Create(2ul));
        Vector256<ulong> chosen = digits - Avx2.BlendVariable(nearer, ~notAbove, notBelow ^ notAbove);

        // A digit less, if exactly one such number lies there.
        Vector256<ulong> shorter = Multiply(digits, Vector256.Create(0xCCCC_CCCDul)) >> 35;
        Vector256<ulong> forty = Multiply(shorter, Vector256.Create(40ul));
        Vector256<ulong> notShorterBelow = GreaterThan(lower, forty);
        Vector256<ulong> notShorterAbove = GreaterThan(forty + Vector256.Create(40ul), upper);
        Vector256<ulong> ten = (forty >> 2) + Vector256.AndNot(Vector256.Create(10ul), notShorterAbove);
        return Avx2.BlendVariable(chosen, ten, notShorterBelow ^ notShorterAbove);
    }

    // The upper 32 bits of the product of 96 bits; the last one stands for whatever is below it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Scale(Vector256<ulong> scale, Vector256<ulong> scaleUpper, Vector256<ulong> number)
    {
        Vector256<ulong> product = Multiply(number, scaleUpper) + (Multiply(number, scale) >> 32);
        Vector256<ulong> isExact = Vector256.Equals(product & Vector256.Create(Lower - 1), Vector256<ulong>.Zero);
        return (product >> 32) | Vector256.AndNot(Vector256.Create(1ul), isExact);
    }

    // As AsciiDigits.Eight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Eight(Vector256<ulong> number)
    {
        Vector256<ulong> upper = Multiply(number, Vector256.Create(0xD1B7_1759ul)) >> 45;
        Vector256<ushort> fours = (upper | ((number - Multiply(upper, Vector256.Create(10_000ul))) << 32)).AsUInt16();
        Vector256<ushort> hundreds = Avx2.MultiplyHigh(fours, Vector256.Create((ushort)5243)) >> 3;
        Vector256<ushort> twos = hundreds | ((fours - (hundreds * Vector256.Create((ushort)100))).AsUInt32() << 16).AsUInt16();
        Vector256<ushort> tens = Avx2.MultiplyHigh(twos, Vector256.Create((ushort)6554));
        return (tens | ((twos - (tens * Vector256.Create((ushort)10))) << 8)).AsUInt64();
    }

    // How many of the eight digits come before the zeros at the end: the last one that is no zero marks all before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> FollowingDigits(Vector256<ulong> eight)
    {
        Vector256<ulong> marks = eight | (eight >> 8);
        marks |= marks >> 16;
        marks |= marks >> 32;
        Vector256<byte> counted = Vector256.Min(marks.AsByte(), Vector256.Create((byte)1));
        return Avx2.SumAbsoluteDifferences(counted, Vector256<byte>.Zero).AsUInt64();
    }

    // All but the first digit: 0.0-e, the exponent's sign and two digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Upper(Vector256<int> exponent)
    {
        Vector256<ulong> magnitude = Vector256.Abs(exponent).AsUInt64();
        Vector256<ulong> tens = Avx2.MultiplyHigh(magnitude.AsUInt16(), Vector256.Create((ushort)6554)).AsUInt64();
        Vector256<ulong> ones = magnitude - Multiply(tens, Vector256.Create(10ul));

        // From plus to minus it is 2.
        Vector256<ulong> minus = (exponent.AsUInt64() >> 31) << 41;
        return Vector256.Create(0x3030_2B65_2D30_2E30ul) + minus + (tens << 48) + (ones << 56);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Form(Vector256<uint> exponent, Vector256<ulong> sign, Vector256<ulong> following, Vector256<ulong> isRare)
    {
        Vector256<ulong> form = Vector256.Min(exponent - Vector256.Create(unchecked((uint)NineDigits.LeastPlain)), Vector256.Create((uint)NineDigits.Forms - 1)).AsUInt64();
        form = Multiply(form, Vector256.Create(2ul * NineDigits.Most)) + Multiply(sign, Vector256.Create((ulong)NineDigits.Most));
        form = form + Vector256.Create(NineDigits.Most - 1ul) - following;

        // Plain, and longer than a vector.
        Vector256<uint> beyond = exponent - Vector256.Create(NineDigits.GreatestPlain + 1u);
        Vector256<uint> isLong = Vector256.Equals(Vector256.Min(beyond, Vector256.Create(FloatText.LargeExponent - NineDigits.GreatestPlain - 2u)), beyond);
        Vector256<ulong> hasNone = isRare | (isLong.AsUInt64() & Vector256.Create(Lower));
        return Vector256.ConditionalSelect(hasNone, Vector256.Create((ulong)NineDigits.NoForm), form) & Vector256.Create(Lower);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Multiply(Vector256<ulong> left, Vector256<ulong> right) => Avx2.Multiply(left.AsUInt32(), right.AsUInt32());

    // No number here has its highest bit set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> GreaterThan(Vector256<ulong> left, Vector256<ulong> right) => Vector256.GreaterThan(left.AsInt64(), right.AsInt64()).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> GreaterThan(Vector256<ulong> left, ulong right) => GreaterThan(left, Vector256.Create(right));
}
