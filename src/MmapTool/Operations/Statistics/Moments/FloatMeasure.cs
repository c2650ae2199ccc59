using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Operations.Statistics;

/// <summary>Measures real numbers of every type: f4 and f8 as they are, smaller ones widened to f4, which holds each of them exactly.</summary>
internal readonly struct FloatMeasure(ElementType type) : IMeasure<FloatMoments>
{
    private static readonly float[] E4M3FN = Table<Float8E4M3FN>(static value => value);
    private static readonly float[] E5M2 = Table<Float8E5M2>(static value => value);

    /// <inheritdoc/>
    public Int128 Bias => 0;

    /// <inheritdoc/>
    public FloatMoments Measure(ReadOnlySpan<byte> elements, StatisticsScratch scratch)
    {
        ReadOnlySpan<byte> native = ElementLoader.Native(type, elements, scratch);
        return type is { Kind: ElementKind.Float, ItemSize: 8 }
            ? FloatKernels.Measure(MemoryMarshal.Cast<byte, double>(native), scratch)
            : FloatKernels.Measure(Singles(type, native, scratch), scratch);
    }

    /// <inheritdoc/>
    public bool TryMeasureColumns(ReadOnlySpan<byte> elements, Span<FloatMoments> columns, StatisticsScratch scratch)
    {
        ReadOnlySpan<byte> native = ElementLoader.Native(type, elements, scratch);
        if (type is { Kind: ElementKind.Float, ItemSize: 8 })
        {
            FloatColumns.Measure(MemoryMarshal.Cast<byte, double>(native), columns, scratch);
        }
        else
        {
            FloatColumns.Measure(Singles(type, native, scratch), columns, scratch);
        }

        return true;
    }

    /// <summary>Elements of a type no wider than f4 as f4.</summary>
    public static ReadOnlySpan<float> Singles(ElementType type, ReadOnlySpan<byte> native, StatisticsScratch scratch)
    {
        if (type is { Kind: ElementKind.Float, ItemSize: 4 })
        {
            return MemoryMarshal.Cast<byte, float>(native);
        }

        Span<float> singles = scratch.Singles(native.Length / type.ItemSize);
        switch (type.Kind)
        {
            case ElementKind.Float:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(native), singles);
                break;
            case ElementKind.BrainFloat:
                Span<uint> bits = MemoryMarshal.Cast<float, uint>(singles);
                TensorPrimitives.ConvertTruncating(MemoryMarshal.Cast<byte, ushort>(native), bits);
                TensorPrimitives.ShiftLeft(bits, 16, bits);
                break;
            default:
                float[] table = type.Kind == ElementKind.Float8E4M3FN ? E4M3FN : E5M2;
                for (int index = 0; index < singles.Length; index++)
                {
                    singles[index] = table[native[index]];
                }

                break;
        }

        return singles;
    }

    private static float[] Table<T>(Func<T, float> value)
        where T : unmanaged
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(code => (byte)code)];
        return [.. MemoryMarshal.Cast<byte, T>(codes).ToArray().Select(value)];
    }
}
