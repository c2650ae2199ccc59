using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;

namespace MmapTool.Values;

/// <summary>Blocks of numbers to another type by vectors, where the whole block fits.</summary>
internal static class VectorConversion
{
    /// <summary>Elements of the largest block; its scratch of 8 bytes each stays in the processor's first cache.</summary>
    public const int Block = 1024;

    /// <summary>Converts a block, or leaves it to the rules for single elements.</summary>
    /// <param name="rule">The rule of the two types.</param>
    /// <param name="from">The type of <paramref name="source"/>.</param>
    /// <param name="source">At most <see cref="Block"/> elements in this machine's byte order.</param>
    /// <param name="to">The type to be.</param>
    /// <param name="destination">As many elements of it, in this machine's byte order.</param>
    /// <returns>Whether it was done; where not, the destination holds anything.</returns>
    public static bool TryConvert(ConversionRule rule, ElementType from, ReadOnlySpan<byte> source, ElementType to, Span<byte> destination)
    {
        Span<byte> scratch = stackalloc byte[Block * sizeof(ulong)];
        ReadOnlySpan<byte> numbers = VectorLaneTransfer.Load(from, source, scratch);
        if (rule.Rounds)
        {
            // Written into the scratch, even if the numbers are in the source itself, because the source must not change.
            FloatBlocks.Round(rule.Source, numbers, scratch[..numbers.Length]);
            numbers = scratch[..numbers.Length];
        }

        return rule.Source switch
        {
            VectorLaneType.SByte => To<sbyte>(rule, numbers, to, destination),
            VectorLaneType.Byte => To<byte>(rule, numbers, to, destination),
            VectorLaneType.Int16 => To<short>(rule, numbers, to, destination),
            VectorLaneType.UInt16 => To<ushort>(rule, numbers, to, destination),
            VectorLaneType.Int32 => To<int>(rule, numbers, to, destination),
            VectorLaneType.UInt32 => To<uint>(rule, numbers, to, destination),
            VectorLaneType.Int64 => To<long>(rule, numbers, to, destination),
            VectorLaneType.UInt64 => To<ulong>(rule, numbers, to, destination),
            VectorLaneType.Single => To<float>(rule, numbers, to, destination),
            _ => To<double>(rule, numbers, to, destination),
        };
    }

    private static bool To<T>(ConversionRule rule, ReadOnlySpan<byte> numbers, ElementType to, Span<byte> destination)
        where T : unmanaged, INumber<T> => Fits<T>(rule, MemoryMarshal.Cast<byte, T>(numbers)) is { } fits && rule.Target switch
        {
            VectorLaneType.SByte => Between<T, sbyte>(fits, numbers, to, destination),
            VectorLaneType.Byte => Between<T, byte>(fits, numbers, to, destination),
            VectorLaneType.Int16 => Between<T, short>(fits, numbers, to, destination),
            VectorLaneType.UInt16 => Between<T, ushort>(fits, numbers, to, destination),
            VectorLaneType.Int32 => Between<T, int>(fits, numbers, to, destination),
            VectorLaneType.UInt32 => Between<T, uint>(fits, numbers, to, destination),
            VectorLaneType.Int64 => Between<T, long>(fits, numbers, to, destination),
            VectorLaneType.UInt64 => Between<T, ulong>(fits, numbers, to, destination),
            VectorLaneType.Single => Between<T, float>(fits, numbers, to, destination),
            _ => Between<T, double>(fits, numbers, to, destination),
        };

    // True if all numbers fit; false if they may be moved to the ends of the range; null for neither.
    private static bool? Fits<T>(ConversionRule rule, ReadOnlySpan<T> numbers)
        where T : unmanaged, INumber<T>
    {
        if (rule.ChecksWhole)
        {
            bool inside = Int128.CreateTruncating(TensorPrimitives.Min(numbers)) >= rule.Least && Int128.CreateTruncating(TensorPrimitives.Max(numbers)) <= rule.Greatest;
            return inside ? true : rule.Saturates ? false : null;
        }

        if (rule.ChecksFloat)
        {
            // Both extremes are NaN if any number is, and then no comparison is true.
            bool inside = double.CreateTruncating(TensorPrimitives.Min(numbers)) >= rule.LeastFloat
                && double.CreateTruncating(TensorPrimitives.Max(numbers)) < rule.BeyondFloat;
            return inside && !(rule.ChecksFraction && HasFraction(numbers)) ? true : null;
        }

        return rule.ChecksMagnitude && (typeof(T) == typeof(float)
            ? FloatBlocks.ReachesAny(MemoryMarshal.Cast<T, float>(numbers), (float)rule.Bound)
            : FloatBlocks.ReachesAny(MemoryMarshal.Cast<T, double>(numbers), rule.Bound)) ? null : true;
    }

    private static bool HasFraction<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => typeof(T) == typeof(float)
            ? FloatBlocks.HasFraction(MemoryMarshal.Cast<T, float>(numbers))
            : FloatBlocks.HasFraction(MemoryMarshal.Cast<T, double>(numbers));

    // Vectors convert floats only to integers of the same size. A second step for other sizes is still faster than no vectors.
    private static void Truncate<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> target)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        if (typeof(TFrom) == typeof(float) && default(TTo) is sbyte or byte or short or ushort)
        {
            Span<int> whole = stackalloc int[Block];
            TensorPrimitives.ConvertTruncating(source, whole);
            TensorPrimitives.ConvertTruncating<int, TTo>(whole[..source.Length], target);
        }
        else if (typeof(TFrom) == typeof(double) && default(TTo) is sbyte or byte or short or ushort or int or uint)
        {
            Span<long> whole = stackalloc long[Block];
            TensorPrimitives.ConvertTruncating(source, whole);
            TensorPrimitives.ConvertTruncating<long, TTo>(whole[..source.Length], target);
        }
        else
        {
            TensorPrimitives.ConvertTruncating(source, target);
        }
    }

    private static bool Between<TFrom, TTo>(bool fits, ReadOnlySpan<byte> numbers, ElementType to, Span<byte> destination)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        ReadOnlySpan<TFrom> source = MemoryMarshal.Cast<byte, TFrom>(numbers);
        bool isDirect = VectorLaneTypes.IsCarriedAsIs(to);
        if (typeof(TFrom) == typeof(TTo) && fits)
        {
            if (isDirect)
            {
                numbers.CopyTo(destination);
            }
            else
            {
                VectorLaneTransfer.Store(to, numbers, destination);
            }

            return true;
        }

        Span<TTo> scratch = stackalloc TTo[isDirect ? 0 : Block];
        Span<TTo> target = isDirect ? MemoryMarshal.Cast<byte, TTo>(destination) : scratch[..source.Length];
        if (fits)
        {
            Truncate(source, target);
        }
        else
        {
            TensorPrimitives.ConvertSaturating(source, target);
        }

        if (!isDirect)
        {
            VectorLaneTransfer.Store(to, MemoryMarshal.AsBytes(target), destination);
        }

        return true;
    }
}
