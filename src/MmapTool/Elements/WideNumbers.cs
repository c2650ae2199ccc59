using System.Numerics;
using System.Runtime.InteropServices;

namespace MmapTool.Elements;

/// <summary>Numbers of any element type, widened without loss, to be compared exactly whatever their types.</summary>
internal sealed class WideNumbers
{
    private long[] signed = [];
    private ulong[] unsigned = [];
    private double[] real = [];
    private Complex[] complex = [];
    private Type wide = typeof(long);
    private int count;

    /// <summary>Takes packed elements in this machine's byte order in place of what it holds.</summary>
    public void Load(ElementType type, ReadOnlySpan<byte> elements)
    {
        Loader loader = new(this, elements);
        type.Dispatch<Loader, bool>(ref loader);
    }

    /// <summary>Takes one number in place of what it holds; false where no element could be equal to it.</summary>
    public bool TryLoad(ExactNumber number)
    {
        count = 1;
        if (number.TryInteger(out Int128 integer) && integer >= long.MinValue && integer <= ulong.MaxValue)
        {
            if (integer <= long.MaxValue)
            {
                (wide, signed) = (typeof(long), [(long)integer]);
            }
            else
            {
                (wide, unsigned) = (typeof(ulong), [(ulong)integer]);
            }

            return true;
        }

        if (number.TryDouble(out double value))
        {
            (wide, real) = (typeof(double), [value]);
            return true;
        }

        (wide, complex) = (typeof(Complex), [number.Complex]);
        return !number.IsReal;
    }

    /// <summary>Whether all numbers are equal, pair by pair. NaN equals nothing.</summary>
    public bool AllEqual(WideNumbers other)
    {
        if (wide == other.wide && wide == typeof(long))
        {
            return signed.AsSpan(0, count).SequenceEqual(other.signed.AsSpan(0, other.count));
        }

        if (wide == other.wide && wide == typeof(ulong))
        {
            return unsigned.AsSpan(0, count).SequenceEqual(other.unsigned.AsSpan(0, other.count));
        }

        if (wide == other.wide && wide == typeof(double))
        {
            ReadOnlySpan<double> ours = real.AsSpan(0, count);
            ReadOnlySpan<double> theirs = other.real.AsSpan(0, count);
            bool equal = true;
            for (int index = 0; index < ours.Length; index++)
            {
                equal &= ours[index] == theirs[index];
            }

            return equal;
        }

        for (int index = 0; index < count; index++)
        {
            if (!EqualAt(index, other, index))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first place from <paramref name="start"/> on where the number equals the one number of <paramref name="needle"/>; -1 if there is none.</summary>
    public int IndexOf(WideNumbers needle, int start)
    {
        if (wide == needle.wide && wide != typeof(Complex))
        {
            int found = wide == typeof(long) ? signed.AsSpan(start, count - start).IndexOf(needle.signed[0])
                : wide == typeof(ulong) ? unsigned.AsSpan(start, count - start).IndexOf(needle.unsigned[0])
                : double.IsNaN(needle.real[0]) ? -1
                : real.AsSpan(start, count - start).IndexOf(needle.real[0]);
            return found < 0 ? -1 : start + found;
        }

        for (int index = start; index < count; index++)
        {
            if (EqualAt(index, needle, 0))
            {
                return index;
            }
        }

        return -1;
    }

    private bool EqualAt(int index, WideNumbers other, int otherIndex)
    {
        if (wide == typeof(long))
        {
            long value = signed[index];
            return other.wide == typeof(long) ? value == other.signed[otherIndex]
                : other.wide == typeof(ulong) ? value >= 0 && (ulong)value == other.unsigned[otherIndex]
                : other.wide == typeof(double) ? Equal(value, other.real[otherIndex])
                : other.complex[otherIndex].Imaginary == 0 && Equal(value, other.complex[otherIndex].Real);
        }

        if (wide == typeof(ulong))
        {
            ulong value = unsigned[index];
            return other.wide == typeof(ulong) ? value == other.unsigned[otherIndex]
                : other.wide == typeof(long) ? other.signed[otherIndex] >= 0 && value == (ulong)other.signed[otherIndex]
                : other.wide == typeof(double) ? Equal(value, other.real[otherIndex])
                : other.complex[otherIndex].Imaginary == 0 && Equal(value, other.complex[otherIndex].Real);
        }

        if (wide == typeof(double))
        {
            return other.wide == typeof(double) ? real[index] == other.real[otherIndex]
                : other.wide == typeof(Complex) ? real[index] == other.complex[otherIndex]
                : other.EqualAt(otherIndex, this, index);
        }

        return other.wide == typeof(Complex) ? complex[index] == other.complex[otherIndex] : other.EqualAt(otherIndex, this, index);
    }

    // An integer equals a double if the double is that integer. Converting the integer instead would round it.
    private static bool Equal(long integer, double value) =>
        value >= -9223372036854775808.0 && value < 9223372036854775808.0 && Math.Truncate(value) == value && (long)value == integer;

    private static bool Equal(ulong integer, double value) =>
        value >= 0 && value < 18446744073709551616.0 && Math.Truncate(value) == value && (ulong)value == integer;

    private Span<TWide> Room<TWide>(int length)
        where TWide : unmanaged
    {
        (wide, count) = (typeof(TWide), length);
        return typeof(TWide) == typeof(long) ? MemoryMarshal.Cast<long, TWide>(Grown(ref signed, length))
            : typeof(TWide) == typeof(ulong) ? MemoryMarshal.Cast<ulong, TWide>(Grown(ref unsigned, length))
            : typeof(TWide) == typeof(double) ? MemoryMarshal.Cast<double, TWide>(Grown(ref real, length))
            : MemoryMarshal.Cast<Complex, TWide>(Grown(ref complex, length));
    }

    private static Span<TWide> Grown<TWide>(ref TWide[] array, int length)
    {
        if (array.Length < length)
        {
            array = new TWide[length];
        }

        return array.AsSpan(0, length);
    }

    private readonly ref struct Loader(WideNumbers target, ReadOnlySpan<byte> elements) : INumericVisitor<bool>
    {
        private readonly ReadOnlySpan<byte> elements = elements;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            ReadOnlySpan<T> items = MemoryMarshal.Cast<byte, T>(elements);
            Span<TWide> room = target.Room<TWide>(items.Length);
            for (int index = 0; index < room.Length; index++)
            {
                room[index] = TCodec.Widen(items[index]);
            }

            return true;
        }
    }
}
