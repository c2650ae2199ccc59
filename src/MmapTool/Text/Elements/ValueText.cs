using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Text;

/// <summary>
/// The text of bytes, voids, records and what they hold: a tree that is built once for a type. It costs a virtual call a value.
/// </summary>
internal abstract class ValueText
{
    // Fields without bytes cost nothing in the file; a type could ask for any number of them.
    private const long MostWithoutBytes = 1 << 20;

    /// <summary>Writes a value, its bytes as they lie.</summary>
    public abstract void Write(scoped ReadOnlySpan<byte> value, ref TextBuffer output);

    /// <summary>Widens the columns of the numbers in it so that this value fits.</summary>
    public virtual void Measure(scoped ReadOnlySpan<byte> value, ref TextBuffer scratch)
    {
    }

    /// <summary>The tree for a type.</summary>
    /// <exception cref="ViewException">An element holds too many values that take no bytes.</exception>
    public static ValueText Create<TStyle>(ElementType type)
        where TStyle : struct, ITextStyle
    {
        Int128 values = Values(type);
        if (values > (4 * (Int128)type.ItemSize) + MostWithoutBytes)
        {
            throw new ViewException($"one element of {type} holds {values} values and lists in {type.ItemSize} bytes, too many to write out");
        }

        return Build<TStyle>(type);
    }

    /// <summary>How many values and lists one element of a type writes.</summary>
    private static Int128 Values(ElementType type)
    {
        Int128 values = 1;
        foreach (RecordField field in type.Fields)
        {
            Int128 lists = 1;
            Int128 total = 1;
            foreach (long length in field.Shape)
            {
                lists = Int128.Min(lists * length, long.MaxValue);
                total = Int128.Min(total + lists, long.MaxValue);
            }

            values = Int128.Min(values + total + (lists * Values(field.Type)), long.MaxValue);
        }

        return values;
    }

    private static ValueText Build<TStyle>(ElementType type)
        where TStyle : struct, ITextStyle
    {
        switch (type.Kind)
        {
            case ElementKind.ComplexInteger:
                return new ComplexIntegerText<TStyle>(type);
            case ElementKind.Bits:
                return new BitsText(type);
            case ElementKind.PackedGroup:
                return new PackedGroupText<TStyle>(type);
            case ElementKind.IbmFloat or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG:
                return new CodedFloatText<TStyle>(type);
            case ElementKind.Bytes:
                return new BytesText<TStyle>();
            case ElementKind.Void:
                return new VoidText<TStyle>();
            case ElementKind.Unicode:
                return new UnicodeText<TStyle>(type);
            case ElementKind.DateTime or ElementKind.TimeDelta:
                return new TimeText<TStyle>(type);
            case ElementKind.Record:
                return new RecordText<TStyle>(type.Fields.Where(field => !TStyle.SkipsEmpty || IsShown(field)).Select(field => (
                    field, field.Shape.IsEmpty ? Build<TStyle>(field.Type) : new SubArrayText<TStyle>(Build<TStyle>(field.Type), field))));
            default:
                LeafMaker<TStyle> maker = new(type);
                return type.Dispatch<LeafMaker<TStyle>, ValueText>(ref maker);
        }
    }

    // Whether a field has any cell in a table.
    private static bool IsShown(RecordField field) =>
        field.Count > 0 && (field.Type.Kind != ElementKind.Record || field.Type.Fields.Any(IsShown));

    private readonly struct LeafMaker<TStyle>(ElementType type) : INumericVisitor<ValueText>
        where TStyle : struct, ITextStyle
    {
        public ValueText Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide> => new LeafText<NumberText<T, TWide, TCodec, TStyle>>(type);
    }
}
