using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>The start of a view expression.</summary>
internal abstract record ViewStart;

/// <summary>The whole file cast to a type, and shaped; or, with a place, the elements at a byte of the file.</summary>
/// <param name="ElementType">The type.</param>
/// <param name="Shape">
/// The dimensions, one of them perhaps -1. <see langword="null"/>: without a place one dimension of whatever length results, with a place one element (no dimension).
/// </param>
/// <param name="Place">The byte of the file at which the first element starts, from its end where negative; <see langword="null"/> for the whole file.</param>
internal sealed record TypeStart(ElementType ElementType, ImmutableArray<long>? Shape, long? Place = null) : ViewStart
{
    /// <summary>The layout over a file of this many bytes.</summary>
    /// <exception cref="ViewException">The type does not fit the file's length, or the elements lie outside the file.</exception>
    internal Layout Over(long fileLength) =>
        Place is { } place ? At(place, fileLength)
        : Shape is null && ElementType.ItemSize > 0 && fileLength % ElementType.ItemSize is not 0 and long left
            ? throw new ViewException(
                $"{Plural.Of(fileLength, "byte")} are no whole number of {ElementType} elements of {Plural.Of(ElementType.ItemSize, "byte")}: {left} would be left over; as many as fit are {ElementType}(-1)@0")
        : Misfit(fileLength) is { } misfit ? throw new ViewException(misfit)
        : Layout.Contiguous(ElementType.UInt8, [fileLength]).Cast(ElementType, Shape);

    /// <summary>The same for a change. A shape without elements is refused, if the file has bytes.</summary>
    /// <exception cref="ViewException">As there; or nothing is selected.</exception>
    internal Layout Over(long fileLength, ViewUse use)
    {
        Layout layout = Over(fileLength);
        return use == ViewUse.Change && layout.Count == 0 && Shape is not null && fileLength > 0
            ? throw new ViewException($"{this} selects nothing to change: no whole element of {Plural.Of(ElementType.ItemSize, "byte")} is there; select an element at least, or leave the edit out")
            : layout;
    }

    /// <inheritdoc/>
    public bool Equals(TypeStart? other) =>
        other is not null && ElementType.Equals(other.ElementType) && CastStep.SameShape(Shape, other.Shape) && Place == other.Place;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ElementType, Shape?.Length, Place);

    /// <summary><c>&lt;i2</c>, <c>&lt;i2(2,3)</c>, <c>&lt;i2@18</c>, <c>&lt;i2(2,3)@-12</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(ElementType.ToString());
        if (Shape is { } shape)
        {
            text.AppendList(shape);
        }

        return (Place is { } place ? text.Append('@').Append(place) : text).ToString();
    }

    private Layout At(long place, long fileLength)
    {
        long from = place < 0 ? fileLength + place : place;
        if (from < 0 || from > fileLength)
        {
            throw new ViewException($"byte {place} lies outside the {Plural.Of(fileLength, "byte")} of the file: take {-fileLength} to {fileLength}");
        }

        ImmutableArray<long> shape = Shape is { } given ? Whole(given, fileLength - from) : [];
        Layout layout = Layout.Contiguous(ElementType, shape, from);
        return layout.End <= fileLength
            ? layout
            : throw new ViewException(
                $"{Plural.Of(layout.ByteLength, "byte")} from byte {from} end at byte {layout.End}, beyond the {Plural.Of(fileLength, "byte")} of the file{Last(layout.ByteLength, fileLength)}");
    }

    // The reason why a shape does not fit the whole file, and a shape that fits. Null if the shape fits, or if the cast itself has the reason.
    private string? Misfit(long fileLength)
    {
        if (Shape is not { IsEmpty: false } shape || ElementType.ItemSize == 0)
        {
            return null;
        }

        int open = shape.IndexOf(-1);
        Int128 row = ElementType.ItemSize;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            row = Int128.Min(row * (axis == open || (axis == 0 && open < 0) ? 1 : shape[axis]), (Int128)long.MaxValue + 1);
        }

        Int128 bytes = open < 0 ? row * shape[0] : row == 0 ? 0 : fileLength - (fileLength % row);
        if (bytes == fileLength || row == 0 || row > long.MaxValue)
        {
            return null;
        }

        string first = bytes < fileLength && bytes > 0 && open < 0 ? $"{this}@0 is the first {Plural.Of((long)bytes, "byte")}, " : "";
        string takes = open < 0 ? $"takes {bytes}" : $"takes a whole number of {row}";
        TypeStart rows = this with { Shape = open < 0 ? shape.SetItem(0, -1) : shape, Place = 0 };
        return $"the file has {Plural.Of(fileLength, "byte")}, and {this} {takes}: {first}{rows} is as many as fit";
    }

    // Where the same elements would end with the file.
    private string Last(long bytes, long fileLength) => bytes <= fileLength
        ? $"; the last that fit begin at byte {fileLength - bytes}"
        : Shape is { IsEmpty: false } ? "; a dimension of -1 is as many as fit" : "";

    // -1 stands for as many whole elements as fit into the bytes from the place on.
    private ImmutableArray<long> Whole(ImmutableArray<long> shape, long bytes)
    {
        int open = shape.IndexOf(-1);
        if (open < 0)
        {
            return shape;
        }

        Int128 size = ElementType.ItemSize;
        foreach (long dimension in shape)
        {
            size = dimension == -1 ? size : Int128.Min(size * dimension, (Int128)long.MaxValue + 1);
        }

        return size == 0
            ? throw new ViewException("a dimension of -1 can't be worked out of elements, or rows, of 0 bytes")
            : shape.SetItem(open, (long)(bytes / size));
    }
}

/// <summary>A member of the container (or, where the container's only member has no name, a field of it).</summary>
/// <param name="Name">The member's name.</param>
internal sealed record MemberStart(string Name) : ViewStart
{
    /// <summary><c>["name"]</c>.</summary>
    public override string ToString() => $"[{FieldNames.Quote(Name)}]";
}
