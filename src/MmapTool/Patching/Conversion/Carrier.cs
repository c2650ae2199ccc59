using MmapTool.Views;

namespace MmapTool.Patching.Conversion;

/// <summary>
/// The types that the processor converts between by vectors. Every number travels in one of them: it is brought there exactly, and from
/// there into its own type with one rounding at the most.
/// </summary>
internal enum Carrier
{
    /// <summary>None: complex numbers, and what is no number.</summary>
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
internal static class Carriers
{
    /// <summary>The carrier of a type's numbers.</summary>
    public static Carrier Of(ElementType type) => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.Boolean, _) or (ElementKind.UnsignedInteger, 1) => Carrier.Byte,
        (ElementKind.SignedInteger, 1) => Carrier.SByte,
        (ElementKind.SignedInteger, 2) => Carrier.Int16,
        (ElementKind.SignedInteger, 3 or 4) => Carrier.Int32,
        (ElementKind.SignedInteger, 8) => Carrier.Int64,
        (ElementKind.UnsignedInteger, 2) => Carrier.UInt16,
        (ElementKind.UnsignedInteger, 3 or 4) => Carrier.UInt32,
        (ElementKind.UnsignedInteger, 8) => Carrier.UInt64,
        (ElementKind.Float, 8) => Carrier.Double,
        (ElementKind.Float or ElementKind.BrainFloat or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2, _) => Carrier.Single,
        _ => Carrier.None,
    };

    /// <summary>Bytes of a number.</summary>
    public static int SizeOf(Carrier carrier) => carrier switch
    {
        Carrier.SByte or Carrier.Byte => 1,
        Carrier.Int16 or Carrier.UInt16 => 2,
        Carrier.Int32 or Carrier.UInt32 or Carrier.Single => 4,
        _ => 8,
    };

    /// <summary>Whether elements of the type lie in memory as their carrier does.</summary>
    public static bool IsCarriedAsIs(ElementType type) => type.Kind != ElementKind.Boolean && type.ItemSize == SizeOf(Of(type));

    /// <summary>Whether a carrier is that of floats.</summary>
    public static bool IsFloat(Carrier carrier) => carrier is Carrier.Single or Carrier.Double;
}
