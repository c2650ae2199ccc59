using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Operations.Engine;

/// <summary>
/// A tile of a transposition, for one thread, as it is written. Beside it a part of the tile as it is read, so small that it stays in the processor's cache
/// while it is turned round.
/// </summary>
internal sealed class TransposedTile : IDisposable
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
    private readonly LargeBuffer source;
    private readonly LargeBuffer turned;
    private readonly BoxPlaces places;

    /// <summary>Takes room for the tiles of a grid.</summary>
    /// <param name="transposition">The whole.</param>
    /// <param name="grid">The tiles.</param>
    /// <param name="partBytes">Bytes of a part, and a unit at least.</param>
    public TransposedTile(Transposition transposition, TileGrid grid, int partBytes = TransposedReader.TileBytes)
    {
        (this.transposition, this.grid) = (transposition, grid);
        int rank = transposition.Rank;
        (origin, extent, partOrigin, partExtent) = (new long[rank], new int[rank], new long[rank], new int[rank]);
        (near, packed) = (new int[rank], new int[rank]);
        lengths = [.. grid.Whole.ToArray().Select(length => (long)length)];
        part = transposition.TileLengths(lengths, partBytes, TransposedReader.Weight);
        source = new(TilePitches.Most(transposition.Nearest, part, transposition.Unit));
        turned = new(TilePitches.Most(transposition.Fastest, grid.Whole, transposition.Unit));
        places = new(transposition.Strides, transposition.Unit);
    }

    /// <summary>Bytes of the tile that was taken up.</summary>
    public long ByteLength { get; private set; }

    /// <summary>Takes a tile up: the next one to be read.</summary>
    public void Begin(long number)
    {
        grid.Place(number, origin, extent);
        ByteLength = transposition.Unit;
        for (int axis = 0; axis < extent.Length; axis++)
        {
            lengths[axis] = extent[axis];
            ByteLength *= extent[axis];
        }
    }

    /// <summary>Whether it lies in holes of the file: then it is zeros, and need not be read.</summary>
    public bool IsInHole(MappedFile file)
    {
        long offset = transposition.Offset;
        for (int axis = 0; axis < origin.Length; axis++)
        {
            offset += origin[axis] * transposition.Strides[axis];
        }

        places.Set(offset, lengths);
        return places.IsInHoles(file.NextHole, file.Length);
    }

    /// <summary>Reads the tile that was taken up, and turns it round.</summary>
    public void Read(IByteSource read, CancellationToken stop)
    {
        Span<byte> whole = turned.Span[..TilePitches.Lay(transposition.Fastest, extent, transposition.Unit, packed, transposition.Lengths)];
        TileGrid parts = new(lengths, part);
        for (long index = 0, count = parts.Count; index < count; index++)
        {
            stop.ThrowIfCancellationRequested();
            parts.Place(index, partOrigin, partExtent);
            int place = 0;
            for (int axis = 0; axis < extent.Length; axis++)
            {
                // Inside the buffer.
                place += (int)partOrigin[axis] * packed[axis];
                partOrigin[axis] += origin[axis];
            }

            Span<byte> from = source.Span[..TilePitches.Lay(transposition.Nearest, partExtent, transposition.Unit, near)];
            TileTransfer.Read(read, transposition, partOrigin, partExtent, from, near);
            TileTransfer.Turn(transposition, partExtent, from, near, whole[place..], packed);
        }
    }

    /// <summary>Writes the tile that was read to its places in a packed whole that begins at <paramref name="start"/>.</summary>
    public void Write(Action<long, ReadOnlySpan<byte>> write, long start) => TileTransfer.Write(
        write, start, transposition, origin, extent, turned.Span[..TilePitches.Lay(transposition.Fastest, extent, transposition.Unit, packed, transposition.Lengths)], packed);

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        turned.Dispose();
    }
}
