using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Text;

/// <summary>
/// Walks the rows of a shape: the lists of the last axis, nested in those of the others. Says how many lists begin and end with
/// each row.
/// </summary>
internal sealed class RowCursor
{
    // Lists without elements cost nothing in the file, so that a header of a few bytes could ask for any number of them.
    private const long MostEmptyRows = 1 << 20;

    private readonly long[] shape;
    private readonly long[] index;

    /// <exception cref="ViewException">There are no elements, and too many empty rows to write out.</exception>
    public RowCursor(ImmutableArray<long> shape)
    {
        // Below the first axis of length 0 there is nothing: its lists are the empty rows.
        int empty = shape.IndexOf(0);
        this.shape = empty < 0 ? [.. shape] : [.. shape[..(empty + 1)]];
        Rank = this.shape.Length;
        index = new long[Rank];
        RowLength = Rank == 0 ? 1 : this.shape[^1];
        if (RowLength != 0)
        {
            return;
        }

        Int128 rows = 1;
        foreach (long length in this.shape[..^1])
        {
            rows *= length;
            if (rows > MostEmptyRows)
            {
                throw new ViewException($"a view {Layout.Tuple(shape)} has no elements and more than {MostEmptyRows} empty rows, too many to write out");
            }
        }

        EmptyRows = (long)rows;
    }

    /// <summary>Depth of the nesting; 0 for a scalar.</summary>
    public int Rank { get; }

    /// <summary>Elements in a row.</summary>
    public long RowLength { get; }

    /// <summary>How many rows there are, if they are empty; else 0.</summary>
    public long EmptyRows { get; }

    /// <summary>The index that the current row has along an axis.</summary>
    public long IndexOf(int axis) => index[axis];

    /// <summary>Goes to a row.</summary>
    /// <returns>How many lists begin with it.</returns>
    public int Seek(long row)
    {
        int begun = 1;
        bool isFirst = true;
        for (int axis = Rank - 2; axis >= 0; axis--)
        {
            (row, index[axis]) = Math.DivRem(row, shape[axis]);
            isFirst &= index[axis] == 0;
            begun += isFirst ? 1 : 0;
        }

        return Math.Min(begun, Rank);
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>How many lists end with the row that was left; as many begin with the next, except after the last.</returns>
    public int Next()
    {
        int ended = 1;
        for (int axis = Rank - 2; axis >= 0 && ++index[axis] == shape[axis]; axis--)
        {
            index[axis] = 0;
            ended++;
        }

        return Math.Min(ended, Rank);
    }
}
