using System.Numerics;

namespace MmapTool.Elements;

/// <summary>
/// Floats in a format of their own, exactly: IBM's hexadecimal ones (z/Architecture Principles of Operation, chapter 9) and VAX's (VAX Architecture Reference
/// Manual, chapter 1). A number is a fraction of so many bits times a power of two; neither has infinities.
/// </summary>
/// <param name="Precision">Bits of the fraction, the hidden one among them.</param>
/// <param name="DigitBits">Bits by which an exponent of the format counts: 4 for hexadecimal, 1 for binary.</param>
/// <param name="Bias">The number that is taken from the stored exponent; the fraction is below 1.</param>
/// <param name="LeastCode">The least stored exponent of a number.</param>
/// <param name="GreatestCode">The greatest stored exponent.</param>
internal sealed record CodedFloat(int Precision, int DigitBits, int Bias, int LeastCode, int GreatestCode)
{
    private static readonly CodedFloat Ibm4 = new(24, 4, 64, 0, 127);
    private static readonly CodedFloat Ibm8 = new(56, 4, 64, 0, 127);
    private static readonly CodedFloat VaxF = new(24, 1, 128, 1, 255);
    private static readonly CodedFloat VaxD = new(56, 1, 128, 1, 255);
    private static readonly CodedFloat VaxG = new(53, 1, 1024, 1, 2047);

    /// <summary>Whether the highest bit of the fraction is always set, and not stored.</summary>
    public bool IsBinary => DigitBits == 1;

    /// <summary>The largest number.</summary>
    public CodedFloatValue Largest => Value(false, (1ul << (Precision - 1) << 1) - 1, GreatestCode);

    private int Size => Precision <= 24 ? 4 : 8;

    // Bits of a fraction as it is stored.
    private int StoredBits => IsBinary ? Precision - 1 : Precision;

    /// <summary>The format of a type; <see langword="null"/> where it is none of these.</summary>
    public static CodedFloat? Of(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.IbmFloat, 4) => Ibm4,
        (ElementKind.IbmFloat, _) => Ibm8,
        (ElementKind.VaxF, _) => VaxF,
        (ElementKind.VaxD, _) => VaxD,
        (ElementKind.VaxG, _) => VaxG,
        _ => null,
    };

    /// <summary>The number of an element.</summary>
    public CodedFloatValue Read(ElementType type, ReadOnlySpan<byte> element)
    {
        ulong bits = Load(type, element);
        bool isNegative = (bits >> ((8 * Size) - 1)) != 0;
        int code = (int)((bits >> StoredBits) & ((1ul << ((8 * Size) - 1 - StoredBits)) - 1));
        ulong fraction = bits & ((1ul << StoredBits) - 1);
        if (!IsBinary)
        {
            return Value(isNegative, fraction, code);
        }

        // In VAX's formats a stored exponent of 0 means the number 0. With the sign set it means the reserved operand, on which the machine traps.
        return code == 0 ? new(false, 0, 0, isNegative) : Value(isNegative, fraction | (1ul << StoredBits), code);
    }

    /// <summary>Stores the number nearest to a quotient, half to even.</summary>
    /// <param name="type">The element's type.</param>
    /// <param name="isNegative">The sign, of zeros too.</param>
    /// <param name="numerator">At least 0.</param>
    /// <param name="denominator">Above 0.</param>
    /// <param name="element">The element.</param>
    /// <returns>Whether it is not beyond the largest number; where it is, nothing is stored.</returns>
    public bool TryWrite(ElementType type, bool isNegative, BigInteger numerator, BigInteger denominator, Span<byte> element)
    {
        if (numerator.IsZero)
        {
            Store(type, !IsBinary && isNegative ? 1ul << ((8 * Size) - 1) : 0, element);
            return true;
        }

        // The least exponent for which the number is below 1.
        int exponent = checked((int)(numerator.GetBitLength() - denominator.GetBitLength())) + 1;
        exponent -= Compare(numerator, denominator, exponent - 1) < 0 ? 1 : 0;
        int code = (int)Math.Ceiling(exponent / (double)DigitBits) + Bias;
        if (code > GreatestCode)
        {
            return false;
        }

        code = Math.Max(code, LeastCode);
        int unit = (DigitBits * (code - Bias)) - Precision;
        BigInteger units = BigInteger.DivRem(unit < 0 ? numerator << -unit : numerator, unit < 0 ? denominator : denominator << unit, out BigInteger rest);
        int half = (rest << 1).CompareTo(unit < 0 ? denominator : denominator << unit);
        ulong fraction = (ulong)units;
        fraction += half > 0 || (half == 0 && !units.IsEven) ? 1ul : 0;
        if (fraction >> Precision != 0)
        {
            fraction >>= DigitBits;
            if (++code > GreatestCode)
            {
                return false;
            }
        }

        if (IsBinary && fraction >> (Precision - 1) == 0)
        {
            // Below the least number lies only 0.
            bool isUp = (numerator << 1 << -(DigitBits * (LeastCode - 1 - Bias))).CompareTo(denominator) > 0;
            if (!isUp)
            {
                Store(type, 0, element);
                return true;
            }

            fraction = 1ul << (Precision - 1);
        }

        ulong sign = isNegative && fraction != 0 ? 1ul << ((8 * Size) - 1) : 0;
        sign = isNegative && !IsBinary ? 1ul << ((8 * Size) - 1) : sign;
        Store(type, sign | ((ulong)code << StoredBits) | (fraction & ((1ul << StoredBits) - 1)), element);
        return true;
    }

    /// <summary>The interval around a number whose decimals all read back as it: half the way to its neighbours.</summary>
    /// <returns>Half the way down and half the way up, in units of 2^<c>Exponent</c>, and whether the ends belong to it.</returns>
    public (BigInteger Low, BigInteger Number, BigInteger High, int Exponent, bool HasLow, bool HasHigh) Neighbourhood(CodedFloatValue value)
    {
        // Shifts the fraction as far up as it can be stored, because one number has several forms with other leading digits.
        (ulong fraction, int exponent) = (value.Fraction, value.Exponent);
        int least = (DigitBits * (LeastCode - Bias)) - Precision;
        while (fraction >> (Precision - DigitBits) == 0 && exponent - DigitBits >= least)
        {
            fraction <<= DigitBits;
            exponent -= DigitBits;
        }

        // In units of 1/32 of the last place, because the lower neighbour may be 16 times as close.
        const int Finer = 5;
        bool isLeast = exponent == least;
        bool isFirst = fraction == 1ul << (Precision - DigitBits);
        BigInteger number = (BigInteger)fraction << Finer;
        BigInteger half = BigInteger.One << (Finer - 1);
        BigInteger below = !isFirst ? half : !isLeast ? half >> DigitBits : IsBinary ? number >> 1 : half;
        bool isEven = (fraction & 1) == 0;
        return (number - below, number, number + half, exponent - Finer, isEven && !(isFirst && isLeast && IsBinary), isEven);
    }

    private static int Compare(BigInteger numerator, BigInteger denominator, int exponent) =>
        exponent >= 0 ? numerator.CompareTo(denominator << exponent) : (numerator << -exponent).CompareTo(denominator);

    private CodedFloatValue Value(bool isNegative, ulong fraction, int code) => new(isNegative, fraction, (DigitBits * (code - Bias)) - Precision, false);

    // VAX stores words of 16 bits, the most significant first, each with its lower byte first.
    private ulong Load(ElementType type, ReadOnlySpan<byte> element)
    {
        ulong bits = 0;
        for (int index = 0; index < Size; index++)
        {
            bits = (bits << 8) | element[Place(type, index)];
        }

        return bits;
    }

    private void Store(ElementType type, ulong bits, Span<byte> element)
    {
        for (int index = 0; index < Size; index++)
        {
            element[Place(type, index)] = (byte)(bits >> (8 * (Size - 1 - index)));
        }
    }

    // The place of the byte that is this many bytes from the most significant one.
    private int Place(ElementType type, int index) => IsBinary ? index ^ 1 : type.ByteOrder == ByteOrder.Little ? Size - 1 - index : index;
}

/// <summary>The number of a coded float.</summary>
/// <param name="IsNegative">Its sign, of zeros too.</param>
/// <param name="Fraction">An integer.</param>
/// <param name="Exponent">The number is the fraction times 2 to this.</param>
/// <param name="IsReserved">Whether it is no number: VAX's reserved operand.</param>
internal readonly record struct CodedFloatValue(bool IsNegative, ulong Fraction, int Exponent, bool IsReserved)
{
    /// <summary>The nearest double.</summary>
    public double ToDouble()
    {
        if (IsReserved)
        {
            return BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000);
        }

        double value = Math.ScaleB((double)Fraction, Exponent);
        return IsNegative ? -value : value;
    }

    /// <summary>Whether the two are the same number, of the same sign, however they are written.</summary>
    public bool IsSameAs(CodedFloatValue other)
    {
        if (IsReserved || other.IsReserved || IsNegative != other.IsNegative || Fraction == 0 || other.Fraction == 0)
        {
            return IsReserved == other.IsReserved && (IsReserved || IsNegative == other.IsNegative) && (IsReserved || (Fraction == 0 && other.Fraction == 0));
        }

        int zeros = BitOperations.TrailingZeroCount(Fraction);
        int others = BitOperations.TrailingZeroCount(other.Fraction);
        return Fraction >> zeros == other.Fraction >> others && Exponent + zeros == other.Exponent + others;
    }

    /// <summary>The magnitude as a quotient.</summary>
    public (BigInteger Numerator, BigInteger Denominator) Ratio =>
        Exponent >= 0 ? ((BigInteger)Fraction << Exponent, BigInteger.One) : (Fraction, BigInteger.One << -Exponent);
}
