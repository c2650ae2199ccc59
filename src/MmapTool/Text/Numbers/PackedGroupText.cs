using System.Buffers.Text;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>A packed group in a record: the list of its numbers.</summary>
internal sealed class PackedGroupText<TStyle>(ElementType type) : ValueText
    where TStyle : struct, ITextStyle
{
    private const int LongestNumber = 5;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        Span<ushort> numbers = stackalloc ushort[type.ValueCount];
        PackedGroups.Read(type, value, numbers);
        output.Write(TStyle.ListStart);
        for (int index = 0; index < numbers.Length; index++)
        {
            if (index > 0)
            {
                output.Write(TStyle.Separator);
            }

            Utf8Formatter.TryFormat(numbers[index], output.Reserve(LongestNumber), out int length);
            output.Advance(length);
        }

        output.Write(TStyle.ListEnd);
    }
}
