using System.Numerics;
using MmapTool.Errors;

namespace MmapTool.Elements;

public sealed partial class ElementType
{
    /// <summary><c>|b1</c></summary>
    public static ElementType Boolean { get; } = Create(ElementKind.Boolean, 1);

    /// <summary><c>|i1</c></summary>
    public static ElementType Int8 { get; } = Create(ElementKind.SignedInteger, 1);

    /// <summary><c>|u1</c>: the type of the bytes of a raw file.</summary>
    public static ElementType UInt8 { get; } = Create(ElementKind.UnsignedInteger, 1);

    /// <summary><c>&lt;i2</c></summary>
    public static ElementType Int16 { get; } = Create(ElementKind.SignedInteger, 2);

    /// <summary><c>&lt;u2</c></summary>
    public static ElementType UInt16 { get; } = Create(ElementKind.UnsignedInteger, 2);

    /// <summary><c>&lt;i4</c></summary>
    public static ElementType Int32 { get; } = Create(ElementKind.SignedInteger, 4);

    /// <summary><c>&lt;u4</c></summary>
    public static ElementType UInt32 { get; } = Create(ElementKind.UnsignedInteger, 4);

    /// <summary><c>&lt;i8</c></summary>
    public static ElementType Int64 { get; } = Create(ElementKind.SignedInteger, 8);

    /// <summary><c>&lt;u8</c></summary>
    public static ElementType UInt64 { get; } = Create(ElementKind.UnsignedInteger, 8);

    /// <summary><c>&lt;f2</c></summary>
    public static ElementType Half { get; } = Create(ElementKind.Float, 2);

    /// <summary><c>&lt;f4</c></summary>
    public static ElementType Single { get; } = Create(ElementKind.Float, 4);

    /// <summary><c>&lt;f8</c></summary>
    public static ElementType Double { get; } = Create(ElementKind.Float, 8);

    /// <summary><c>&lt;c16</c></summary>
    public static ElementType Complex { get; } = Create(ElementKind.Complex, 16);

    /// <summary>The element type whose bytes in this machine's order are those of <typeparamref name="T"/>.</summary>
    /// <exception cref="ViewException">No element type corresponds to <typeparamref name="T"/>.</exception>
    public static ElementType Of<T>()
        where T : unmanaged
    {
        ElementType type = Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Boolean => Boolean,
            TypeCode.SByte => Int8,
            TypeCode.Byte => UInt8,
            TypeCode.Int16 => Int16,
            TypeCode.UInt16 or TypeCode.Char => UInt16,
            TypeCode.Int32 => Int32,
            TypeCode.UInt32 => UInt32,
            TypeCode.Int64 => Int64,
            TypeCode.UInt64 => UInt64,
            TypeCode.Single => Single,
            TypeCode.Double => Double,
            _ when typeof(T) == typeof(Half) => Half,
            _ when typeof(T) == typeof(Complex) => Complex,
            _ when typeof(T) == typeof(Int24) => Create(ElementKind.SignedInteger, 3),
            _ when typeof(T) == typeof(UInt24) => Create(ElementKind.UnsignedInteger, 3),
            _ when typeof(T) == typeof(BFloat16) => Create(ElementKind.BrainFloat, 2),
            _ when typeof(T) == typeof(Float8E4M3FN) => Create(ElementKind.Float8E4M3FN, 1),
            _ when typeof(T) == typeof(Float8E5M2) => Create(ElementKind.Float8E5M2, 1),
            _ when typeof(T) == typeof(ComplexSingle) => Create(ElementKind.Complex, 8),
            _ when typeof(T) == typeof(nint) => Create(ElementKind.SignedInteger, nint.Size),
            _ when typeof(T) == typeof(nuint) => Create(ElementKind.UnsignedInteger, nuint.Size),
            _ => throw new ViewException($"no element type has the bytes of {typeof(T).Name}"),
        };
        return type.WithByteOrder(Native);
    }
}
