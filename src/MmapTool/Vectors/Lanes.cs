using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MmapTool.Vectors;

/// <summary>
/// Helpers for vectors of 32 bytes that the platform has on some processors only, under a name of their own. They use AVX2, else halves of 16 bytes, with
/// SSE2 or SSE4.1 where there is such. On all other processors they use <see cref="PortableLanes"/>. The answers are the same but where said.
/// </summary>
internal static class Lanes
{
    /// <summary>Whether vectors of any width are instructions of this processor; else a loop over elements is faster.</summary>
    public static bool AreFast => Vector128.IsHardwareAccelerated;

    /// <summary>Of each 16 bytes the first halves, interleaved by numbers of 1, 2, 4 or 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> InterleaveFirst<T>(Vector256<T> left, Vector256<T> right) => !Avx2.IsSupported
        ? Vector256.Create(First(left.GetLower(), right.GetLower()), First(left.GetUpper(), right.GetUpper()))
        : Vector256<T>.Count switch
        {
            32 => Avx2.UnpackLow(left.AsByte(), right.AsByte()).As<byte, T>(),
            16 => Avx2.UnpackLow(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
            8 => Avx2.UnpackLow(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
            _ => Avx2.UnpackLow(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        };

    /// <summary>Of each 16 bytes the second halves, interleaved by numbers of 1, 2, 4 or 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> InterleaveSecond<T>(Vector256<T> left, Vector256<T> right) => !Avx2.IsSupported
        ? Vector256.Create(Second(left.GetLower(), right.GetLower()), Second(left.GetUpper(), right.GetUpper()))
        : Vector256<T>.Count switch
        {
            32 => Avx2.UnpackHigh(left.AsByte(), right.AsByte()).As<byte, T>(),
            16 => Avx2.UnpackHigh(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
            8 => Avx2.UnpackHigh(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
            _ => Avx2.UnpackHigh(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        };

    /// <summary>Products, of 64 bits, of the lower 32 bits of every 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> Multiply(Vector256<ulong> left, Vector256<ulong> right) => Avx2.IsSupported
        ? Avx2.Multiply(left.AsUInt32(), right.AsUInt32())
        : Vector256.Create(Product(left.GetLower(), right.GetLower()), Product(left.GetUpper(), right.GetUpper()));

    /// <summary>Squares, of 64 bits, of the lower 32 bits of every 64, which have a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Square(Vector256<long> numbers) => Avx2.IsSupported
        ? Avx2.Multiply(numbers.AsInt32(), numbers.AsInt32())
        : Vector256.Create(Square(numbers.GetLower()), Square(numbers.GetUpper()));

    /// <summary>Products of 32 bits, every two of them added, modulo 2^32. Which two those are is the machine's business.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<short> left, Vector256<short> right) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(left, right)
        : Vector256.Create(MultiplyAdd(left.GetLower(), right.GetLower()), MultiplyAdd(left.GetUpper(), right.GetUpper()));

    /// <summary>The sum of each eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> SumsOfEight(Vector256<byte> bytes) => Avx2.IsSupported
        ? Avx2.SumAbsoluteDifferences(bytes, Vector256<byte>.Zero).AsUInt64()
        : Vector256.Create(SumsOfEight(bytes.GetLower()), SumsOfEight(bytes.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> First<T>(Vector128<T> left, Vector128<T> right) => Vector128<T>.Count switch
    {
        16 when Sse2.IsSupported => Sse2.UnpackLow(left.AsByte(), right.AsByte()).As<byte, T>(),
        8 when Sse2.IsSupported => Sse2.UnpackLow(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
        4 when Sse2.IsSupported => Sse2.UnpackLow(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
        2 when Sse2.IsSupported => Sse2.UnpackLow(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        16 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(left.AsByte(), right.AsByte()).As<byte, T>(),
        8 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
        4 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
        2 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipLow(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        _ => PortableLanes.First(left, right),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Second<T>(Vector128<T> left, Vector128<T> right) => Vector128<T>.Count switch
    {
        16 when Sse2.IsSupported => Sse2.UnpackHigh(left.AsByte(), right.AsByte()).As<byte, T>(),
        8 when Sse2.IsSupported => Sse2.UnpackHigh(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
        4 when Sse2.IsSupported => Sse2.UnpackHigh(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
        2 when Sse2.IsSupported => Sse2.UnpackHigh(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        16 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(left.AsByte(), right.AsByte()).As<byte, T>(),
        8 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(left.AsUInt16(), right.AsUInt16()).As<ushort, T>(),
        4 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(left.AsUInt32(), right.AsUInt32()).As<uint, T>(),
        2 when AdvSimd.Arm64.IsSupported => AdvSimd.Arm64.ZipHigh(left.AsUInt64(), right.AsUInt64()).As<ulong, T>(),
        _ => PortableLanes.Second(left, right),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Product(Vector128<ulong> left, Vector128<ulong> right) =>
        Sse2.IsSupported ? Sse2.Multiply(left.AsUInt32(), right.AsUInt32()) : PortableLanes.Multiply(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<long> Square(Vector128<long> numbers) =>
        Sse41.IsSupported ? Sse41.Multiply(numbers.AsInt32(), numbers.AsInt32()) : PortableLanes.Square(numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> MultiplyAdd(Vector128<short> left, Vector128<short> right) =>
        Sse2.IsSupported ? Sse2.MultiplyAddAdjacent(left, right) : PortableLanes.MultiplyAdd(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> SumsOfEight(Vector128<byte> bytes) =>
        Sse2.IsSupported ? Sse2.SumAbsoluteDifferences(bytes, Vector128<byte>.Zero).AsUInt64() : PortableLanes.SumsOfEight(bytes);
}
