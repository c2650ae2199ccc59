using System.Numerics;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>A real or complex number, exactly. A real one has the imaginary part 0.</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
internal readonly record struct ExactValue(ExactReal Real, ExactReal Imaginary)
{
    // The most digits before or behind the point; no element type can tell more digits apart.
    private const int MostPlaces = 5000;

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
    public static ExactValue Of(JsonElement json, ElementType type) => type.PartType is not null && ValueMark.TryGet(json, ValueMark.Complex, out JsonElement parts)
        ? new(Part(parts[0], type), Part(parts[1], type))
        : type.PartType is not null && json.ValueKind == JsonValueKind.Array
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
                return !NumberRange.IsInteger(type) && JsonElementEncoder.Special(json) is { } special ? ExactReal.Of(special) : throw JsonElementEncoder.UnfitNumber(json, type);
        }
    }

    private static ExactReal Number(string text)
    {
        (BigInteger numerator, BigInteger denominator) = new DecimalText(text).Bounded(MostPlaces);
        return NumberEncoding.IsInteger(text) ? ExactReal.Of(numerator) : ExactReal.Of(numerator, denominator, text.StartsWith('-'));
    }
}
