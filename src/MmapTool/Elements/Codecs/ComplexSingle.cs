namespace MmapTool.Elements;

/// <summary>A complex number of two f4: the element of <c>c8</c>. (The platform's <see cref="System.Numerics.Complex"/> is <c>c16</c>.)</summary>
/// <param name="Real">The real part.</param>
/// <param name="Imaginary">The imaginary part.</param>
public readonly record struct ComplexSingle(float Real, float Imaginary);
