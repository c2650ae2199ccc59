namespace MmapTool.Patching;

/// <summary>
/// What becomes of a value that does not fit its element type. Unless <see cref="Exact"/>, a number that a float type can only come near
/// to is rounded to the nearest; a NaN is never an integer.
/// </summary>
public enum CastValues
{
    /// <summary>An error.</summary>
    Exact,

    /// <summary>
    /// Integers: the fraction is dropped, then the value is taken modulo 2ⁿ (<c>b1</c> counts as one bit). Floats: beyond the largest comes
    /// infinity, or NaN in <c>float8_e4m3fn</c>, which has none.
    /// </summary>
    Wrap,

    /// <summary>The nearest value of the type's range, after dropping the fraction for integers; floats stop at the largest finite value.</summary>
    Saturate,

    /// <summary>Integers: the fraction is dropped, what is out of range is an error. Floats: as <see cref="Wrap"/>.</summary>
    Truncate,
}
