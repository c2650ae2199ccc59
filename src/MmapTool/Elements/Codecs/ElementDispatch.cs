using System.Numerics;
using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>Generic code that is to run for one element type, chosen at run time.</summary>
/// <typeparam name="TResult">The type of its result.</typeparam>
internal interface INumericVisitor<TResult>
{
    /// <summary>Called once, with the types that belong to the element type.</summary>
    TResult Visit<T, TWide, TCodec>()
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide>;
}

/// <summary>The one switch from an element type to the types that generic code runs on.</summary>
internal static class ElementDispatch
{
    /// <summary>Runs the visitor for a numeric element type. The byte order is not its concern: see <see cref="NativeOrder"/>.</summary>
    /// <exception cref="ViewException">The type is not numeric.</exception>
    public static TResult Dispatch<TVisitor, TResult>(this ElementType type, ref TVisitor visitor)
        where TVisitor : INumericVisitor<TResult>, allows ref struct => (type.Kind, type.ItemSize) switch
        {
            (ElementKind.Boolean, _) => visitor.Visit<byte, ulong, BooleanCodec>(),
            (ElementKind.SignedInteger, 1) => visitor.Visit<sbyte, long, SignedCodec<sbyte>>(),
            (ElementKind.SignedInteger, 2) => visitor.Visit<short, long, SignedCodec<short>>(),
            (ElementKind.SignedInteger, 3) => visitor.Visit<Int24, long, Int24Codec>(),
            (ElementKind.SignedInteger, 4) => visitor.Visit<int, long, SignedCodec<int>>(),
            (ElementKind.SignedInteger, 8) => visitor.Visit<long, long, SignedCodec<long>>(),
            (ElementKind.UnsignedInteger, 1) => visitor.Visit<byte, ulong, UnsignedCodec<byte>>(),
            (ElementKind.UnsignedInteger, 2) => visitor.Visit<ushort, ulong, UnsignedCodec<ushort>>(),
            (ElementKind.UnsignedInteger, 3) => visitor.Visit<UInt24, ulong, UInt24Codec>(),
            (ElementKind.UnsignedInteger, 4) => visitor.Visit<uint, ulong, UnsignedCodec<uint>>(),
            (ElementKind.UnsignedInteger, 8) => visitor.Visit<ulong, ulong, UnsignedCodec<ulong>>(),
            (ElementKind.Float, 2) => visitor.Visit<Half, double, FloatCodec<Half>>(),
            (ElementKind.Float, 4) => visitor.Visit<float, double, FloatCodec<float>>(),
            (ElementKind.Float, 8) => visitor.Visit<double, double, FloatCodec<double>>(),
            (ElementKind.BrainFloat, _) => visitor.Visit<BFloat16, double, BFloat16Codec>(),
            (ElementKind.Float8E4M3FN, _) => visitor.Visit<Float8E4M3FN, double, Float8E4M3FNCodec>(),
            (ElementKind.Float8E5M2, _) => visitor.Visit<Float8E5M2, double, Float8E5M2Codec>(),
            (ElementKind.Complex, 8) => visitor.Visit<ComplexSingle, Complex, ComplexSingleCodec>(),
            (ElementKind.Complex, 16) => visitor.Visit<Complex, Complex, ComplexCodec>(),
            _ => throw new ViewException($"{type} is no type of numbers"),
        };
}
