using System.Collections.Immutable;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Values;

/// <summary>
/// The constants of an edit's right side, exactly as they are written. Elements of a view that is changed by them have the constants' numbers
/// (<see cref="NumberType"/>) as their right sides, so that constants are broadcast and kept as elements are.
/// </summary>
internal sealed class ConstantTable
{
    private readonly ImmutableArray<ExactValue> values;
    private readonly ImmutableArray<Scale> scales;

    /// <summary>Reads the constants.</summary>
    /// <param name="texts">A JSON value each.</param>
    /// <param name="type">The type of the view that is changed by them: whether pairs are complex numbers.</param>
    /// <exception cref="ElementException">One is no number; its position is that in the table.</exception>
    public ConstantTable(ImmutableArray<string> texts, ElementType type)
    {
        Texts = texts;
        ImmutableArray<ExactValue>.Builder read = ImmutableArray.CreateBuilder<ExactValue>(texts.Length);
        foreach (string text in texts)
        {
            try
            {
                read.Add(ExactValue.Of(JsonElement.Parse(text), type));
            }
            catch (ElementException error)
            {
                throw new ElementException(read.Count, error.Message, error.Mend);
            }
        }

        values = read.MoveToImmutable();
        scales = [.. values.Select(value => value.IsReal ? Values.Scale.Of(value.Real) : default)];
    }

    /// <summary>The type of the constants' numbers.</summary>
    public static ElementType NumberType { get; } = ElementType.UInt32.WithByteOrder(ElementType.Native);

    /// <summary>The constants as JSON.</summary>
    public ImmutableArray<string> Texts { get; }

    /// <summary>Whether one has so many digits that an element takes long: a signal is heeded between a few of them.</summary>
    public bool AreLong => values.Any(static value => IsLong(value.Real) || IsLong(value.Imaginary));

    /// <summary>A constant, exactly.</summary>
    public ExactValue Value(uint number) => values[Checked(number)];

    /// <summary>Its forms for the fast ways.</summary>
    public Scale Scale(uint number) => scales[Checked(number)];

    // Beyond every double.
    private static bool IsLong(ExactReal value) => value.IsFinite && value.Ratio is var (numerator, denominator) && Math.Max(numerator.GetBitLength(), denominator.GetBitLength()) > 2200;

    // Numbers may come from a journal.
    private int Checked(uint number) => number < values.Length ? (int)number : throw new ContainerException($"the change has no constant of the number {number}", 0);
}
