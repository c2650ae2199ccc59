using MmapTool.Views;
using MmapTool.Views.Elements;

namespace MmapTool.Text;

/// <summary>A number in a record, right-aligned once it has been measured.</summary>
internal sealed class LeafText<TText>(ElementType type) : ValueText
    where TText : struct, IElementText
{
    private const int LargestNumber = 16;

    private int width;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        Span<byte> native = stackalloc byte[LargestNumber];
        native = native[..value.Length];
        value.CopyTo(native);
        NativeOrder.Swap(type, native);
        output.Advance(default(TText).Write(native, output.Reserve(width + default(TText).Room), width));
    }

    public override void Measure(scoped ReadOnlySpan<byte> value, ref TextBuffer scratch)
    {
        Span<byte> native = stackalloc byte[LargestNumber];
        native = native[..value.Length];
        value.CopyTo(native);
        NativeOrder.Swap(type, native);
        width = Math.Max(width, default(TText).Measure(native, ref scratch));
    }
}

/// <summary>An <c>S</c>.</summary>
internal sealed class BytesText<TStyle> : ValueText
    where TStyle : struct, ITextStyle
{
    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output) => TStyle.WriteText(value.TrimEnd((byte)0), ref output);
}

/// <summary>A <c>V</c>.</summary>
internal sealed class VoidText<TStyle> : ValueText
    where TStyle : struct, ITextStyle
{
    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output) => TStyle.WriteVoid(value, ref output);
}
