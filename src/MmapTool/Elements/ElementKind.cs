namespace MmapTool.Elements;

/// <summary>The meaning of an element's bytes, without their number and order.</summary>
public enum ElementKind
{
    /// <summary><c>b1</c> or <c>?</c>: one byte, zero is false and any other value true.</summary>
    Boolean,

    /// <summary><c>i1 i2 i3 i4 i8</c>: two's complement.</summary>
    SignedInteger,

    /// <summary><c>u1 u2 u3 u4 u8</c>.</summary>
    UnsignedInteger,

    /// <summary><c>f2 f4 f8</c>: IEEE 754 binary.</summary>
    Float,

    /// <summary><c>bf16</c>: the upper half of an <c>f4</c>.</summary>
    BrainFloat,

    /// <summary><c>float8_e4m3fn</c>: 4 exponent and 3 mantissa bits, bias 7, no infinities, one NaN (OCP OFP8).</summary>
    Float8E4M3FN,

    /// <summary><c>float8_e5m2</c>: 5 exponent and 2 mantissa bits, bias 15, as IEEE 754 (OCP OFP8).</summary>
    Float8E5M2,

    /// <summary><c>c8 c16</c>: a real and an imaginary <c>f4</c> or <c>f8</c>.</summary>
    Complex,

    /// <summary><c>S&lt;n&gt;</c>: n bytes of text, padded with NULs.</summary>
    Bytes,

    /// <summary><c>V&lt;n&gt;</c>: n opaque bytes.</summary>
    Void,

    /// <summary>Named fields at fixed offsets.</summary>
    Record,

    /// <summary><c>ci1 ci2 ci4</c>: a real and an imaginary <c>i1</c>, <c>i2</c> or <c>i4</c>.</summary>
    ComplexInteger,

    /// <summary><c>ibm4 ibm8</c>: IBM's hexadecimal floats. Their first byte is the most significant one, unless a prefix gives the other order.</summary>
    IbmFloat,

    /// <summary><c>vaxf</c>: VAX's F format; its byte order is its own.</summary>
    VaxF,

    /// <summary><c>vaxd</c>: VAX's D format.</summary>
    VaxD,

    /// <summary><c>vaxg</c>: VAX's G format.</summary>
    VaxG,

    /// <summary><c>u10p u12p u14p</c>: unsigned integers of 10, 12 or 14 bits in groups of 4, 2 or 4, as MIPI CSI-2 packs pixels.</summary>
    PackedGroup,

    /// <summary>Some bits of an integer, made by <c>.bits[lo:hi]</c> and not by a name of a type. They are read as an unsigned integer; a write keeps the other bits.</summary>
    Bits,

    /// <summary><c>U&lt;n&gt;</c>: n characters of text in UCS-4, 4 bytes each, padded with NULs.</summary>
    Unicode,

    /// <summary><c>M8[unit]</c>: a date, a count of the unit since 1970-01-01 in 8 bytes; -2^63 is NaT.</summary>
    DateTime,

    /// <summary><c>m8[unit]</c>: a length of time, a count of the unit in 8 bytes; -2^63 is NaT.</summary>
    TimeDelta,
}
