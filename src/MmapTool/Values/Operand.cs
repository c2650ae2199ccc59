using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Values;

/// <summary>The right side of an edit: where its elements are read, and how they are broadcast to the shape of the target.</summary>
/// <param name="Reader">Where; <see langword="null"/> for the file that is edited, as it is at that time.</param>
/// <param name="Layout">The elements, in the shape of the target once broadcast.</param>
internal readonly record struct Operand(IByteSource? Reader, Layout Layout)
{
    /// <summary>The constants whose numbers the elements are, of an augmented assignment by constants that the view's type does not hold; else null.</summary>
    public ConstantTable? Constants { get; init; }

    /// <summary>Whether the elements stand for integers: they are of an integer type, or constants of an augmented assignment that are all written as integers.</summary>
    public bool AreIntegers { get; init; }

    /// <summary>
    /// Whether the elements are bytes that were given for whole elements (<c>x"…"</c>, <c>@FILE</c> of a raw file, <c>@-</c>): those between the fields of records are
    /// written too.
    /// </summary>
    public bool AreBytes { get; init; }

    /// <summary>Broadcasts as NumPy's assignment does: leading axes of length 1 that are too many are dropped.</summary>
    /// <exception cref="ValueException">The shapes do not fit.</exception>
    public Operand BroadcastTo(Layout target)
    {
        Layout layout = Layout;
        while (layout.Rank > target.Rank && layout.Shape[0] == 1)
        {
            layout = layout.Index(ViewIndex.At(0));
        }

        if (layout.Shape.AsSpan().SequenceEqual(target.Shape.AsSpan()))
        {
            return this with { Layout = layout };
        }

        try
        {
            return this with { Layout = layout.BroadcastTo(target.Shape) };
        }
        catch (ViewException)
        {
            throw new ValueException($"a value of shape {Layout.Tuple(Layout.Shape)} can't be broadcast to the view's {Layout.Tuple(target.Shape)}");
        }
    }
}
