using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Text;

/// <summary>
/// Numbers of at most nine digits laid out as <see cref="FloatText"/> says. Everything that a text can consist of is put in one vector. One shuffle makes it
/// the text, and there is one shuffle for each form: no branch depends on the numbers.
/// </summary>
internal static class NineDigits
{
    /// <summary>Digits at most, and forms of one exponent and sign.</summary>
    public const int Most = 9;

    private const uint EightDigits = 100_000_000;

    // The decimal exponents of float32 and bfloat16.
    private const int LeastExponent = -45;
    private const int GreatestExponent = 38;

    /// <summary>The least decimal exponent that is not written; the exponents from here on have a form each.</summary>
    public const int LeastPlain = FloatText.SmallExponent;

    /// <summary>The greatest one.</summary>
    public const int GreatestPlain = Most - 1;

    /// <summary>How many forms there are, signs and digits apart; the last one is that with an exponent.</summary>
    public const int Forms = GreatestPlain - LeastPlain + 2;


    // Places in the vector: the second to ninth digit, then the first one, then the other characters.
    private const byte First = 8;
    private const byte Point = 9;
    private const byte Zero = 10;
    private const byte Minus = 11;
    private const byte Exponent = 12;

    /// <summary>The form whose shape is none: of a number that is not laid out here.</summary>
    public const int NoForm = Forms * 2 * Most;

    private static readonly Shape[] Shapes = NewShapes();
    private static readonly ulong[] Upper = NewUpper();

    private static ReadOnlySpan<uint> Powers => [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

    /// <summary>Whether numbers of this decimal exponent are laid out here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Has(int exponent) => exponent is (>= LeastExponent and <= GreatestPlain) or (>= FloatText.LargeExponent and <= GreatestExponent);

    /// <summary>Lines digits up to be nine.</summary>
    /// <param name="digits">At most nine digits.</param>
    /// <param name="power">The power of ten of the last of them.</param>
    /// <returns>The nine digits, and the power of ten of the first.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint Nine, int Exponent) Align(uint digits, int power)
    {
        // 0 is one digit, as 1 is; and no other number of digits changes by this.
        uint odd = digits | 1;
        int estimate = ((32 - BitOperations.LeadingZeroCount(odd)) * 1233) >> 12;
        int length = estimate + (odd >= Powers[estimate] ? 1 : 0);
        return (digits * Powers[Most - length], power + length - 1);
    }

    /// <summary>Writes a number.</summary>
    /// <param name="nine">Its digits, from <see cref="Align"/>.</param>
    /// <param name="exponent">The power of ten of the first of them, one that is laid out here.</param>
    /// <param name="sign">1 for a minus in front, else 0.</param>
    /// <param name="destination">At least <see cref="FloatText.MaximumLength"/> bytes beyond the field.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(uint nine, int exponent, int sign, Span<byte> destination, int width)
    {
        uint first = nine / EightDigits;
        ulong digits = AsciiDigits.Eight(nine - (first * EightDigits));
        int zeros = BitOperations.LeadingZeroCount(digits) >> 3;
        int form = (int)Math.Min((uint)(exponent - LeastPlain), Forms - 1);
        Vector128<byte> parts = Vector128.Create(digits | AsciiDigits.Zeros, Upper[exponent - LeastExponent] + first).AsByte();
        return TryWrite(parts, (((2 * form) + sign) * Most) + zeros, destination, width);
    }

    /// <summary>Writes a number that is made up.</summary>
    /// <param name="parts">Its second to ninth digit, the first one, and point, zero, minus, <c>e</c>, the exponent's sign and two digits.</param>
    /// <param name="form">Which of them stand where.</param>
    /// <param name="destination">At least <see cref="FloatText.MaximumLength"/> bytes beyond the field.</param>
    /// <param name="width">The field that it is right-aligned in, or 0.</param>
    /// <returns>Bytes written; 0 where the form is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TryWrite(Vector128<byte> parts, int form, Span<byte> destination, int width)
    {
        ref readonly Shape shape = ref Shapes[form];
        int length = shape.Length;
        if (length == 0)
        {
            return 0;
        }

        int start = Field.Begin(destination, width, length);
        Vector128.ShuffleNative(parts, shape.Order).CopyTo(destination[start..]);
        return start + length;
    }

    // The parts that are no digits of the number, above a place for the first one: point, zero, minus, and the exponent.
    private static ulong[] NewUpper()
    {
        ulong[] upper = new ulong[GreatestExponent - LeastExponent + 1];
        for (int index = 0; index < upper.Length; index++)
        {
            int exponent = index + LeastExponent;
            (int tens, int ones) = Math.DivRem(Math.Abs(exponent), 10);
            ReadOnlySpan<byte> parts = [(byte)'0', (byte)'.', (byte)'0', (byte)'-', (byte)'e', (byte)(exponent < 0 ? '-' : '+'), (byte)('0' + tens), (byte)('0' + ones)];
            upper[index] = BinaryPrimitives.ReadUInt64LittleEndian(parts);
        }

        return upper;
    }

    private static Shape[] NewShapes()
    {
        Shape[] shapes = new Shape[NoForm + 1];
        List<byte> order = [];
        for (int index = 0; index < NoForm; index++)
        {
            order.Clear();
            if (index / Most % 2 == 1)
            {
                order.Add(Minus);
            }

            int count = Most - (index % Most);
            int form = index / (2 * Most);
            if (form == Forms - 1)
            {
                AddScientific(order, count);
            }
            else
            {
                AddPlain(order, count, form + LeastPlain);
            }

            int length = order.Count;
            while (order.Count < Vector128<byte>.Count)
            {
                order.Add(Zero);
            }

            shapes[index] = new(Vector128.Create([.. order]), length);
        }

        return shapes;
    }

    private static void AddPlain(List<byte> order, int count, int exponent)
    {
        // From the first digit or the zero before the point to the last digit or the zero behind it.
        int last = Math.Max(count - 1, exponent + 1);
        for (int digit = Math.Min(exponent, 0); digit <= last; digit++)
        {
            order.Add(digit < 0 || digit >= count ? Zero : Digit(digit));
            if (digit == exponent)
            {
                order.Add(Point);
            }
        }
    }

    private static void AddScientific(List<byte> order, int count)
    {
        order.Add(First);
        if (count > 1)
        {
            order.Add(Point);
            order.AddRange(Enumerable.Range(1, count - 1).Select(Digit));
        }

        order.AddRange(Enumerable.Range(Exponent, 4).Select(part => (byte)part));
    }

    private static byte Digit(int digit) => digit == 0 ? First : (byte)(digit - 1);

    private readonly record struct Shape(Vector128<byte> Order, int Length);
}
