using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats.Npy;

public sealed partial class NpyHeader
{
    /// <summary>NumPy aligns the data to this many bytes.</summary>
    public const int Alignment = 64;

    // NumPy leaves room for the growing axis to become this many digits long (numpy.lib.format.GROWTH_AXIS_MAX_DIGITS).
    private const int GrowthDigits = 21;

    /// <summary>A fresh header, byte for byte the one that NumPy's <c>np.save</c> writes.</summary>
    /// <param name="type">The element type.</param>
    /// <param name="shape">The shape; empty for one element without an axis.</param>
    /// <param name="fortranOrder">Whether the first axis is the fastest.</param>
    /// <param name="alignTo">The header's length in bytes becomes a multiple of this: a file system's block where one is inserted.</param>
    /// <exception cref="ViewException">NumPy has no name for the type, or the header would be longer than NumPy reads.</exception>
    public static ImmutableArray<byte> Write(ElementType type, ImmutableArray<long> shape, bool fortranOrder = false, int alignTo = Alignment)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alignTo);
        string text = Compose(NpyDescription.Write(type), fortranOrder, shape);
        if (!shape.IsEmpty)
        {
            string growing = shape[fortranOrder ? ^1 : 0].ToString(System.Globalization.CultureInfo.InvariantCulture);
            text += new string(' ', GrowthDigits - growing.Length);
        }

        return Align(VersionFor(text, 1), text, alignTo);
    }

    /// <summary>A fresh header for a packed layout, with fortran_order where it is packed in Fortran order alone.</summary>
    /// <exception cref="ViewException">The layout is not packed, or can't be recorded.</exception>
    public static ImmutableArray<byte> Write(Layout layout, int alignTo = Alignment) =>
        Write(Argument.NotNull(layout).ElementType, layout.Shape, IsFortranOrder(layout), alignTo);

    /// <summary>
    /// The header that says <paramref name="layout"/> about the same data, as NumPy writes it, and of the same length as this one
    /// wherever it fits. Where only the shape changes, the text of <c>descr</c> stays as it is.
    /// </summary>
    /// <param name="layout">A layout packed in C or Fortran order over exactly the data.</param>
    /// <param name="length">The length in bytes to pad to, where the data is going to move; this header's own where left out.</param>
    /// <exception cref="ViewException">The layout is another part of the file, is not packed, or can't be recorded.</exception>
    public RecordedHeader WithLayout(Layout layout, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.ByteLength != Layout.ByteLength || (layout.Count != 0 && layout.Offset != DataOffset))
        {
            throw new ViewException($"npy records the whole of its data, {Layout.ByteLength} bytes from byte {DataOffset} on; {layout.ByteLength} from byte {layout.Offset} on are not that");
        }

        return Record(layout, length);
    }

    /// <summary>As <see cref="WithLayout"/>, for data that are to have fewer bytes.</summary>
    /// <exception cref="ViewException">The layout begins elsewhere, is not packed, or can't be recorded.</exception>
    internal RecordedHeader WithShorter(Layout layout) => layout.Offset == DataOffset && layout.ByteLength <= Layout.ByteLength
        ? Record(layout, null)
        : throw new ViewException($"npy records the whole of its data, from byte {DataOffset} on");

    // As it is written where that fits, so that other spellings and orders of the keys stay; else as NumPy writes it, which may be shorter.
    private RecordedHeader Record(Layout layout, long? length)
    {
        ElementType type = layout.ElementType.WithSpellingOf(Layout.ElementType);
        bool isSame = type.Equals(Layout.ElementType);
        bool fortranOrder = layout is { IsCContiguous: true, IsFContiguous: true } ? _entries.FortranOrder.Value : IsFortranOrder(layout);
        string own = Spliced(isSame ? Description : NpyDescription.Respell(_header, _entries.Description, type) ?? NpyDescription.Write(type), fortranOrder, layout.Shape);
        string numpys = Compose(isSame ? Description : NpyDescription.Write(type), IsFortranOrder(layout), layout.Shape);
        foreach (string text in (ReadOnlySpan<string>)[own, numpys])
        {
            int version = VersionFor(text, Version);
            long padding = (length ?? DataOffset) - PrefixLength(version) - EncodingOf(version).GetByteCount(text) - 1;
            if (padding >= 0)
            {
                return new RecordedHeader(Join(version, text, padding), DataOffset);
            }

            // NumPy reads a header without its line feed; one that has none stays as long as it is.
            if (padding == -1 && length is null && _header.Text.EndsWith('}'))
            {
                return new RecordedHeader(Join(version, text, 0, lineFeed: false), DataOffset);
            }
        }

        return new RecordedHeader(Align(VersionFor(numpys, Version), numpys, Alignment), DataOffset);
    }

    private string Spliced(string description, bool fortranOrder, ImmutableArray<long> shape)
    {
        string text = _header.Text;
        (PythonLiteral Literal, string? Text)[] values =
        [
            (_entries.Description, description),
            (_entries.FortranOrder, fortranOrder == _entries.FortranOrder.Value ? null : fortranOrder ? "True" : "False"),
            (_entries.Shape, shape.AsSpan().SequenceEqual(Layout.Shape.AsSpan()) ? null : Layout.Tuple(shape)),
        ];
        StringBuilder spliced = new();
        int taken = 0;
        foreach ((PythonLiteral literal, string? value) in values.OrderBy(value => value.Literal.Start))
        {
            spliced.Append(text, taken, literal.Start - taken).Append(value ?? text[literal.Start..literal.End]);
            taken = literal.End;
        }

        return spliced.Append(text, taken, _entries.Dictionary.End - taken).ToString();
    }

    private static bool IsFortranOrder(Layout layout) =>
        layout.IsContiguous
            ? !layout.IsCContiguous
            : throw new ViewException($"npy records arrays packed in C or Fortran order; {layout} is neither");

    private static string Compose(string description, bool fortranOrder, ImmutableArray<long> shape) =>
        $"{{'descr': {description}, 'fortran_order': {(fortranOrder ? "True" : "False")}, 'shape': {Layout.Tuple(shape)}, }}";

    // Version 2.0 is for headers over 65,535 bytes, which no reader of today takes. So the least version that is needed is 1.0, or 3.0 where a name does not
    // fit latin-1.
    private static int VersionFor(string text, int least) => text.Any(character => character > 0xFF) ? 3 : least;

    private static int PrefixLength(int version) => version == 1 ? 10 : 12;

    // As NumPy pads: at least one space, so that an exact fit still gets a whole block of them.
    private static ImmutableArray<byte> Align(int version, string text, int alignTo)
    {
        int bytes = PrefixLength(version) + EncodingOf(version).GetByteCount(text) + 1;
        return Join(version, text, alignTo - (bytes % alignTo));
    }

    private static ImmutableArray<byte> Join(int version, string text, long padding, bool lineFeed = true)
    {
        long characters = text.Length + padding + (lineFeed ? 1 : 0);
        if (characters > MaximumCharacters)
        {
            throw new ViewException($"the npy header would have {characters} characters, more than the {MaximumCharacters} that NumPy reads");
        }

        Encoding encoding = EncodingOf(version);
        int start = PrefixLength(version);
        int end = start + encoding.GetByteCount(text);
        byte[] header = new byte[end + (int)padding + (lineFeed ? 1 : 0)];
        Magic.CopyTo(header);
        header[6] = (byte)version;
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(header.Length - start)));
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), (uint)(header.Length - start));
        }

        encoding.GetBytes(text, header.AsSpan(start));
        header.AsSpan(end, (int)padding).Fill((byte)' ');
        if (lineFeed)
        {
            header[^1] = (byte)'\n';
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(header);
    }
}
