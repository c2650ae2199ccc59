using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Operations.Engine;

/// <summary>Writes the elements of a transposed layout to a new file in C order: tile by tile, each read, turned round and written by one thread.</summary>
/// <remarks>
/// Each byte is read once and written once, in segments as long as the memory allows. In a tile of b bytes they are about the root of b on both sides, and
/// longer where they are written. So it is as fast under a small budget as it can be, and as large as the file may be.
/// </remarks>
internal static class TransposedCopy
{
    // Half of the budget in all.
    private const long LargestTile = 64 << 20;
    private const long SmallestTile = 64 << 10;
    private const long PacingInterval = 64 << 20;

    // A write takes several times as long to begin as a read, and takes the file from the other threads meanwhile.
    private const double Weight = 0.25;

    // The most bytes that one call writes: with more, the other threads wait longer for the file.
    private const int LongestWrite = 1 << 20;

    /// <summary>Writes all elements.</summary>
    /// <param name="read">Reads the memory.</param>
    /// <param name="transposition">The layout.</param>
    /// <param name="target">The new file.</param>
    /// <param name="start">Where the first element goes.</param>
    /// <param name="sparse">The file that is read, where it has holes and the new file is one: what lies in the former is not written.</param>
    /// <param name="paced">Whether a sync follows.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    /// <exception cref="MappedFileException">The one can't be read, or the other not be written.</exception>
    public static void Run(IByteSource read, Transposition transposition, ReplacementFile target, long start, MappedFile? sparse, bool paced, WorkLimits limits)
    {
        SettingsTrace.Begin(limits);
        int threads = limits.ThreadCount;
        TileGrid grid = transposition.Cut(TileBytes(transposition.ByteLength, threads, limits), Weight);
        long tiles = grid.Count;
        StageProgress? progress = StageProgress.Of(limits.Progress);
        long next = -1;
        long written = 0;
        ParallelWork.Run((int)Math.Min(threads, tiles), stop =>
        {
            using TransposedTile tile = new(transposition, grid, limits.BlockOr(TransposedReader.TileBytes));
            for (long number = Interlocked.Increment(ref next); number < tiles; number = Interlocked.Increment(ref next))
            {
                tile.Begin(number);
                long bytes = tile.ByteLength;
                if (sparse is not null && tile.IsInHole(sparse))
                {
                    stop.ThrowIfCancellationRequested();
                    progress?.Add(bytes);
                    continue;
                }

                tile.Read(read, stop);
                tile.Write(WritePart, start);
                progress?.Add(bytes);
                long before = Interlocked.Add(ref written, bytes) - bytes;
                if (paced && (before + bytes) / PacingInterval > before / PacingInterval)
                {
                    target.WriteBack(start, transposition.ByteLength, wait: false);
                }
            }

            void WritePart(long offset, ReadOnlySpan<byte> bytes)
            {
                for (int done = 0; done < bytes.Length; done += LongestWrite)
                {
                    stop.ThrowIfCancellationRequested();
                    ReadOnlySpan<byte> part = bytes.Slice(done, Math.Min(LongestWrite, bytes.Length - done));
                    if (sparse is null)
                    {
                        target.WriteAt(offset + done, part);
                    }
                    else
                    {
                        SparseWriting.Write(target, offset + done, part);
                    }
                }
            }
        }, limits.Cancellation);
    }

    // Two tiles a thread at least, so that one is written while another is read.
    private static long TileBytes(long bytes, int threads, WorkLimits limits)
    {
        if (limits.WindowBytes > 0)
        {
            return limits.WindowBytes;
        }

        return Math.Clamp(Math.Min(limits.AllowedMemory, bytes) / (2 * threads), SmallestTile, LargestTile);
    }
}
