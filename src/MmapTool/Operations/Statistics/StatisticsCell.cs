using System.Numerics;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Statistics in as few bytes as hold them: there may be one for every element of a result.</summary>
internal struct StatisticsCell
{
    /// <summary>Elements that are not NaN.</summary>
    public long Valid;
    public long NaN;
    public long Inf;
    public double Std;
    public TwoWords Min;
    public TwoWords Max;
    public TwoWords Sum;
    public TwoWords Mean;

    /// <summary>As it is handed out.</summary>
    /// <param name="type">The type of the elements.</param>
    public readonly StatisticsResult ToResult(ElementType type)
    {
        bool dates = type.Kind == ElementKind.DateTime;
        bool integers = type.Kind is ElementKind.Boolean or ElementKind.SignedInteger or ElementKind.UnsignedInteger || type.IsTime;
        bool any = Valid > 0;
        return new()
        {
            Count = Valid + NaN,
            NaN = NaN,
            Inf = Inf,
            Sum = dates ? StatisticsNumber.Of((Int128)0) : Computed(Sum),
            HasSum = !dates,
            Min = any ? Element(Min) : null,
            Max = any ? Element(Max) : null,
            Mean = any && !dates ? type.Kind == ElementKind.Complex ? StatisticsNumber.Of(Mean.Complex) : StatisticsNumber.Of(Mean.Complex.Real) : null,
            Std = any && !dates ? StatisticsNumber.Of(Std) : null,
        };

        StatisticsNumber Element(TwoWords words) => dates ? StatisticsNumber.OfDate((long)words.Integer, type) : type.Kind == ElementKind.Boolean ? StatisticsNumber.Of(words.Integer != 0) : integers ? StatisticsNumber.Of(words.Integer) : StatisticsNumber.Of(words.Complex, type);

        StatisticsNumber Computed(TwoWords words) => integers ? StatisticsNumber.Of(words.Integer)
            : type.Kind == ElementKind.Complex ? StatisticsNumber.Of(words.Complex)
            : StatisticsNumber.Of(words.Complex.Real);
    }
}

/// <summary>The least and the greatest finite element: the range of a histogram.</summary>
/// <param name="Any">Whether there are any.</param>
/// <param name="Min">The least.</param>
/// <param name="Max">The greatest.</param>
internal readonly record struct FiniteRange(bool Any, TwoWords Min, TwoWords Max);

/// <summary>An integer of 128 bits, or two doubles.</summary>
internal readonly struct TwoWords
{
    private readonly ulong low;
    private readonly ulong high;

    public TwoWords(Int128 value) => (low, high) = ((ulong)(value & ulong.MaxValue), (ulong)(value >>> 64));

    public TwoWords(double real, double imaginary = 0) =>
        (low, high) = (BitConverter.DoubleToUInt64Bits(real), BitConverter.DoubleToUInt64Bits(imaginary));

    public Int128 Integer => new(high, low);

    public Complex Complex => new(BitConverter.UInt64BitsToDouble(low), BitConverter.UInt64BitsToDouble(high));
}
