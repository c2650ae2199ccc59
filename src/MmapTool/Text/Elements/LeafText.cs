using System.Buffers;
using System.Globalization;
using MmapTool.Elements;

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

/// <summary>A <c>U</c>.</summary>
internal sealed class UnicodeText<TStyle>(ElementType type) : ValueText
    where TStyle : struct, ITextStyle
{
    // Characters that are kept on the stack.
    private const int Few = 256;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        int length = value.Length / sizeof(uint);
        uint[]? rented = length > Few ? ArrayPool<uint>.Shared.Rent(length) : null;
        Span<uint> points = rented is null ? stackalloc uint[Few] : rented;
        TStyle.WriteUnicode(points[..UnicodeValues.Read(type, value, points)], ref output);
        if (rented is not null)
        {
            ArrayPool<uint>.Shared.Return(rented);
        }
    }
}

/// <summary>A <c>M8</c> or <c>m8</c>, right-aligned once it has been measured.</summary>
internal sealed class TimeText<TStyle>(ElementType type) : ValueText
    where TStyle : struct, ITextStyle
{
    // A date in quotes; a count has 20 digits at most.
    private const int MostBytes = IsoTime.MaximumLength + 2;

    private int width;

    public override void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        if (width == 0)
        {
            WriteAlone(value, ref output);
            return;
        }

        TextBuffer text = new(stackalloc byte[MostBytes]);
        WriteAlone(value, ref text);
        output.Repeat((byte)' ', Math.Max(0, width - text.Written.Length));
        output.Write(text.Written);
    }

    public override void Measure(scoped ReadOnlySpan<byte> value, ref TextBuffer scratch)
    {
        TextBuffer text = new(stackalloc byte[MostBytes]);
        WriteAlone(value, ref text);
        width = Math.Max(width, text.Written.Length);
    }

    private void WriteAlone(scoped ReadOnlySpan<byte> value, ref TextBuffer output)
    {
        long count = TimeValues.Read(type, value);
        if (count == ProlepticCalendar.NaT)
        {
            output.Write(TStyle.NaT);
            return;
        }

        Span<byte> text = stackalloc byte[IsoTime.MaximumLength];
        if (type.Kind == ElementKind.DateTime)
        {
            TStyle.WriteDate(text[..IsoTime.Write(count, type.Unit!.Value, text)], ref output);
        }
        else
        {
            count.TryFormat(text, out int length, provider: CultureInfo.InvariantCulture);
            output.Write(text[..length]);
        }
    }
}
