using System.Numerics;

namespace MmapTool.Values;

/// <summary>The right sides of a block of elements: constants by their numbers, or elements of a view as the wide type of their kind has them.</summary>
internal readonly ref struct RightSide
{
    private readonly ConstantTable? table;
    private readonly ReadOnlySpan<uint> numbers;
    private readonly ReadOnlySpan<double> reals;
    private readonly ReadOnlySpan<Complex> complexes;
    private readonly ReadOnlySpan<Int128> integers;
    private readonly bool areIntegers;

    /// <summary>Constants.</summary>
    /// <param name="table">The constants.</param>
    /// <param name="numbers">The number of each element's constant.</param>
    public RightSide(ConstantTable table, ReadOnlySpan<uint> numbers)
    {
        this.table = table;
        this.numbers = numbers;
    }

    /// <summary>Floats.</summary>
    /// <param name="reals">The numbers.</param>
    /// <param name="areIntegers">Whether they came as integers.</param>
    public RightSide(ReadOnlySpan<double> reals, bool areIntegers)
    {
        this.reals = reals;
        this.areIntegers = areIntegers;
    }

    /// <summary>Complex numbers.</summary>
    /// <param name="complexes">The numbers.</param>
    /// <param name="areIntegers">Whether they came as integers.</param>
    public RightSide(ReadOnlySpan<Complex> complexes, bool areIntegers)
    {
        this.complexes = complexes;
        this.areIntegers = areIntegers;
    }

    /// <summary>Integers.</summary>
    public RightSide(ReadOnlySpan<Int128> integers) => this.integers = integers;

    /// <summary>The number, exactly.</summary>
    public ExactValue Value(int index)
    {
        if (table is not null)
        {
            return table.Value(numbers[index]);
        }

        if (!integers.IsEmpty)
        {
            return ExactValue.Of(ExactReal.Of((BigInteger)integers[index]));
        }

        ExactValue value = reals.IsEmpty ? ExactValue.Of(complexes[index]) : ExactValue.Of(ExactReal.Of(reals[index]));
        return areIntegers ? new(value.Real.AsInteger(), value.Imaginary.AsInteger()) : value;
    }

    /// <summary>Its forms for the fast ways; the default for complex numbers.</summary>
    public Scale Scale(int index) => table is not null ? table.Scale(numbers[index])
        : !integers.IsEmpty ? Values.Scale.Of(integers[index])
        : !reals.IsEmpty ? Values.Scale.Of(reals[index])
        : default;

    /// <summary>Whether it came as an integer.</summary>
    public bool IsInteger(int index) => table is not null ? table.Value(numbers[index]).IsInteger : !integers.IsEmpty || areIntegers;
}
