namespace MmapTool.Elements;

public sealed partial class ElementType
{
    /// <summary>
    /// Whether elements hold numbers in a code of their own, which are read as those of <see cref="ValueType"/>. These are bits of an integer, complex
    /// integers, the floats of IBM and VAX, and packed groups of integers.
    /// </summary>
    public bool IsCoded => Kind is ElementKind.Bits or ElementKind.ComplexInteger or ElementKind.PackedGroup || IsCodedFloat;

    /// <summary>Whether elements are floats of IBM or VAX.</summary>
    internal bool IsCodedFloat => Kind is ElementKind.IbmFloat or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG;

    /// <summary>
    /// The type of numbers that the elements are read as: of what is coded a plain type of numbers, of all else the type itself. It holds them
    /// exactly, but for floats of 56 bits (<c>ibm8</c>, <c>vaxd</c>) and the least of <c>vaxg</c>, which are rounded to f8.
    /// </summary>
    public ElementType ValueType => Kind switch
    {
        ElementKind.Bits => Bits!.ValueType,
        ElementKind.ComplexInteger => Create(ElementKind.Complex, ItemSize <= 4 ? 8 : 16, ByteOrder),
        ElementKind.PackedGroup => UInt16,
        _ => IsCodedFloat ? Double : this,
    };

    /// <summary>The numbers that an element holds: 2 or 4 for packed groups, else 1.</summary>
    public int ValueCount => Kind != ElementKind.PackedGroup ? 1 : ItemSize == 3 ? 2 : 4;

    /// <summary>Bits of each number of a packed group.</summary>
    internal int PackedBits => 8 * ItemSize / ValueCount;

    /// <summary>The type of the bytes that stand for elements outside of a file: bits stand as the integers that they are, all else as it lies.</summary>
    internal ElementType StoredType => Bits?.ValueType ?? this;

    /// <summary>The type of the real and of the imaginary part; <see langword="null"/> of numbers that are not complex.</summary>
    internal ElementType? PartType => Kind switch
    {
        ElementKind.Complex => Create(ElementKind.Float, ItemSize / 2, ByteOrder),
        ElementKind.ComplexInteger => Create(ElementKind.SignedInteger, ItemSize / 2, ByteOrder),
        _ => null,
    };
}
