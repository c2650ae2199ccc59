using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// When a block of numbers may be converted without looking at each: where the least and the greatest show that all of them fit. The rules
/// are <see cref="ElementConversion"/>'s; this only tells quickly that none of its special cases is there, and leaves the block to it otherwise.
/// </summary>
internal sealed class ConversionRule
{
    private ConversionRule(ElementType from, ElementType to, CastValues mode)
    {
        Source = VectorLaneTypes.Of(from);
        Target = VectorLaneTypes.Of(to);
        bool toInteger = NumberRange.IsInteger(to);
        bool isWhole = VectorLaneTypes.IsCarriedAsIs(to);
        NumberRange range = toInteger ? new(to) : default;
        if (NumberRange.IsInteger(from))
        {
            Int128 limit = toInteger ? 0 : ExactLimit(to, mode);
            (Least, Greatest) = toInteger ? (range.Minimum, range.Maximum) : (-limit, limit);
            NumberRange held = new(from);
            bool wraps = toInteger && CastModes.Wraps(mode) && to.Kind != ElementKind.Boolean;
            ChecksWhole = !wraps && !(held.Minimum >= Least && held.Maximum <= Greatest);
            Saturates = toInteger && CastModes.Saturates(mode) && isWhole;
        }
        else if (toInteger)
        {
            // Powers of two, or one less than one where a double holds it: exact, but for the greatest of 8 bytes, whose comparison is below.
            LeastFloat = (double)range.Minimum;
            BeyondFloat = (double)(range.Maximum + 1);
            ChecksFloat = true;
            ChecksFraction = mode == CastValues.Exact;
            Rounds = CastModes.Rounds(mode);
        }
        else
        {
            Bound = OverflowBound(to);
            ChecksMagnitude = !CastModes.Wraps(mode) && !(Largest(from) < Bound && (HasInfinity(to) || !HasInfinity(from)));
        }
    }

    /// <summary>The carrier that the elements are brought into.</summary>
    public VectorLaneType Source { get; }

    /// <summary>The carrier that they leave in.</summary>
    public VectorLaneType Target { get; }

    /// <summary>Whether integers are held against <see cref="Least"/> and <see cref="Greatest"/>.</summary>
    public bool ChecksWhole { get; }

    /// <summary>The least integer that goes over as it is.</summary>
    public Int128 Least { get; }

    /// <summary>The greatest integer that goes over as it is.</summary>
    public Int128 Greatest { get; }

    /// <summary>Whether integers outside go to the end of the carrier's range, which is the type's.</summary>
    public bool Saturates { get; }

    /// <summary>Whether floats are held against <see cref="LeastFloat"/> and <see cref="BeyondFloat"/>, and none may be a NaN.</summary>
    public bool ChecksFloat { get; }

    /// <summary>The least float that fits an integer type.</summary>
    public double LeastFloat { get; }

    /// <summary>The first float beyond those that fit an integer type.</summary>
    public double BeyondFloat { get; }

    /// <summary>Whether a fraction is an error.</summary>
    public bool ChecksFraction { get; }

    /// <summary>Whether floats are rounded to whole numbers first, half to even.</summary>
    public bool Rounds { get; }

    /// <summary>Whether the magnitudes of floats are held against <see cref="Bound"/>.</summary>
    public bool ChecksMagnitude { get; }

    /// <summary>The least magnitude that rounds to something beyond the largest finite value.</summary>
    public double Bound { get; }

    /// <summary>The rule; <see langword="null"/> where there are no vectors for these types, or they would round twice.</summary>
    public static ConversionRule? Of(ElementType from, ElementType to, CastValues mode)
    {
        VectorLaneType source = VectorLaneTypes.Of(from);
        VectorLaneType target = VectorLaneTypes.Of(to);

        // From f8 through f4 to something smaller is two roundings.
        bool roundsTwice = source == VectorLaneType.Double && target == VectorLaneType.Single && to.ItemSize < 4;
        return source == VectorLaneType.None || target == VectorLaneType.None || roundsTwice ? null : new(from, to, mode);
    }

    /// <summary>Bits of precision of a float type, the hidden one among them.</summary>
    public static int Precision(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Float, 8) or (ElementKind.Complex, 16) => 53,
        (ElementKind.Float, 4) or (ElementKind.Complex, 8) => 24,
        (ElementKind.Float, _) => 11,
        (ElementKind.BrainFloat, _) => 8,
        (ElementKind.Float8E4M3FN, _) => 4,
        _ => 3,
    };

    /// <summary>
    /// Half a step beyond the largest finite value of a float type. A value on the bound is rounded to the even neighbour, which for all but e4m3fn is beyond
    /// the type. There it is the largest, and just the bound itself is left to the exact rules.
    /// </summary>
    public static double OverflowBound(ElementType type)
    {
        double largest = Largest(type);
        return type.Kind == ElementKind.Float && type.ItemSize == 8
            ? double.PositiveInfinity
            : largest + (Math.ScaleB(1, Math.ILogB(largest) - Precision(type) + 1) / 2);
    }

    // All integers up to here are exact where they must be, and otherwise exact in the carrier, so that they are rounded once.
    private static Int128 ExactLimit(ElementType to, CastValues mode)
    {
        Int128 limit = Int128.One << (mode == CastValues.Exact ? Precision(to) : Precision(VectorLaneTypes.Of(to) == VectorLaneType.Double ? ElementType.Double : ElementType.Single));
        double bound = OverflowBound(to);
        return bound < (double)limit && !CastModes.Wraps(mode) ? Int128.Min(limit, (Int128)bound - 1) : limit;
    }

    /// <summary>The largest finite number of a float type, or of the parts of a complex one.</summary>
    public static double Largest(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Float, 8) or (ElementKind.Complex, 16) => double.MaxValue,
        (ElementKind.Float, 4) or (ElementKind.Complex, 8) => float.MaxValue,
        (ElementKind.Float, _) => (double)Half.MaxValue,
        (ElementKind.BrainFloat, _) => BFloat16Codec.Maximum,
        (ElementKind.Float8E4M3FN, _) => Float8E4M3FNCodec.Maximum,
        _ => Float8E5M2Codec.Maximum,
    };

    private static bool HasInfinity(ElementType type) => type.Kind != ElementKind.Float8E4M3FN;
}
