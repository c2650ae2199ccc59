using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>A sub-array field: nested lists.</summary>
internal sealed class SubArrayText<TStyle>(ValueText element, RecordField field) : ValueText
    where TStyle : struct, ITextStyle
{
    private readonly int itemSize = field.Type.ItemSize;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output) => Write(value, 0, ref output);

    public override void Measure(scoped ReadOnlySpan<byte> value, ref TextBuffer scratch)
    {
        for (int start = 0; start < value.Length; start += itemSize)
        {
            element.Measure(value.Slice(start, itemSize), ref scratch);
        }
    }

    private void Write(scoped ReadOnlySpan<byte> value, int axis, ref TextBuffer output)
    {
        if (axis == field.Shape.Length)
        {
            element.Write(value, ref output);
            return;
        }

        output.Write(TStyle.ListStart);
        long length = field.Shape[axis];
        int each = length == 0 ? 0 : (int)(value.Length / length);
        for (long index = 0; index < length; index++)
        {
            if (index > 0)
            {
                output.Write(TStyle.Separator);
            }

            Write(value.Slice((int)index * each, each), axis + 1, ref output);
        }

        output.Write(TStyle.ListEnd);
    }
}
