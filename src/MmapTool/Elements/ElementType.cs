using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>
/// The type of one element of a view: NumPy's dtype, with 24-bit integers, bfloat16 and float8 besides. Immutable, compared by value.
/// </summary>
/// <remarks>
/// <see cref="ToString"/> gives the notation's spelling, which for NumPy's own plain types is NumPy's (<c>&lt;i2</c>, <c>|u1</c>,
/// <c>|S8</c>), and which reads back to an equal type. An element is handed out as one span, so an item is at most
/// <see cref="MaximumItemSize"/> bytes; counts of elements have no such bound.
/// </remarks>
public sealed partial class ElementType : IEquatable<ElementType>
{
    /// <summary>The largest item size in bytes: 1 GiB.</summary>
    public const int MaximumItemSize = 1 << 30;

    private ElementType(ElementKind kind, int itemSize, ByteOrder byteOrder, ImmutableArray<RecordField> fields, BitField? bits = null, TimeUnit? unit = null)
    {
        Kind = kind;
        Bits = bits;
        Unit = unit;
        ItemSize = itemSize;
        ByteOrder = byteOrder;
        Fields = fields;
    }

    /// <summary>The meaning of the bytes.</summary>
    public ElementKind Kind { get; }

    /// <summary>Bytes an element takes; 0 only for <c>S0</c>, <c>V0</c> and the empty record.</summary>
    public int ItemSize { get; }

    /// <summary>The order of the bytes of a number, <see cref="ByteOrder.None"/> where there is nothing to order.</summary>
    public ByteOrder ByteOrder { get; }

    /// <summary>The unit of a date or a length of time; <see langword="null"/> for every other kind.</summary>
    public TimeUnit? Unit { get; }

    /// <summary>The fields of a record in the order they were given; empty for every other kind.</summary>
    public ImmutableArray<RecordField> Fields { get; }

    /// <summary>The bits and their integer type; <see langword="null"/> for every kind except <see cref="ElementKind.Bits"/>.</summary>
    public BitField? Bits { get; }

    /// <summary>Whether the bytes are in this machine's order, in this type and in every field of it.</summary>
    public bool IsNativeOrder => Kind == ElementKind.Record
        ? Fields.All(part => part.Type.IsNativeOrder)
        : ByteOrder == ByteOrder.None || ByteOrder == Native;

    /// <summary>
    /// Whether elements are numbers that the machine computes with: every kind but bytes, void, records, text, times and what is coded
    /// (<see cref="IsCoded"/>).
    /// </summary>
    public bool IsNumeric => !IsCoded
        && Kind is not (ElementKind.Bytes or ElementKind.Void or ElementKind.Record or ElementKind.Unicode or ElementKind.DateTime or ElementKind.TimeDelta);

    /// <summary>Whether elements are dates or lengths of time, which have a <see cref="Unit"/>.</summary>
    public bool IsTime => Unit is not null;

    /// <summary>Whether elements are text of a fixed length, padded with NULs that do not count: <c>S</c> and <c>U</c>.</summary>
    public bool IsText => Kind is ElementKind.Bytes or ElementKind.Unicode;

    /// <summary>The byte order of this machine.</summary>
    public static ByteOrder Native => BitConverter.IsLittleEndian ? ByteOrder.Little : ByteOrder.Big;

    /// <summary>
    /// A plain type of this kind, size and order.
    /// </summary>
    /// <param name="kind">Any kind but <see cref="ElementKind.Record"/> and those of times: see <see cref="DateTime"/> and <see cref="TimeDelta"/>.</param>
    /// <param name="itemSize">Bytes; must be one of the sizes of the kind.</param>
    /// <param name="byteOrder">The order; ignored where the item has nothing to order.</param>
    /// <exception cref="ViewException">The kind has no such size.</exception>
    public static ElementType Create(ElementKind kind, int itemSize, ByteOrder byteOrder = ByteOrder.Little)
    {
        DefinedEnum.Ensure(kind);
        DefinedEnum.Ensure(byteOrder);
        bool known = kind switch
        {
            ElementKind.Boolean or ElementKind.Float8E4M3FN or ElementKind.Float8E5M2 => itemSize == 1,
            ElementKind.SignedInteger or ElementKind.UnsignedInteger => itemSize is 1 or 2 or 3 or 4 or 8,
            ElementKind.Float => itemSize is 2 or 4 or 8,
            ElementKind.BrainFloat => itemSize == 2,
            ElementKind.Complex => itemSize is 8 or 16,
            ElementKind.ComplexInteger => itemSize is 2 or 4 or 8,
            ElementKind.IbmFloat => itemSize is 4 or 8,
            ElementKind.VaxF => itemSize == 4,
            ElementKind.PackedGroup => itemSize is 3 or 5 or 7,
            ElementKind.VaxD or ElementKind.VaxG => itemSize == 8,
            ElementKind.Bytes or ElementKind.Void => itemSize is >= 0 and <= MaximumItemSize,
            ElementKind.Unicode => itemSize is >= 0 and <= MaximumItemSize && itemSize % sizeof(uint) == 0,
            _ => false,
        };
        if (!known)
        {
            throw new ViewException($"there is no {kind} type of {itemSize} bytes");
        }

        // NumPy's U0 has a byte order, though it has nothing to order.
        bool ordered = kind == ElementKind.Unicode || (itemSize > (kind == ElementKind.ComplexInteger ? 2 : 1)
            && kind is not (ElementKind.Bytes or ElementKind.Void or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG or ElementKind.PackedGroup));
        ByteOrder order = !ordered ? ByteOrder.None : byteOrder == ByteOrder.None ? Native : byteOrder;
        return new ElementType(kind, itemSize, order, []);
    }

    /// <summary><c>M8[unit]</c>: dates.</summary>
    public static ElementType DateTime(TimeUnit unit, ByteOrder byteOrder = ByteOrder.Little) => Time(ElementKind.DateTime, unit, byteOrder);

    /// <summary><c>m8[unit]</c>: lengths of time.</summary>
    public static ElementType TimeDelta(TimeUnit unit, ByteOrder byteOrder = ByteOrder.Little) => Time(ElementKind.TimeDelta, unit, byteOrder);

    /// <summary>A record of these fields.</summary>
    /// <param name="fields">The fields; names must differ, places may overlap or leave gaps.</param>
    /// <param name="itemSize">Bytes of the record, at least the end of the last field; that end where it is left out.</param>
    /// <exception cref="ViewException">Two fields share a name, a field lies outside the record, or the record is too large.</exception>
    public static ElementType Record(ImmutableArray<RecordField> fields, long? itemSize = null)
    {
        long end = 0;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (RecordField field in Argument.Initialized(fields))
        {
            if (!names.Add(field.Name))
            {
                throw new ViewException($"two fields of the record are named '{field.Name}'");
            }

            if (field.Offset < 0 || field.Shape.Any(dimension => dimension < 0))
            {
                throw new ViewException($"field '{field.Name}' has a negative offset or dimension");
            }

            end = Math.Max(end, FieldEnd(field));
        }

        long size = itemSize ?? end;
        if (size < end)
        {
            throw new ViewException($"a record of {size} bytes can't hold fields that end at byte {end}");
        }

        if (size > MaximumItemSize)
        {
            throw new ViewException($"a record of {size} bytes is over the {MaximumItemSize} that an element may have");
        }

        return new ElementType(ElementKind.Record, (int)size, ByteOrder.None, fields);
    }

    /// <summary>The field of this name.</summary>
    /// <exception cref="ViewException">The type has no such field; the message lists those it has.</exception>
    public RecordField Field(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (RecordField field in Fields)
        {
            if (field.Name == name)
            {
                return field;
            }
        }

        throw new ViewException(Kind == ElementKind.Record
            ? $"there is no field '{name}'{FieldMend(name)}"
            : $"there is no field '{name}': {this} is not a record; .view({{name:type,...}}) sees bytes as records");
    }

    private string FieldMend(string name)
    {
        const int Shown = 20;
        string near = NearestName.Of(name, Fields.Select(static field => field.Name)) is { } found ? $", did you mean '{found}'?" : "";
        string more = Fields.Length > Shown ? $", … ({Fields.Length - Shown} more)" : "";
        return $"{near}; the record has {string.Join(", ", Fields.Take(Shown).Select(static field => FieldNames.Write(field.Name)))}{more}";
    }

    /// <summary>Bits of this integer type.</summary>
    /// <param name="low">The lowest bit; 0 is the integer's lowest.</param>
    /// <param name="high">One past the highest bit.</param>
    /// <exception cref="ViewException">This is no integer type, or it has no such bits.</exception>
    public ElementType BitsOf(long low, long high)
    {
        if (Kind is not (ElementKind.SignedInteger or ElementKind.UnsignedInteger))
        {
            throw new ViewException(Kind == ElementKind.Record ? "bits are those of an integer, and the elements are records: choose a field of integers first"
                : Kind == ElementKind.Bits ? $"the elements are bits already ({this})"
                : $"bits are those of an integer, and the elements are {this}{(ItemSize is 1 or 2 or 3 or 4 or 8 ? $": .view(u{ItemSize}) first takes their bytes as integers" : "")}");
        }

        int width = 8 * ItemSize;
        return low >= 0 && low < high && high <= width
            ? new(ElementKind.Bits, ItemSize, ByteOrder, [], new BitField(this, (int)low, (int)high))
            : throw new ViewException($"there are no bits [{low}:{high}] in the {width} of {this}: the first number is 0 to {width - 1}, the second is greater than the first and at most {width}");
    }

    /// <summary>The same type with its numbers in another byte order, in every field of a record too.</summary>
    public ElementType WithByteOrder(ByteOrder byteOrder)
    {
        DefinedEnum.Ensure(byteOrder);
        if (Bits is { } bits)
        {
            return bits.Container.WithByteOrder(byteOrder).BitsOf(bits.Low, bits.High);
        }

        return Kind == ElementKind.Record
            ? new ElementType(Kind, ItemSize, ByteOrder, [.. Fields.Select(field => field with { Type = field.Type.WithByteOrder(byteOrder) })])
            : ByteOrder == ByteOrder.None ? this
            : Unit is { } unit ? Time(Kind, unit, byteOrder)
            : Create(Kind, ItemSize, byteOrder);
    }

    /// <summary>This type, whose fields without titles and nestings get those of another type's fields with the same names and shapes.</summary>
    internal ElementType WithSpellingOf(ElementType other) => Kind == ElementKind.Record && other.Kind == ElementKind.Record
        ? new ElementType(Kind, ItemSize, ByteOrder, [.. Fields.Select(field => other.Fields.FirstOrDefault(one => one.Name == field.Name) is not { } named ? field : field with
        {
            Type = field.Type.WithSpellingOf(named.Type),
            Title = field.Title ?? named.Title,
            Nesting = field.Nesting.IsDefaultOrEmpty && field.Shape.AsSpan().SequenceEqual(named.Shape.AsSpan()) ? named.Nesting : field.Nesting,
        })])
        : this;

    /// <inheritdoc/>
    public bool Equals(ElementType? other) =>
        other is not null && Kind == other.Kind && ItemSize == other.ItemSize && ByteOrder == other.ByteOrder && Unit == other.Unit
        && Equals(Bits, other.Bits) && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ElementType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, ItemSize, ByteOrder, Fields.Length, Unit);

    private static ElementType Time(ElementKind kind, TimeUnit unit, ByteOrder byteOrder)
    {
        DefinedEnum.Ensure(byteOrder);
        return new(kind, sizeof(long), byteOrder == ByteOrder.None ? Native : byteOrder, [], unit: unit);
    }

    private static long FieldEnd(RecordField field)
    {
        try
        {
            return checked(field.Offset + field.ByteLength);
        }
        catch (OverflowException)
        {
            throw new ViewException($"field '{field.Name}' is larger than any record can be");
        }
    }
}
