using System.Runtime.Intrinsics;

namespace MmapTool.Vectors;

/// <summary><see cref="Lanes"/> of 16 bytes, by what the platform has on every processor.</summary>
internal static class PortableLanes
{
    private const ulong LowHalf = uint.MaxValue;

    /// <summary>The first halves, interleaved.</summary>
    public static Vector128<T> First<T>(Vector128<T> left, Vector128<T> right) => Interleave(left, right, 0);

    /// <summary>The second halves, interleaved.</summary>
    public static Vector128<T> Second<T>(Vector128<T> left, Vector128<T> right) => Interleave(left, right, Vector128<T>.Count / 2);

    /// <inheritdoc cref="Lanes.Multiply(Vector256{ulong}, Vector256{ulong})"/>
    public static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> right) =>
        (left & Vector128.Create(LowHalf)) * (right & Vector128.Create(LowHalf));

    /// <inheritdoc cref="Lanes.Square(Vector256{long})"/>
    public static Vector128<long> Square(Vector128<long> numbers)
    {
        Vector128<long> signed = (numbers << 32) >> 32;
        return signed * signed;
    }

    /// <inheritdoc cref="Lanes.MultiplyAdd(Vector256{short}, Vector256{short})"/>
    public static Vector128<int> MultiplyAdd(Vector128<short> left, Vector128<short> right) =>
        (Vector128.WidenLower(left) * Vector128.WidenLower(right)) + (Vector128.WidenUpper(left) * Vector128.WidenUpper(right));

    /// <inheritdoc cref="Lanes.SumsOfEight(Vector256{byte})"/>
    public static Vector128<ulong> SumsOfEight(Vector128<byte> bytes)
    {
        Vector128<ushort> twos = (bytes.AsUInt16() & Vector128.Create((ushort)byte.MaxValue)) + (bytes.AsUInt16() >> 8);
        Vector128<uint> fours = (twos.AsUInt32() & Vector128.Create((uint)ushort.MaxValue)) + (twos.AsUInt32() >> 16);
        return (fours.AsUInt64() & Vector128.Create(LowHalf)) + (fours.AsUInt64() >> 32);
    }

    private static Vector128<T> Interleave<T>(Vector128<T> left, Vector128<T> right, int first)
    {
        Vector128<T> both = default;
        for (int lane = 0; lane < Vector128<T>.Count / 2; lane++)
        {
            both = both.WithElement(2 * lane, left[first + lane]).WithElement((2 * lane) + 1, right[first + lane]);
        }

        return both;
    }
}
