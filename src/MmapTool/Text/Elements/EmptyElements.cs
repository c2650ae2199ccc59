using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Text;

/// <summary>
/// Elements of no bytes, <c>V0</c>, <c>S0</c> and records without fields, cost nothing in a file. So a header of a few bytes could ask for any number of
/// them, and as text each costs some bytes.
/// </summary>
internal static class EmptyElements
{
    private const long Most = 1 << 20;

    /// <summary>Refuses more of them than could be read.</summary>
    /// <exception cref="ViewException">There are more.</exception>
    public static void Refuse(Layout layout)
    {
        if (layout.Count == 0)
        {
            return;
        }

        Int128 count = In(layout.ElementType) * layout.Count;
        if (count > Most)
        {
            throw new ViewException($"a view {layout.ElementType}{Layout.Tuple(layout.Shape)} has {count} elements of no bytes, too many to write out as text (more than {Most}); choose some of them, such as [:100]");
        }
    }

    // Of one element, at most what the multiplication with any count still holds: a field has fewer than 2^63 of them, and its record counts them all.
    private static Int128 In(ElementType type)
    {
        if (type.Kind != ElementKind.Record || type.Fields.IsEmpty)
        {
            return type.ItemSize == 0 ? 1 : 0;
        }

        Int128 count = 0;
        foreach (RecordField field in type.Fields)
        {
            count = Int128.Min(count + Int128.Min(In(field.Type) * field.Count, long.MaxValue), long.MaxValue);
        }

        return count;
    }
}
