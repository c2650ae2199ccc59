using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

public sealed partial record ViewExpression
{
    /// <summary>
    /// The text form of a layout over a file. Resolved over as many bytes, the expression gives the layout again: the same type, offset, shape and strides.
    /// The strides of a view without elements mean nothing, and only the rest is the same.
    /// </summary>
    /// <param name="layout">A layout that lies within the file.</param>
    /// <param name="fileLength">Bytes of the file.</param>
    /// <returns>
    /// The expression, or <see langword="null"/> where there is none: no expression makes elements overlap (a broadcast axis with a
    /// stride of 0, a sliding window), or elements of 0 bytes.
    /// </returns>
    public static ViewExpression? Of(Layout layout, long fileLength)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.ElementType.Bits is { } bits)
        {
            Layout integers = Layout.Create(bits.Container, layout.Offset, layout.Shape, layout.Strides);
            return Of(integers, fileLength) is { } whole ? whole with { Steps = whole.Steps.Add(new BitsStep(bits.Low, bits.High)) } : null;
        }

        // Each candidate is laid over the file again. So the returned expression is right whatever the search did.
        return LayoutExpressions.Candidates(layout, fileLength).FirstOrDefault(expression => Gives(expression, layout, fileLength));
    }

    private static bool Gives(ViewExpression expression, Layout layout, long fileLength)
    {
        try
        {
            Layout made = expression.Resolve(fileLength);
            return made.Equals(layout)
                || (layout.Count == 0 && made.Offset == layout.Offset && made.ElementType.Equals(layout.ElementType)
                    && made.Shape.AsSpan().SequenceEqual(layout.Shape.AsSpan()));
        }
        catch (ViewException)
        {
            // A candidate that does not fit is no answer; the next one may be.
            return false;
        }
    }
}
