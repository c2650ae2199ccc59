using System.Buffers.Text;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>Bits of an integer: the unsigned integer that they are.</summary>
internal sealed class BitsText(ElementType type) : ValueText
{
    private const int LongestNumber = 20;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        Utf8Formatter.TryFormat(type.Bits!.Read(value), output.Reserve(LongestNumber), out int length);
        output.Advance(length);
    }
}
