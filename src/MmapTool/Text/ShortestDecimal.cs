using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using MmapTool.Views.Elements;

namespace MmapTool.Text;

/// <summary>
/// The shortest decimal of each value of a float of one or two bytes, looked up by its bits. The platform knows it for Half
/// alone. There are so few values that each is worked out once, by trial, when it is first met.
/// </summary>
internal static class ShortestDecimal<T, TWide, TCodec>
    where T : unmanaged
    where TWide : unmanaged
    where TCodec : struct, IElementCodec<T, TWide>
{
    private const int DigitBits = 20;
    private const int ExponentBias = 64;

    private static readonly int Bits = 8 * MemoryMarshal.AsBytes<T>(new T[1]).Length;

    // Entries are single words and never change once made, so that threads need no lock: digits below, exponent above, 0 unknown.
    private static readonly uint[] Known = new uint[1 << (Bits - 1)];

    /// <summary>Writes a finite value.</summary>
    /// <param name="bits">Its bits.</param>
    /// <param name="value">The same, widened.</param>
    /// <param name="destination">At least <see cref="FloatText.MaximumLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(int bits, double value, Span<byte> destination)
    {
        ref uint known = ref Known[bits & (Known.Length - 1)];
        uint entry = Volatile.Read(ref known);
        if (entry == 0)
        {
            entry = Find(Math.Abs(value));
            Volatile.Write(ref known, entry);
        }

        Span<byte> digits = stackalloc byte[8];
        Utf8Formatter.TryFormat(entry & ((1u << DigitBits) - 1), digits, out int count);
        int exponent = (int)(entry >> DigitBits) - ExponentBias + count - 1;
        return FloatText.Lay(digits[..count], exponent, double.IsNegative(value), destination);
    }

    private static uint Find(double magnitude)
    {
        for (int precision = 1; magnitude != 0; precision++)
        {
            // The decimal nearest to the value, then its neighbours: below a power of two values lie closer than above, so that the
            // nearest may miss on the one side what a farther one meets on the other.
            string nearest = magnitude.ToString($"E{precision - 1}", CultureInfo.InvariantCulture);
            int mark = nearest.IndexOf('E', StringComparison.Ordinal);
            int exponent = int.Parse(nearest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) - precision + 1;
            int digits = int.Parse(nearest[..mark].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            int best = 0;
            double distance = double.PositiveInfinity;
            foreach (int candidate in (ReadOnlySpan<int>)[digits, digits - 1, digits + 1])
            {
                double read = double.Parse($"{candidate}E{exponent}", CultureInfo.InvariantCulture);
                if (ReadBack(read) == magnitude && Math.Abs(read - magnitude) < distance)
                {
                    (best, distance) = (candidate, Math.Abs(read - magnitude));
                }
            }

            if (best != 0)
            {
                while (best % 10 == 0)
                {
                    (best, exponent) = (best / 10, exponent + 1);
                }

                return (uint)best | ((uint)(exponent + ExponentBias) << DigitBits);
            }
        }

        return ExponentBias << DigitBits;
    }

    // The casts through object cost nothing: TWide is double here, and the compiler sees it.
    private static double ReadBack(double value) => (double)(object)TCodec.Widen(TCodec.Narrow((TWide)(object)value));
}
