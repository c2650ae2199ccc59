using System.Numerics;
using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>One element of any type to and from an object. For single values; operations run on <see cref="ElementDispatch"/>.</summary>
/// <remarks>
/// The object of an element is: <see cref="bool"/>; the platform's integer of the size (<see cref="int"/> and <see cref="uint"/> for 24
/// bits); <see cref="Half"/>, <see cref="float"/> (for bf16 and float8 too) or <see cref="double"/>; <see cref="Complex"/>; an array of
/// bytes for <c>S</c>, without its trailing NULs, and <c>V</c>; a <see cref="string"/> for <c>U</c>; a <see cref="DateTime64"/> or <see cref="TimeDelta64"/>; a <see cref="RecordValue"/>, with sub-arrays as nested arrays of objects.
/// </remarks>
internal static partial class ElementValue
{
    private const int LargestNumber = 16;

    /// <summary>The value of an element.</summary>
    /// <param name="type">The element's type.</param>
    /// <param name="element">Its bytes, as they lie in memory.</param>
    public static object Decode(ElementType type, ReadOnlySpan<byte> element)
    {
        switch (type.Kind)
        {
            case ElementKind.Bytes:
                return element.TrimEnd((byte)0).ToArray();
            case ElementKind.Void:
                return element.ToArray();
            case ElementKind.Unicode:
                return UnicodeValues.Decode(type, element);
            case ElementKind.DateTime or ElementKind.TimeDelta:
                return TimeValues.Decode(type, element);
            case ElementKind.Record:
                KeyValuePair<string, object?>[] fields = new KeyValuePair<string, object?>[type.Fields.Length];
                for (int number = 0; number < fields.Length; number++)
                {
                    RecordField field = type.Fields[number];
                    ReadOnlySpan<byte> place = element.Slice(field.Offset, (int)field.ByteLength);
                    fields[number] = new(field.Name, DecodeField(field.Type, field.Shape.AsSpan(), place));
                }

                return new RecordValue(fields);
            case ElementKind.Bits or ElementKind.ComplexInteger or ElementKind.PackedGroup or ElementKind.IbmFloat or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG:
                return CodedValue.Decode(type, element);
            default:
                Span<byte> native = stackalloc byte[LargestNumber];
                native = native[..type.ItemSize];
                element[..type.ItemSize].CopyTo(native);
                NativeOrder.Swap(type, native);
                Decoder decoder = new(native, type.Kind == ElementKind.Boolean);
                return type.Dispatch<Decoder, object>(ref decoder);
        }
    }

    private static object DecodeField(ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        if (shape.IsEmpty)
        {
            return Decode(type, bytes);
        }

        // There can be any number of items without bytes. No more objects are made than an array can hold.
        object?[] items = new object?[CheckedLength(shape[0])];
        int size = items.Length == 0 ? 0 : bytes.Length / items.Length;
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = DecodeField(type, shape[1..], bytes.Slice(index * size, size));
        }

        return items;
    }

    /// <summary>The length of an array of this many objects.</summary>
    /// <exception cref="ViewException">No array can be so long.</exception>
    public static int CheckedLength(long count) => count <= Array.MaxLength
        ? (int)count
        : throw new ViewException($"an array can't hold {count} values; take a slice, or read the elements block by block");

    private readonly ref struct Decoder(ReadOnlySpan<byte> native, bool isBoolean) : INumericVisitor<object>
    {
        private readonly ReadOnlySpan<byte> native = native;

        public object Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            T element = System.Runtime.InteropServices.MemoryMarshal.Read<T>(native);
            return element switch
            {
                byte flag when isBoolean => flag != 0,
                Int24 value => (int)value,
                UInt24 value => (uint)value,
                BFloat16 value => (float)value,
                Float8E4M3FN value => (float)value,
                Float8E5M2 value => (float)value,
                ComplexSingle value => new Complex(value.Real, value.Imaginary),
                _ => element,
            };
        }
    }
}
