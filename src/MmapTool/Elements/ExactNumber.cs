using System.Globalization;
using System.Numerics;

namespace MmapTool.Elements;

/// <summary>A boxed number as exactly what it is: an integer, a real or a complex number. Nothing is rounded on the way.</summary>
internal readonly struct ExactNumber
{
    private readonly Int128 integer;
    private readonly Complex value;

    private readonly bool isRounded;

    private ExactNumber(Int128 integer, bool isInteger, Complex value, bool isRounded = false)
    {
        this.isRounded = isRounded;
        this.integer = integer;
        this.value = value;
        IsInteger = isInteger;
    }

    /// <summary>Whether it was given as an integer or a boolean.</summary>
    public bool IsInteger { get; }

    /// <summary>Whether it has no imaginary part.</summary>
    public bool IsReal => IsInteger || value.Imaginary == 0;

    /// <summary>The integer; only if <see cref="IsInteger"/>.</summary>
    public Int128 Integer => integer;

    /// <summary>The nearest complex number.</summary>
    public Complex Complex => IsInteger ? (double)integer : value;

    /// <summary>
    /// The real part as a double: the nearest one. For a number that is to be rounded once more, to fewer bits, it is a double that rounds there as the
    /// number itself would (rounded to odd).
    /// </summary>
    public double Real(bool roundsAgain)
    {
        if (!IsInteger)
        {
            return value.Real;
        }

        Int128 magnitude = Int128.Abs(integer);
        int extra = 128 - (int)Int128.LeadingZeroCount(magnitude) - 53;
        if (!roundsAgain || extra <= 0)
        {
            return (double)integer;
        }

        Int128 kept = magnitude >> extra;
        if (kept << extra != magnitude)
        {
            kept |= 1;
        }

        return Math.ScaleB((double)(Int128.IsNegative(integer) ? -kept : kept), extra);
    }

    /// <summary>The number in a box, if it is one.</summary>
    public static bool TryFrom(object? box, out ExactNumber number)
    {
        if (box is UInt128 or BigInteger)
        {
            return TryOfBig(box is BigInteger big ? big : (UInt128)box, out number);
        }

        (number, bool isNumber) = box switch
        {
            bool flag => (OfInteger(flag ? 1 : 0), true),
            sbyte small => (OfInteger(small), true),
            byte small => (OfInteger(small), true),
            short small => (OfInteger(small), true),
            ushort small => (OfInteger(small), true),
            int plain => (OfInteger(plain), true),
            uint plain => (OfInteger(plain), true),
            long large => (OfInteger(large), true),
            ulong large => (OfInteger(large), true),
            nint native => (OfInteger(native), true),
            nuint native => (OfInteger(native), true),
            Int128 huge => (OfInteger(huge), true),
            Half real => (OfReal((double)real), true),
            float real => (OfReal(real), true),
            double real => (OfReal(real), true),
            Complex complex => (new ExactNumber(0, false, complex), true),
            _ => (default, false),
        };
        return isNumber;
    }

    /// <summary>The number as a double, if there is one that is exactly it.</summary>
    public bool TryDouble(out double exact)
    {
        exact = Real(roundsAgain: false);
        return IsReal && !isRounded && (!IsInteger || (Math.Abs(exact) < 1e38 && (Int128)exact == integer));
    }

    /// <summary>The number as an integer, if it is exactly one of 64 bits, signed or not.</summary>
    public bool TryInteger(out Int128 exact)
    {
        exact = integer;
        if (IsInteger)
        {
            return true;
        }

        if (isRounded || value.Imaginary != 0 || !(Math.Abs(value.Real) < 1e38) || Math.Truncate(value.Real) != value.Real)
        {
            return false;
        }

        exact = (Int128)value.Real;
        return true;
    }

    /// <summary>As an error names it.</summary>
    public override string ToString() => IsInteger ? integer.ToString(CultureInfo.InvariantCulture)
        : value.Imaginary == 0 ? value.Real.ToString("R", CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private static ExactNumber OfInteger(Int128 value) => new(value, true, default);

    private static ExactNumber OfReal(double value) => new(0, false, value);

    // Beyond 128 bits only floats are left, for which the digits are read (the platform's conversion truncates). Beyond those too it is
    // no number that an element could hold.
    private static bool TryOfBig(BigInteger value, out ExactNumber number)
    {
        number = default;
        long bits = BigInteger.Abs(value).GetBitLength();
        if (bits < 127)
        {
            number = OfInteger((Int128)value);
            return true;
        }

        if (bits > 1024)
        {
            return false;
        }

        double nearest = double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        number = new ExactNumber(0, false, nearest, isRounded: double.IsFinite(nearest) && (BigInteger)nearest != value);
        return double.IsFinite(nearest);
    }
}
