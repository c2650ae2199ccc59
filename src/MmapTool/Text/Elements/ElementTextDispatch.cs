using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>Generic code that is to run for the text of one element type.</summary>
internal interface ITextVisitor<TResult>
{
    TResult Visit<TText>(TText text)
        where TText : struct, IElementText;
}

/// <summary>From an element type and a style to the struct that writes it.</summary>
internal static class ElementTextDispatch
{
    public static TResult DispatchText<TStyle, TVisitor, TResult>(this ElementType type, TVisitor visitor)
        where TStyle : struct, ITextStyle
        where TVisitor : struct, ITextVisitor<TResult>
    {
        if (!type.IsNumeric)
        {
            return visitor.Visit(new ComposedText(ValueText.Create<TStyle>(type)));
        }

        NumberVisitor<TStyle, TVisitor, TResult> numbers = new(visitor);
        return type.Dispatch<NumberVisitor<TStyle, TVisitor, TResult>, TResult>(ref numbers);
    }

    private readonly struct NumberVisitor<TStyle, TVisitor, TResult>(TVisitor visitor) : INumericVisitor<TResult>
        where TStyle : struct, ITextStyle
        where TVisitor : struct, ITextVisitor<TResult>
    {
        public TResult Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide> => visitor.Visit(default(NumberText<T, TWide, TCodec, TStyle>));
    }

    /// <summary>Every element that is no number. The values in it are aligned, and not the element as a whole.</summary>
    private readonly struct ComposedText(ValueText value) : IElementText
    {
        public int Room => 0;

        public bool Prepares => false;

        public int Write(scoped ReadOnlySpan<byte> element, Span<byte> destination, int width) => throw new InvalidOperationException("no bound is known");

        public void Prepare(scoped ReadOnlySpan<byte> elements, PreparedNumbers prepared)
        {
        }

        public int Write(PreparedNumbers prepared, int index, scoped ReadOnlySpan<byte> element, Span<byte> destination, int width) =>
            Write(element, destination, width);

        public void Write(scoped ReadOnlySpan<byte> element, ref TextBuffer output) => value.Write(element, ref output);

        public int Measure(scoped ReadOnlySpan<byte> element, ref TextBuffer scratch)
        {
            value.Measure(element, ref scratch);
            return 0;
        }
    }
}
