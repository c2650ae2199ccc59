using System.Globalization;
using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>The range that an integer type holds, and how values that it does not hold are brought into it.</summary>
internal readonly struct NumberRange
{
    private readonly ElementType type;
    private readonly int bits;

    /// <summary>
    /// The range of an integer type, of bits of one, of the numbers of a packed group, of the counts of times, or of <c>b1</c>. The count -2^63 of a time is
    /// no count, but NaT. The type <c>b1</c> counts as one unsigned bit.
    /// </summary>
    public NumberRange(ElementType type)
    {
        this.type = type;
        bits = type.Kind == ElementKind.Boolean ? 1 : type.Bits?.Count ?? (type.Kind == ElementKind.PackedGroup ? type.PackedBits : 8 * type.ItemSize);
        bool signed = type.Kind == ElementKind.SignedInteger || type.IsTime;
        Minimum = type.IsTime ? -long.MaxValue : signed ? -(Int128.One << (bits - 1)) : 0;
        Maximum = (Int128.One << (signed ? bits - 1 : bits)) - 1;
    }

    /// <summary>The least value.</summary>
    public Int128 Minimum { get; }

    /// <summary>The greatest value.</summary>
    public Int128 Maximum { get; }

    /// <summary>Whether the kind is that of whole numbers, lengths of time among them.</summary>
    public static bool IsInteger(ElementType type) =>
        type.Kind is ElementKind.SignedInteger or ElementKind.UnsignedInteger or ElementKind.Boolean or ElementKind.Bits or ElementKind.TimeDelta;

    /// <summary>The value in the range.</summary>
    /// <param name="value">A whole number.</param>
    /// <param name="mode">How a value outside is treated.</param>
    /// <param name="position">The element, for the error.</param>
    /// <param name="text">The value for the error, where it is not just the number.</param>
    /// <exception cref="ElementException">It is outside, and the mode does not say otherwise.</exception>
    public Int128 Fit(BigInteger value, CastValues mode, int position, string? text = null) =>
        Holds(value) ? (Int128)value : mode switch
        {
            CastValues.Wrap or CastValues.RoundWrap => Wrap((UInt128)(value & ulong.MaxValue)),
            CastValues.Saturate or CastValues.RoundSaturate => value.Sign < 0 ? Minimum : Maximum,
            _ => throw OutOfRange(text ?? value.ToString(CultureInfo.InvariantCulture), mode, position),
        };

    /// <summary>The value of the type's lowest bits.</summary>
    public Int128 Wrap(UInt128 low)
    {
        Int128 masked = (Int128)(low & ((UInt128.One << bits) - 1));
        return masked > Maximum ? masked - (Int128.One << bits) : masked;
    }

    /// <summary>Whether the value is in the range.</summary>
    public bool Holds(BigInteger value) => value >= (BigInteger)Minimum && value <= (BigInteger)Maximum;

    /// <summary>The error: <c>300 does not fit |u1 (0 to 255)</c>.</summary>
    public ElementException OutOfRange(string value, CastValues mode, int position) =>
        new(position, string.Create(CultureInfo.InvariantCulture, $"{value} does not fit {type} ({Minimum} to {Maximum})"), CastAdvice.Range(mode));
}
