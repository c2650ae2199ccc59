using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Vectors;

namespace MmapTool.Transfer;

/// <summary>Transposes a matrix of units from one span to another. The inner loop of every transpose.</summary>
/// <remarks>Rows are taken in strips, so that each line of the destination is filled while it is in the processor's nearest cache.</remarks>
internal static class TileTranspose
{
    // Bytes of a strip in a row of the destination: four lines of the cache.
    private const int StripBytes = 256;

    /// <summary>Copies unit (row, column) of the source to (column, row) of the destination.</summary>
    /// <param name="source">The matrix; the <paramref name="columns"/> units of a row lie together.</param>
    /// <param name="rowPitch">Bytes from one row of the source to the next.</param>
    /// <param name="destination">The transpose; the <paramref name="rows"/> units of a row lie together.</param>
    /// <param name="columnPitch">Bytes from one row of the destination to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="unit">Bytes of a unit.</param>
    public static void Copy(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, int rows, int columns, int unit)
    {
        int strip = Math.Max(1, StripBytes / unit);
        for (int row = 0; row < rows; row += strip)
        {
            int count = Math.Min(strip, rows - row);
            ReadOnlySpan<byte> from = source[(row * rowPitch)..];
            Span<byte> to = destination[(row * unit)..];
            switch (unit)
            {
                case 1:
                    Strip<byte, ByteTile>(from, rowPitch, to, columnPitch, count, columns);
                    break;
                case 2:
                    Strip<ushort, ShortTile>(from, rowPitch, to, columnPitch, count, columns);
                    break;
                case 3:
                    Units<UInt24>(from, rowPitch, to, columnPitch, (0, count), (0, columns), unit);
                    break;
                case 4:
                    Strip<uint, IntTile>(from, rowPitch, to, columnPitch, count, columns);
                    break;
                case 8:
                    Strip<ulong, LongTile>(from, rowPitch, to, columnPitch, count, columns);
                    break;
                case 16:
                    Units<UInt128>(from, rowPitch, to, columnPitch, (0, count), (0, columns), unit);
                    break;
                default:
                    Blocks(from, rowPitch, to, columnPitch, count, columns, unit);
                    break;
            }
        }
    }

    private static void Strip<T, TTile>(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, int rows, int columns)
        where T : unmanaged
        where TTile : struct, IVectorTile
    {
        int unit = TTile.Unit;
        int tileRows = 32 / unit;
        int tileColumns = 16 / unit;
        int wholeRows = Lanes.AreFast ? rows - (rows % tileRows) : 0;
        int wholeColumns = Lanes.AreFast ? columns - (columns % tileColumns) : 0;
        if (wholeRows > 0)
        {
            VectorScratch scratch = default;
            for (int column = 0; column < wholeColumns; column += tileColumns)
            {
                for (int row = 0; row < wholeRows; row += tileRows)
                {
                    TTile.Copy(
                        source[((row * rowPitch) + (column * unit))..], rowPitch, destination[((column * columnPitch) + (row * unit))..], columnPitch, ref scratch);
                }
            }

            Units<T>(source, rowPitch, destination, columnPitch, (0, wholeRows), (wholeColumns, columns), unit);
        }

        Units<T>(source, rowPitch, destination, columnPitch, (wholeRows, rows), (0, columns), unit);
    }

    private static void Units<T>(
        ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, (int First, int End) rows, (int First, int End) columns, int unit)
        where T : unmanaged
    {
        for (int column = columns.First; column < columns.End; column++)
        {
            ReadOnlySpan<byte> from = source[(column * unit)..];
            Span<byte> to = destination[(column * columnPitch)..];
            for (int row = rows.First; row < rows.End; row++)
            {
                MemoryMarshal.Write(to[(row * unit)..], MemoryMarshal.Read<T>(from[(row * rowPitch)..]));
            }
        }
    }

    private static void Blocks(ReadOnlySpan<byte> source, int rowPitch, Span<byte> destination, int columnPitch, int rows, int columns, int unit)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                source.Slice((row * rowPitch) + (column * unit), unit).CopyTo(destination[((column * columnPitch) + (row * unit))..]);
            }
        }
    }
}
