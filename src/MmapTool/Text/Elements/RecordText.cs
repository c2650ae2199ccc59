using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>A record: the fields in the order they were given, wherever they lie.</summary>
internal sealed class RecordText<TStyle> : ValueText
    where TStyle : struct, ITextStyle
{
    private readonly Part[] parts;

    public RecordText(IEnumerable<(RecordField Field, ValueText Text)> fields) =>
        parts = [.. fields.Select(pair => new Part(pair.Text, pair.Field.Offset, (int)pair.Field.ByteLength, TStyle.Label(pair.Field.Name)))];

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        output.Write(TStyle.RecordStart);
        for (int field = 0; field < parts.Length; field++)
        {
            Part part = parts[field];
            if (field > 0)
            {
                output.Write(TStyle.Separator);
            }

            output.Write(part.Label);
            part.Text.Write(value.Slice(part.Offset, part.Length), ref output);
        }

        output.Write(parts.Length == 1 ? TStyle.SingleRecordEnd : TStyle.RecordEnd);
    }

    public override void Measure(scoped ReadOnlySpan<byte> value, ref TextBuffer scratch)
    {
        foreach (Part part in parts)
        {
            part.Text.Measure(value.Slice(part.Offset, part.Length), ref scratch);
        }
    }

    private sealed record Part(ValueText Text, int Offset, int Length, byte[] Label);
}
