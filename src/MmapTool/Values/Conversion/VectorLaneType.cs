using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>
/// The types that the processor converts between by vectors. Every number is converted exactly into one of them, and from there into its new type with at most
/// one rounding.
/// </summary>
internal enum VectorLaneType
{
    /// <summary>No lane type: complex numbers, and elements that are no numbers.</summary>
    None,

    /// <summary>i1</summary>
    SByte,

    /// <summary>u1, b1</summary>
    Byte,

    /// <summary>i2</summary>
    Int16,

    /// <summary>u2</summary>
    UInt16,

    /// <summary>i4, i3</summary>
    Int32,

    /// <summary>u4, u3</summary>
    UInt32,

    /// <summary>i8</summary>
    Int64,

    /// <summary>u8</summary>
    UInt64,

    /// <summary>f4, and every smaller float</summary>
    Single,

    /// <summary>f8</summary>
    Double,
}

/// <summary>Facts about carriers: which one a type has, and its size.</summary>
internal static class VectorLaneTypes
{
    /// <summary>The carrier of a type's numbers.</summary>
    public static VectorLaneType Of(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Boolean, _) or (ElementKind.UnsignedInteger, 1) => VectorLaneType.Byte,
        (ElementKind.SignedInteger, 1) => VectorLaneType.SByte,
        (ElementKind.SignedInteger, 2) => VectorLaneType.Int16,
        (ElementKind.SignedInteger, 3 or 4) => VectorLaneType.Int32,
        (ElementKind.SignedInteger, 8) => VectorLaneType.Int64,
        (ElementKind.UnsignedInteger, 2) => VectorLaneType.UInt16,
        (ElementKind.UnsignedInteger, 3 or 4) => VectorLaneType.UInt32,
        (ElementKind.UnsignedInteger, 8) => VectorLaneType.UInt64,
        (ElementKind.Float, 8) => VectorLaneType.Double,
        (ElementKind.Float or ElementKind.BrainFloat or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2, _) => VectorLaneType.Single,
        _ => VectorLaneType.None,
    };

    /// <summary>Bytes of a number.</summary>
    public static int SizeOf(VectorLaneType carrier) => carrier switch
    {
        VectorLaneType.SByte or VectorLaneType.Byte => 1,
        VectorLaneType.Int16 or VectorLaneType.UInt16 => 2,
        VectorLaneType.Int32 or VectorLaneType.UInt32 or VectorLaneType.Single => 4,
        _ => 8,
    };

    /// <summary>Whether elements of the type lie in memory as their carrier does.</summary>
    public static bool IsCarriedAsIs(ElementType type) => type.Kind != ElementKind.Boolean && type.ItemSize == SizeOf(Of(type));

    /// <summary>Whether a carrier is that of floats.</summary>
    public static bool IsFloat(VectorLaneType carrier) => carrier is VectorLaneType.Single or VectorLaneType.Double;
}
