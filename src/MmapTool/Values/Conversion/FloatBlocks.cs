using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace MmapTool.Values;

/// <summary>
/// Questions about blocks of floats that end at the first answer. Ours: TensorPrimitives would make the truncated numbers, or the largest
/// magnitude, first, and its largest of a block with NaNs in it is not always the largest.
/// </summary>
internal static class FloatBlocks
{
    /// <summary>Whether any number is not whole; an infinity is, a NaN is not.</summary>
    public static bool HasFraction<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged, IFloatingPoint<T>
    {
        int index = 0;
        for (; index <= numbers.Length - Vector<T>.Count; index += Vector<T>.Count)
        {
            Vector<T> some = new(numbers[index..]);
            if (!Vector.EqualsAll(Truncate(some), some))
            {
                return true;
            }
        }

        for (; index < numbers.Length; index++)
        {
            if (T.Truncate(numbers[index]) != numbers[index])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nearest whole numbers, half to even; both sides may be the same memory.</summary>
    /// <param name="carrier">Single or Double.</param>
    /// <param name="numbers">The numbers.</param>
    /// <param name="whole">Room for as many.</param>
    public static void Round(VectorLaneType carrier, ReadOnlySpan<byte> numbers, Span<byte> whole)
    {
        if (carrier == VectorLaneType.Single)
        {
            TensorPrimitives.Round(MemoryMarshal.Cast<byte, float>(numbers), MemoryMarshal.Cast<byte, float>(whole));
        }
        else
        {
            TensorPrimitives.Round(MemoryMarshal.Cast<byte, double>(numbers), MemoryMarshal.Cast<byte, double>(whole));
        }
    }

    /// <summary>Whether the magnitude of any number is at least the bound; that of a NaN is not.</summary>
    public static bool ReachesAny<T>(ReadOnlySpan<T> numbers, T bound)
        where T : unmanaged, IFloatingPoint<T>
    {
        int index = 0;
        Vector<T> bounds = new(bound);
        for (; index <= numbers.Length - Vector<T>.Count; index += Vector<T>.Count)
        {
            if (Vector.GreaterThanOrEqualAny(Vector.Abs(new Vector<T>(numbers[index..])), bounds))
            {
                return true;
            }
        }

        for (; index < numbers.Length; index++)
        {
            if (T.Abs(numbers[index]) >= bound)
            {
                return true;
            }
        }

        return false;
    }

    private static Vector<T> Truncate<T>(Vector<T> numbers)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Vector.Truncate(numbers.As<T, float>()).As<float, T>()
            : Vector.Truncate(numbers.As<T, double>()).As<double, T>();
}
