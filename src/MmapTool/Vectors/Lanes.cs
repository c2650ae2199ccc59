using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MmapTool.Vectors;

/// <summary>
/// What the platform's vectors of 32 bytes can do on some processors only under a name of their own: by AVX2 at once, else by halves of 16 bytes, with
/// SSE2 or SSE4.1 where there is such, and on all others by <see cref="PortableLanes"/>. The answers are the same but where said.
/// </summary>
internal static class Lanes
{
    /// <summary>Whether vectors of any width are instructions of this processor; else a loop over elements is faster.</summary>
    public static bool AreFast => Vector128.IsHardwareAccelerated;

    /// <summary>Of each 16 bytes the first halves, interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveFirst(Vector256<byte> left, Vector256<byte> right) => Avx2.IsSupported
        ? Avx2.UnpackLow(left, right)
        : Vector256.Create(First(left.GetLower(), right.GetLower()), First(left.GetUpper(), right.GetUpper()));

    /// <summary>Of each 16 bytes the second halves, interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveSecond(Vector256<byte> left, Vector256<byte> right) => Avx2.IsSupported
        ? Avx2.UnpackHigh(left, right)
        : Vector256.Create(Second(left.GetLower(), right.GetLower()), Second(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveFirst(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> InterleaveFirst(Vector256<ushort> left, Vector256<ushort> right) => Avx2.IsSupported
        ? Avx2.UnpackLow(left, right)
        : Vector256.Create(First(left.GetLower(), right.GetLower()), First(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveSecond(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ushort> InterleaveSecond(Vector256<ushort> left, Vector256<ushort> right) => Avx2.IsSupported
        ? Avx2.UnpackHigh(left, right)
        : Vector256.Create(Second(left.GetLower(), right.GetLower()), Second(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveFirst(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> InterleaveFirst(Vector256<uint> left, Vector256<uint> right) => Avx2.IsSupported
        ? Avx2.UnpackLow(left, right)
        : Vector256.Create(First(left.GetLower(), right.GetLower()), First(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveSecond(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> InterleaveSecond(Vector256<uint> left, Vector256<uint> right) => Avx2.IsSupported
        ? Avx2.UnpackHigh(left, right)
        : Vector256.Create(Second(left.GetLower(), right.GetLower()), Second(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveFirst(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> InterleaveFirst(Vector256<ulong> left, Vector256<ulong> right) => Avx2.IsSupported
        ? Avx2.UnpackLow(left, right)
        : Vector256.Create(First(left.GetLower(), right.GetLower()), First(left.GetUpper(), right.GetUpper()));

    /// <inheritdoc cref="InterleaveSecond(Vector256{byte}, Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<ulong> InterleaveSecond(Vector256<ulong> left, Vector256<ulong> right) => Avx2.IsSupported
        ? Avx2.UnpackHigh(left, right)
        : Vector256.Create(Second(left.GetLower(), right.GetLower()), Second(left.GetUpper(), right.GetUpper()));

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
    private static Vector128<byte> First(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : PortableLanes.First(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Second(Vector128<byte> left, Vector128<byte> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : PortableLanes.Second(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> First(Vector128<ushort> left, Vector128<ushort> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : PortableLanes.First(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Second(Vector128<ushort> left, Vector128<ushort> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : PortableLanes.Second(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> First(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : PortableLanes.First(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Second(Vector128<uint> left, Vector128<uint> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : PortableLanes.Second(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> First(Vector128<ulong> left, Vector128<ulong> right) =>
        Sse2.IsSupported ? Sse2.UnpackLow(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right) : PortableLanes.First(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Second(Vector128<ulong> left, Vector128<ulong> right) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(left, right) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right) : PortableLanes.Second(left, right);

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
