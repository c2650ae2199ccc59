using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Measures integers and booleans of every size.</summary>
internal readonly struct IntegerMeasure(ElementType type) : IMeasure<IntegerMoments>
{
    /// <inheritdoc/>
    public Int128 Bias => (type.Kind, type.ItemSize) switch
    {
        (ElementKind.SignedInteger, 1) => sbyte.MinValue,
        (ElementKind.UnsignedInteger, 2) => -short.MinValue,
        (ElementKind.UnsignedInteger, 4) => -(long)int.MinValue,
        (ElementKind.SignedInteger, 8) => long.MinValue,
        _ => 0,
    };

    /// <inheritdoc/>
    public IntegerMoments Measure(ReadOnlySpan<byte> elements, StatisticsScratch scratch)
    {
        ReadOnlySpan<byte> native = ElementLoader.Native(type, elements, scratch);
        switch (type.Kind, type.ItemSize)
        {
            case (ElementKind.Boolean, _):
                Span<byte> flags = scratch.Bytes(native.Length);
                TensorPrimitives.Min(native, (byte)1, flags);
                return IntegerKernels.Measure(flags, 0, 0);
            case (_, 1):
                return IntegerKernels.Measure(native, (byte)(type.Kind == ElementKind.SignedInteger ? 0x80 : 0), (long)Bias);
            case (_, 2):
                short signBit = type.Kind == ElementKind.SignedInteger ? (short)0 : short.MinValue;
                return IntegerKernels.Measure(MemoryMarshal.Cast<byte, short>(native), signBit, (long)Bias);
            case (ElementKind.SignedInteger, 3):
                return IntegerKernels.Measure(Widened<Int24, long, Int24Codec>(native, scratch), 0, 0);
            case (_, 3):
                return IntegerKernels.Measure(Widened<UInt24, ulong, UInt24Codec>(native, scratch), 0, 0);
            case (_, 4):
                int sign = type.Kind == ElementKind.SignedInteger ? 0 : int.MinValue;
                return IntegerKernels.Measure(MemoryMarshal.Cast<byte, int>(native), sign, (long)Bias);
            default:
                return LongKernels.Measure(MemoryMarshal.Cast<byte, ulong>(native), type.Kind == ElementKind.SignedInteger);
        }
    }

    /// <inheritdoc/>
    public bool TryMeasureColumns(ReadOnlySpan<byte> elements, Span<IntegerMoments> columns, StatisticsScratch scratch) => false;

    private static ReadOnlySpan<int> Widened<T, TWide, TCodec>(ReadOnlySpan<byte> native, StatisticsScratch scratch)
        where T : unmanaged
        where TWide : unmanaged, System.Numerics.IBinaryInteger<TWide>
        where TCodec : struct, IElementCodec<T, TWide>
    {
        ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(native);
        Span<int> widened = MemoryMarshal.Cast<float, int>(scratch.Singles(elements.Length));
        for (int index = 0; index < widened.Length; index++)
        {
            widened[index] = int.CreateTruncating(TCodec.Widen(elements[index]));
        }

        return widened;
    }
}
