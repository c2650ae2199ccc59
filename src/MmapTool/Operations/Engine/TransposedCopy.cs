using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>Writes the elements of a transposed layout to a new file in C order: tile by tile, each read, turned round and written by one thread.</summary>
/// <remarks>
/// Each byte is read once and written once, in segments as long as the memory allows: of a tile of b bytes about the root of b on both sides. So it is
/// as fast under a small budget as it can be, and as large as the file may be.
/// </remarks>
internal static class TransposedCopy
{
    // A quarter of the budget in all. With larger tiles the segments, of 8 KiB here and of 16 there, are no faster.
    private const long LargestTile = 16 << 20;
    private const long SmallestTile = 64 << 10;
    private const long PacingInterval = 64 << 20;

    /// <summary>Writes all elements.</summary>
    /// <param name="read">Reads the memory.</param>
    /// <param name="transposition">The layout.</param>
    /// <param name="target">The new file.</param>
    /// <param name="start">Where the first element goes.</param>
    /// <param name="paced">Whether a sync follows.</param>
    /// <param name="limits">What may be used.</param>
    /// <exception cref="MappedFileException">The one can't be read, or the other not be written.</exception>
    public static void Run(RangeRead read, Transposition transposition, ReplacementFile target, long start, bool paced, WorkLimits limits)
    {
        int threads = limits.ThreadCount;
        TileGrid grid = transposition.Cut(limits.WindowBytes > 0 ? limits.WindowBytes : Math.Clamp(limits.Memory / (4 * threads), SmallestTile, LargestTile), 1);
        long tiles = grid.Count;
        CopyProgress progress = new(limits.Progress);
        long next = -1;
        long written = 0;
        ParallelWork.Run((int)Math.Min(threads, tiles), stop =>
        {
            TileBuffers tile = new(transposition, grid);
            for (long number = Interlocked.Increment(ref next); number < tiles; number = Interlocked.Increment(ref next))
            {
                stop.ThrowIfCancellationRequested();
                long bytes = tile.Copy(read, target.WriteAt, start, number);
                progress.Add(bytes);
                long before = Interlocked.Add(ref written, bytes) - bytes;
                if (paced && (before + bytes) / PacingInterval > before / PacingInterval)
                {
                    target.WriteBack(start, transposition.ByteLength, wait: false);
                }
            }
        }, limits.Cancellation);
    }

    // Of one thread: a tile as it is written, and a part of it as it is read, so small that it stays in the processor's cache while it is turned round.
    private sealed class TileBuffers
    {
        private readonly Transposition transposition;
        private readonly TileGrid grid;
        private readonly long[] origin;
        private readonly int[] extent;
        private readonly long[] lengths;
        private readonly int[] part;
        private readonly long[] partOrigin;
        private readonly int[] partExtent;
        private readonly int[] near;
        private readonly int[] packed;
        private readonly byte[] source;
        private readonly byte[] turned;

        public TileBuffers(Transposition transposition, TileGrid grid)
        {
            (this.transposition, this.grid) = (transposition, grid);
            int rank = transposition.Rank;
            (origin, extent, partOrigin, partExtent) = (new long[rank], new int[rank], new long[rank], new int[rank]);
            (near, packed) = (new int[rank], new int[rank]);
            lengths = [.. grid.Whole.ToArray().Select(length => (long)length)];
            part = transposition.TileLengths(lengths, TransposedReader.TileBytes, TransposedReader.Weight);
            source = GC.AllocateUninitializedArray<byte>(TilePitches.Lay(transposition.Nearest, part, transposition.Unit, near));
            turned = GC.AllocateUninitializedArray<byte>(TilePitches.Lay(transposition.Fastest, grid.Whole, transposition.Unit, packed));
        }

        public long Copy(RangeRead read, RangeWrite write, long start, long number)
        {
            grid.Place(number, origin, extent);
            Span<byte> whole = turned.AsSpan(0, TilePitches.Lay(transposition.Fastest, extent, transposition.Unit, packed));
            long bytes = transposition.Unit;
            for (int axis = 0; axis < extent.Length; axis++)
            {
                lengths[axis] = extent[axis];
                bytes *= extent[axis];
            }

            TileGrid parts = new(lengths, part);
            for (long index = 0, count = parts.Count; index < count; index++)
            {
                parts.Place(index, partOrigin, partExtent);
                int place = 0;
                for (int axis = 0; axis < extent.Length; axis++)
                {
                    // Inside the buffer.
                    place += (int)partOrigin[axis] * packed[axis];
                    partOrigin[axis] += origin[axis];
                }

                Span<byte> from = source.AsSpan(0, TilePitches.Lay(transposition.Nearest, partExtent, transposition.Unit, near));
                TileTransfer.Read(read, transposition, partOrigin, partExtent, from, near);
                TileTransfer.Turn(transposition, partExtent, from, near, whole[place..], packed);
            }

            TileTransfer.Write(write, start, transposition, origin, extent, whole, packed);
            return bytes;
        }
    }
}
