using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using MmapTool.Elements;
using MmapTool.Text;

namespace MmapTool.Operations.Statistics;

/// <summary>The result of a statistic: an exact integer, a real or a complex number. Its text is the shortest one of its type.</summary>
public readonly record struct StatisticsNumber
{
    private readonly ElementType type;

    private StatisticsNumber(ElementType type, Int128 integer, Complex value) => (this.type, Integer, Value) = (type, integer, value);

    /// <summary>Whether it is an integer, and <see cref="Integer"/> it exactly.</summary>
    public bool IsInteger => type.Kind is ElementKind.Boolean or ElementKind.SignedInteger or ElementKind.UnsignedInteger;

    /// <summary>Whether it is a boolean: the least or greatest of booleans. <see cref="Integer"/> is then 0 or 1.</summary>
    public bool IsBoolean => type.Kind == ElementKind.Boolean;

    /// <summary>Whether it has two parts.</summary>
    public bool IsComplex => type.Kind == ElementKind.Complex;

    /// <summary>The integer; 0 for every other number.</summary>
    public Int128 Integer { get; }

    /// <summary>The nearest complex number of two doubles; a real one has no imaginary part.</summary>
    public Complex Value { get; }

    /// <summary>Whether it is a date: the least or greatest of dates. <see cref="Integer"/> is then its count.</summary>
    public bool IsDate => type.Kind == ElementKind.DateTime;

    /// <summary>An integer.</summary>
    public static StatisticsNumber Of(Int128 integer) => new(ElementType.Int64, integer, (double)integer);

    /// <summary>A boolean.</summary>
    public static StatisticsNumber Of(bool boolean) => new(ElementType.Boolean, boolean ? 1 : 0, boolean ? 1 : 0);

    /// <summary>A double.</summary>
    public static StatisticsNumber Of(double real) => new(ElementType.Double, 0, real);

    /// <summary>A complex number of doubles.</summary>
    public static StatisticsNumber Of(Complex complex) => new(ElementType.Complex, 0, complex);

    /// <summary>A date of a view's own type.</summary>
    internal static StatisticsNumber OfDate(long count, ElementType type) => new(type, count, count);

    /// <summary>A value of a view's own type, integers aside.</summary>
    internal static StatisticsNumber Of(Complex value, ElementType type) => new(type, 0, value);

    /// <summary>As Python spells it: <c>-3</c>, <c>0.1</c>, <c>1e+16</c>, <c>1+2j</c>, <c>True</c>; dates as ISO 8601.</summary>
    public override string ToString() => IsDate ? IsoTime.Format((long)Integer, type.Unit!.Value) : IsBoolean ? (Integer != 0 ? "True" : "False") : Write<PythonStyle>();

    /// <summary>As JSON: NaN and the infinities are strings, complex numbers arrays of two, dates strings.</summary>
    public string ToJson() => IsDate ? $"\"{ToString()}\"" : IsBoolean ? (Integer != 0 ? "true" : "false") : Write<JsonStyle>();

    private string Write<TStyle>()
        where TStyle : struct, ITextStyle
    {
        if (IsInteger)
        {
            return Integer.ToString(CultureInfo.InvariantCulture);
        }

        Encoder encoder = new(Value);
        byte[] element = type.Dispatch<Encoder, byte[]>(ref encoder);
        return type.DispatchText<TStyle, OneText, string>(new(element));
    }

    private readonly struct Encoder(Complex value) : INumericVisitor<byte[]>
    {
        // The casts through object are settled when the code is compiled for the types.
        public byte[] Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            T[] element = [TCodec.Narrow(typeof(TWide) == typeof(Complex) ? (TWide)(object)value : (TWide)(object)value.Real)];
            return MemoryMarshal.AsBytes<T>(element).ToArray();
        }
    }

    private readonly struct OneText(byte[] element) : ITextVisitor<string>
    {
        public string Visit<TText>(TText text)
            where TText : struct, IElementText
        {
            TextBuffer output = new(stackalloc byte[3 * FloatText.MaximumLength]);
            text.Write(element, ref output);
            return Encoding.ASCII.GetString(output.Written);
        }
    }
}
