using System.Buffers;
using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Text;

/// <summary>Few elements as JSON in one line, spelled as <c>--json</c> spells them: for messages and descriptions.</summary>
internal static class ElementJson
{
    /// <summary>Packed elements as nested arrays of the layout's shape.</summary>
    /// <param name="layout">The type and the shape; where it lies does not matter.</param>
    /// <param name="elements">As many packed elements, numbers in the order of their type; the bytes are changed.</param>
    public static string Format(Layout layout, Span<byte> elements)
    {
        // Records are written field by field from the bytes as they lie.
        if (layout.ElementType.IsNumeric)
        {
            NativeOrder.Swap(layout.ElementType, elements);
        }

        ElementWriter writer = layout.ElementType.DispatchText<JsonStyle, NestedTextMaker, ElementWriter>(new(layout, ", "u8.ToArray()));
        ArrayBufferWriter<byte> text = new();
        TextBuffer output = new(text);
        writer.Start(ref output);
        writer.Write(elements, checked((int)layout.Count), ref output);
        writer.Finish(ref output);
        output.Commit();
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
