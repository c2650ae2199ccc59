namespace MmapTool.Views;

public sealed partial class ElementType
{
    /// <summary>
    /// Whether elements hold numbers in a code of their own, which are read as those of <see cref="ValueType"/>: bits of an integer.
    /// </summary>
    public bool IsCoded => Kind is ElementKind.Bits;

    /// <summary>
    /// The type of numbers that the elements are read as: of what is coded a plain type of numbers, of all else the type itself.
    /// </summary>
    public ElementType ValueType => Bits?.ValueType ?? this;

    /// <summary>The type of the bytes that stand for elements outside of a file: bits stand as the integers that they are, all else as it lies.</summary>
    internal ElementType StoredType => Bits?.ValueType ?? this;
}
