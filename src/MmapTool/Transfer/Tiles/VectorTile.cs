using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MmapTool.Vectors;

namespace MmapTool.Transfer;

/// <summary>
/// A transpose in registers, of as many rows as fill a vector of 32 bytes and as many columns as fill 16. Ours, because the platform has none and a
/// loop over units takes several times as long.
/// </summary>
/// <remarks>
/// The lower half of each vector holds the first half of the rows, the upper half the second. Interleaving vector i with vector i + n/2 as often as n
/// can be halved brings each column together (the perfect shuffle).
/// </remarks>
internal interface IVectorTile
{
    /// <summary>Bytes of a unit.</summary>
    static abstract int Unit { get; }

    /// <summary>Transposes the tile at the start of the source to the start of the destination.</summary>
    static abstract void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, ref VectorScratch scratch);
}

/// <summary>Room for vectors between two rounds, for tiles with more vectors than the processor has registers.</summary>
[InlineArray(32)]
internal struct VectorScratch
{
    private Vector256<byte> first;
}

/// <summary>8 rows of 4 units of 4 bytes.</summary>
internal readonly struct IntTile : IVectorTile
{
    public static int Unit => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, ref VectorScratch scratch)
    {
        Vector256<uint> first = Pair(source, 0, rowPitch);
        Vector256<uint> second = Pair(source, 1, rowPitch);
        Vector256<uint> third = Pair(source, 2, rowPitch);
        Vector256<uint> fourth = Pair(source, 3, rowPitch);
        Vector256<uint> lowEven = Lanes.InterleaveFirst(first, third);
        Vector256<uint> highEven = Lanes.InterleaveSecond(first, third);
        Vector256<uint> lowOdd = Lanes.InterleaveFirst(second, fourth);
        Vector256<uint> highOdd = Lanes.InterleaveSecond(second, fourth);
        Lanes.InterleaveFirst(lowEven, lowOdd).AsByte().CopyTo(destination);
        Lanes.InterleaveSecond(lowEven, lowOdd).AsByte().CopyTo(destination[columnPitch..]);
        Lanes.InterleaveFirst(highEven, highOdd).AsByte().CopyTo(destination[(2 * columnPitch)..]);
        Lanes.InterleaveSecond(highEven, highOdd).AsByte().CopyTo(destination[(3 * columnPitch)..]);
    }

    private static Vector256<uint> Pair(ReadOnlySpan<byte> source, int row, int rowPitch) => VectorRows.Pair(source, row * rowPitch, (row + 4) * rowPitch).AsUInt32();
}

/// <summary>4 rows of 2 units of 8 bytes.</summary>
internal readonly struct LongTile : IVectorTile
{
    public static int Unit => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, ref VectorScratch scratch)
    {
        Vector256<ulong> first = VectorRows.Pair(source, 0, 2 * rowPitch).AsUInt64();
        Vector256<ulong> second = VectorRows.Pair(source, rowPitch, 3 * rowPitch).AsUInt64();
        Lanes.InterleaveFirst(first, second).AsByte().CopyTo(destination);
        Lanes.InterleaveSecond(first, second).AsByte().CopyTo(destination[columnPitch..]);
    }
}

/// <summary>16 rows of 8 units of 2 bytes.</summary>
internal readonly struct ShortTile : IVectorTile
{
    public static int Unit => 2;

    public static void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, ref VectorScratch scratch)
    {
        Span<Vector256<byte>> vectors = scratch;
        VectorRows.Load(source, rowPitch, vectors[..8]);
        Round(vectors[..8], vectors[16..24]);
        Round(vectors[16..24], vectors[..8]);
        Round(vectors[..8], vectors[16..24]);
        VectorRows.Store(vectors[16..24], destination, columnPitch);
    }

    private static void Round(ReadOnlySpan<Vector256<byte>> from, Span<Vector256<byte>> to)
    {
        for (int index = 0; index < 4; index++)
        {
            (Vector256<ushort> left, Vector256<ushort> right) = (from[index].AsUInt16(), from[index + 4].AsUInt16());
            to[2 * index] = Lanes.InterleaveFirst(left, right).AsByte();
            to[(2 * index) + 1] = Lanes.InterleaveSecond(left, right).AsByte();
        }
    }
}

/// <summary>32 rows of 16 single bytes.</summary>
internal readonly struct ByteTile : IVectorTile
{
    public static int Unit => 1;

    public static void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, ref VectorScratch scratch)
    {
        Span<Vector256<byte>> vectors = scratch;
        VectorRows.Load(source, rowPitch, vectors[..16]);
        Round(vectors[..16], vectors[16..]);
        Round(vectors[16..], vectors[..16]);
        Round(vectors[..16], vectors[16..]);
        Round(vectors[16..], vectors[..16]);
        VectorRows.Store(vectors[..16], destination, columnPitch);
    }

    private static void Round(ReadOnlySpan<Vector256<byte>> from, Span<Vector256<byte>> to)
    {
        for (int index = 0; index < 8; index++)
        {
            to[2 * index] = Lanes.InterleaveFirst(from[index], from[index + 8]);
            to[(2 * index) + 1] = Lanes.InterleaveSecond(from[index], from[index + 8]);
        }
    }
}

/// <summary>Rows of a tile to and from vectors.</summary>
internal static class VectorRows
{
    /// <summary>16 bytes of one place and 16 of another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Pair(ReadOnlySpan<byte> source, int lower, int upper) =>
        Vector256.Create(Vector128.Create(source.Slice(lower, 16)), Vector128.Create(source.Slice(upper, 16)));

    /// <summary>Row i into the lower and row i + n into the upper half of vector i of n.</summary>
    public static void Load(ReadOnlySpan<byte> source, int rowPitch, Span<Vector256<byte>> vectors)
    {
        for (int row = 0; row < vectors.Length; row++)
        {
            vectors[row] = Pair(source, row * rowPitch, (row + vectors.Length) * rowPitch);
        }
    }

    /// <summary>A vector a row.</summary>
    public static void Store(ReadOnlySpan<Vector256<byte>> vectors, Span<byte> destination, int columnPitch)
    {
        for (int column = 0; column < vectors.Length; column++)
        {
            vectors[column].CopyTo(destination.Slice(column * columnPitch, 32));
        }
    }
}
