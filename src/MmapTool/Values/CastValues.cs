namespace MmapTool.Values;

/// <summary>
/// The treatment of a value that does not fit its element type. Unless <see cref="Exact"/>, an integer that a float type can't hold is rounded to
/// the nearest that it can, half to even; other numbers are rounded onto floats in every mode. A NaN is never an integer.
/// </summary>
public enum CastValues
{
    /// <summary>An error: a fraction onto an integer, a number out of range, an integer that a float type would round.</summary>
    Exact,

    /// <summary>
    /// Integers: the fraction is dropped, then the value is taken modulo 2ⁿ (<c>b1</c> counts as one bit). Floats: beyond the largest comes
    /// infinity, or NaN in <c>float8_e4m3fn</c>, which has none.
    /// </summary>
    Wrap,

    /// <summary>The nearest value of the type's range, after dropping the fraction for integers; floats stop at the largest finite value.</summary>
    Saturate,

    /// <summary>Integers: the fraction is dropped. A number out of range is an error.</summary>
    Truncate,

    /// <summary>Integers: the nearest whole number, half to even. A number out of range is an error.</summary>
    Round,

    /// <summary>As <see cref="Round"/>, then as <see cref="Saturate"/>.</summary>
    RoundSaturate,

    /// <summary>As <see cref="Round"/>, then as <see cref="Wrap"/>.</summary>
    RoundWrap,
}
