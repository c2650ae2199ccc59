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
    // Of two buffers a thread, a quarter of the budget in all. With larger tiles the segments, of 8 KiB here and of 16 there, are no faster.
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
        transposition.Cut(limits.WindowBytes > 0 ? limits.WindowBytes : Math.Clamp(limits.Memory / (8 * threads), SmallestTile, LargestTile), 1);
        CopyProgress progress = new(limits.Progress);
        long next = -1;
        long written = 0;
        ParallelWork.Run((int)Math.Min(threads, transposition.TileCount), stop =>
        {
            TileBuffers tile = new(transposition);
            for (long number = Interlocked.Increment(ref next); number < transposition.TileCount; number = Interlocked.Increment(ref next))
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

    // Of one thread.
    private sealed class TileBuffers
    {
        private readonly Transposition transposition;
        private readonly long[] origin;
        private readonly int[] extent;
        private readonly int[] near;
        private readonly int[] packed;
        private readonly byte[] source;
        private readonly byte[] turned;

        public TileBuffers(Transposition transposition)
        {
            this.transposition = transposition;
            (origin, extent) = (new long[transposition.Rank], new int[transposition.Rank]);
            (near, packed) = (new int[transposition.Rank], new int[transposition.Rank]);
            source = GC.AllocateUninitializedArray<byte>(TilePitches.Lay(transposition.Nearest, transposition.Whole, transposition.Unit, near));
            turned = GC.AllocateUninitializedArray<byte>(TilePitches.Lay(transposition.Fastest, transposition.Whole, transposition.Unit, packed));
        }

        public long Copy(RangeRead read, RangeWrite write, long start, long number)
        {
            transposition.Place(number, origin, extent);
            Span<byte> from = source.AsSpan(0, TilePitches.Lay(transposition.Nearest, extent, transposition.Unit, near));
            Span<byte> to = turned.AsSpan(0, TilePitches.Lay(transposition.Fastest, extent, transposition.Unit, packed));
            TileTransfer.Read(read, transposition, origin, extent, from, near);
            TileTransfer.Turn(transposition, extent, from, near, to, packed);
            TileTransfer.Write(write, start, transposition, origin, extent, to, packed);
            long bytes = transposition.Unit;
            foreach (int length in extent)
            {
                bytes *= length;
            }

            return bytes;
        }
    }
}
