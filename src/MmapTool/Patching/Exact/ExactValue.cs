using System.Globalization;
using System.Numerics;
using System.Text.Json;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Patching.Exact;

/// <summary>A real or complex number, exactly. A real one has the imaginary part 0.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
internal readonly record struct ExactValue(ExactReal Real, ExactReal Imaginary)
{
    // A number with more digits behind or before its point than this is worked with as the double nearest to it: 0, or too large for every type.
    private const long MostPlaces = 5000;

    /// <summary>Whether neither part is a NaN or an infinity.</summary>
    public bool IsFinite => Real.IsFinite && Imaginary.IsFinite;

    /// <summary>Whether there is no imaginary part.</summary>
    public bool IsReal => Imaginary.IsZero;

    /// <summary>Whether both parts came as integers.</summary>
    public bool IsInteger => Real.IsInteger && Imaginary.IsInteger;

    /// <summary>A real number.</summary>
    public static ExactValue Of(ExactReal real) => new(real, ExactReal.Zero);

    /// <summary>A complex number.</summary>
    public static ExactValue Of(Complex value) => new(ExactReal.Of(value.Real), ExactReal.Of(value.Imaginary));

    /// <summary>A JSON number, boolean, "NaN", "Infinity" or "-Infinity", or for complex types a pair of them.</summary>
    /// <exception cref="ElementException">It is none of these.</exception>
    public static ExactValue Of(JsonElement json, ElementType type) => type.Kind == ElementKind.Complex && ValueMark.TryGet(json, ValueMark.Complex, out JsonElement parts)
        ? new(Part(parts[0], type), Part(parts[1], type))
        : type.Kind == ElementKind.Complex && json.ValueKind == JsonValueKind.Array
        ? new(Part(json[0], type), Part(json[1], type))
        : Of(Part(json, type));

    /// <summary>The nearest complex number of two doubles.</summary>
    public Complex ToComplex() => new(ToDouble(Real), ToDouble(Imaginary));

    /// <inheritdoc/>
    public override string ToString() => IsReal ? Real.ToString() : $"[{Real}, {Imaginary}]";

    private static double ToDouble(ExactReal part) => FloatFormat.Of(ElementType.Double).Nearest(part);

    private static ExactReal Part(JsonElement json, ElementType type)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Number:
                return Number(json.GetRawText());
            case JsonValueKind.True:
                return ExactReal.Of(BigInteger.One);
            case JsonValueKind.False:
                return ExactReal.Zero;
            default:
                return !NumberRange.IsInteger(type) && JsonElementText.Special(json) is { } special ? ExactReal.Of(special) : throw JsonElementText.UnfitNumber(json, type);
        }
    }

    private static ExactReal Number(string text)
    {
        DecimalText number = new(text);
        if (number.HasMorePlacesThan(MostPlaces))
        {
            double near = double.Parse(text, CultureInfo.InvariantCulture);
            return near == 0 ? ExactReal.Of(near)
                : ExactReal.Of(BigInteger.Pow(10, (int)MostPlaces) * (text.StartsWith('-') ? -1 : 1));
        }

        (BigInteger numerator, BigInteger denominator) = number.Fraction;
        return NumberEncoding.IsInteger(text) ? ExactReal.Of(numerator) : ExactReal.Of(numerator, denominator, text.StartsWith('-'));
    }
}
