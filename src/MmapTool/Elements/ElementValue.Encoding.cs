using System.Collections;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Errors;

namespace MmapTool.Elements;

internal static partial class ElementValue
{
    /// <summary>
    /// Stores a value in an element, with Python's strictness: nothing is wrapped, cut or made an integer; reals are rounded to the
    /// nearest that the type has.
    /// </summary>
    /// <param name="type">The element's type.</param>
    /// <param name="value">
    /// A boolean, any of the platform's integers, floats or <see cref="Complex"/>. For <c>S</c> and <c>V</c> bytes, for <c>S</c> a string of U+0000 to U+00FF
    /// too; for <c>U</c> a string. For <c>M8</c> a <see cref="DateTime64"/>, one of the platform's dates, or ISO 8601 text. For <c>m8</c> an integer, a
    /// <see cref="TimeDelta64"/> or a <see cref="TimeSpan"/>. For a record its fields by name or as a list; for a sub-array nested lists.
    /// </param>
    /// <param name="element">The element's bytes, as they lie in memory. Bytes between the fields of a record stay.</param>
    /// <exception cref="ValueException">The value does not fit. Fields before the one that does not may then be written.</exception>
    public static void Encode(ElementType type, object? value, Span<byte> element)
    {
        switch (type.Kind)
        {
            case ElementKind.Bytes:
                EncodeText(type, value, element);
                break;
            case ElementKind.Void:
                ReadOnlySpan<byte> opaque = Bytes(value) ?? throw Misfit(type, value, "it takes bytes");
                if (opaque.Length != type.ItemSize)
                {
                    throw new ValueException($"{Plural.Of(opaque.Length, "byte")} do not fit {type}, which takes exactly {type.ItemSize}");
                }

                opaque.CopyTo(element);
                break;
            case ElementKind.Unicode:
                UnicodeValues.Encode(type, value as string ?? throw Misfit(type, value, "it takes a string"), element);
                break;
            case ElementKind.DateTime:
                TimeValues.Write(type, TimeValues.DateOf(value, type), element);
                break;
            case ElementKind.TimeDelta:
                TimeValues.Write(type, TimeValues.DeltaOf(value, type), element);
                break;
            case ElementKind.Record:
                EncodeRecord(type, value, element);
                break;
            case ElementKind.IbmFloat or ElementKind.VaxF or ElementKind.VaxD or ElementKind.VaxG:
                EncodeCodedFloat(type, value, element);
                break;
            case ElementKind.PackedGroup:
                EncodeGroup(type, value, element);
                break;
            case ElementKind.ComplexInteger:
                EncodeParts(type, value, element);
                break;
            case ElementKind.Bits:
                EncodeBits(type, value, element);
                break;
            default:
                if (!ExactNumber.TryFrom(value, out ExactNumber number))
                {
                    throw Misfit(type, value, "it takes a number in its range");
                }

                Encoder encoder = new(type, number, element);
                type.Dispatch<Encoder, bool>(ref encoder);
                NativeOrder.Swap(type, element[..type.ItemSize]);
                break;
        }
    }

    private static void EncodeCodedFloat(ElementType type, object? value, Span<byte> element)
    {
        if (!ExactNumber.TryFrom(value, out ExactNumber number) || !number.IsReal)
        {
            throw Misfit(type, value, "it takes real numbers");
        }

        double real = number.Real(roundsAgain: true);
        if (!double.IsFinite(real))
        {
            throw Misfit(type, value, "it has no NaN and no infinities");
        }

        long bits = BitConverter.DoubleToInt64Bits(real);
        int exponent = Math.Max((int)((bits >> 52) & 0x7FF), 1) - 1075;
        BigInteger numerator = number.IsInteger ? (BigInteger)Int128.Abs(number.Integer)
            : (BigInteger)((bits & ((1L << 52) - 1)) | ((bits >> 52 & 0x7FF) == 0 ? 0 : 1L << 52)) << Math.Max(0, exponent);
        BigInteger denominator = BigInteger.One << (number.IsInteger ? 0 : Math.Max(0, -exponent));
        if (!CodedFloat.Of(type)!.TryWrite(type, double.IsNegative(real), numerator, denominator, element))
        {
            throw new ValueException($"{number} does not fit {type}: it is out of range");
        }
    }

    private static void EncodeGroup(ElementType type, object? value, Span<byte> element)
    {
        if (value is not IList items || items.Count != type.ValueCount)
        {
            throw Misfit(type, value, $"it takes a list of {type.ValueCount} integers");
        }

        ushort[] numbers = new ushort[items.Count];
        int highest = (1 << type.PackedBits) - 1;
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = ExactNumber.TryFrom(items[index], out ExactNumber number) && number.IsInteger && number.Integer >= 0 && number.Integer <= highest
                ? (ushort)number.Integer
                : throw Misfit(type, items[index], $"it takes integers of 0 to {highest}");
        }

        PackedGroups.Write(type, numbers, element);
    }

    private static void EncodeParts(ElementType type, object? value, Span<byte> element)
    {
        if (!ExactNumber.TryFrom(value, out ExactNumber number))
        {
            throw Misfit(type, value, "it takes a number with whole parts");
        }

        ElementType part = type.PartType!;
        Encode(part, number.IsInteger ? number.Integer : Whole(number.Complex.Real), element[..part.ItemSize]);
        Encode(part, number.IsInteger ? 0 : Whole(number.Complex.Imaginary), element.Slice(part.ItemSize, part.ItemSize));

        Int128 Whole(double real) => double.IsInteger(real) && Math.Abs(real) < 1e18 ? (Int128)real : throw Misfit(type, value, "it takes whole parts");
    }

    private static void EncodeBits(ElementType type, object? value, Span<byte> element)
    {
        if (!ExactNumber.TryFrom(value, out ExactNumber number) || !number.IsInteger)
        {
            throw Misfit(type, value, "it takes integers");
        }

        Int128 highest = (Int128.One << type.Bits!.Count) - 1;
        if (number.Integer < 0 || number.Integer > highest)
        {
            throw new ValueException($"{number} does not fit {type}, which holds 0 to {highest}");
        }

        type.Bits.Write(element, (ulong)number.Integer);
    }

    /// <summary>The bytes of a value that is bytes; <see langword="null"/> of any other.</summary>
    internal static byte[]? Bytes(object? value) => value switch
    {
        byte[] array => array,
        ReadOnlyMemory<byte> memory => memory.ToArray(),
        Memory<byte> memory => memory.ToArray(),
        _ => null,
    };

    private static void EncodeText(ElementType type, object? value, Span<byte> element)
    {
        byte[]? text = Bytes(value);
        if (value is string characters)
        {
            text = characters.All(character => character <= 0xFF)
                ? System.Text.Encoding.Latin1.GetBytes(characters)
                : throw Misfit(type, value, "each character stands for one byte, U+0000 to U+00FF; give bytes instead");
        }

        if (text is null)
        {
            throw Misfit(type, value, "it takes bytes or a string");
        }

        if (text.Length > type.ItemSize)
        {
            throw new ValueException($"{Plural.Of(text.Length, "byte")} do not fit {type}, which takes {type.ItemSize}");
        }

        text.CopyTo(element);
        element[text.Length..type.ItemSize].Clear();
    }

    private static void EncodeRecord(ElementType type, object? value, Span<byte> element)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> named:
                foreach (string name in named.Keys)
                {
                    if (!type.Fields.Any(field => field.Name == name))
                    {
                        throw new ValueException($"the record {type} has no field '{name}'");
                    }
                }

                foreach (RecordField field in type.Fields)
                {
                    if (!named.TryGetValue(field.Name, out object? part))
                    {
                        throw new ValueException($"field '{field.Name}' of the record {type} is not given");
                    }

                    EncodeField(field, part, element);
                }

                break;
            case IList listed when Bytes(value) is null:
                if (listed.Count != type.Fields.Length)
                {
                    throw new ValueException($"{listed.Count} values do not fit the {type.Fields.Length} fields of the record {type}");
                }

                for (int number = 0; number < listed.Count; number++)
                {
                    EncodeField(type.Fields[number], listed[number], element);
                }

                break;
            default:
                throw Misfit(type, value, "it takes its fields, by name or in order");
        }
    }

    private static void EncodeField(RecordField field, object? value, Span<byte> record) =>
        EncodeField(field, field.Shape.AsSpan(), value, record.Slice(field.Offset, (int)field.ByteLength));

    private static void EncodeField(RecordField field, ReadOnlySpan<long> shape, object? value, Span<byte> bytes)
    {
        if (shape.IsEmpty)
        {
            Encode(field.Type, value, bytes);
            return;
        }

        if (value is not IList items || items.Count != shape[0])
        {
            throw new ValueException($"field '{field.Name}' takes a list of {shape[0]} values there, and was given {(value is IList list ? $"{list.Count}" : Describe(value))}");
        }

        int size = items.Count == 0 ? 0 : bytes.Length / items.Count;
        for (int index = 0; index < items.Count; index++)
        {
            EncodeField(field, shape[1..], items[index], bytes.Slice(index * size, size));
        }
    }

    private static ValueException Misfit(ElementType type, object? value, string reason) =>
        new($"{Describe(value)} does not fit {type}: {reason}");

    private static string Describe(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        _ when ExactNumber.TryFrom(value, out ExactNumber number) => number.ToString(),
        _ => $"a {value.GetType().Name}",
    };

    private readonly ref struct Encoder(ElementType type, ExactNumber number, Span<byte> element) : INumericVisitor<bool>
    {
        private readonly ExactNumber number = number;
        private readonly Span<byte> element = element;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            T narrow;
            if (typeof(TWide) == typeof(long))
            {
                Int128 lowest = (long)(object)TCodec.Minimum;
                narrow = TCodec.Narrow((TWide)(object)(long)Integer(lowest, (long)(object)TCodec.Maximum));
            }
            else if (typeof(TWide) == typeof(ulong))
            {
                narrow = TCodec.Narrow((TWide)(object)(ulong)Integer(0, (ulong)(object)TCodec.Maximum));
            }
            else if (typeof(TWide) == typeof(double))
            {
                if (!number.IsReal)
                {
                    throw new ValueException($"{number} does not fit {type}: it is complex");
                }

                double real = number.Real(roundsAgain: type.ItemSize < sizeof(double));
                narrow = TCodec.Narrow((TWide)(object)real);
                EnsureKept(real, (double)(object)TCodec.Widen(narrow));
            }
            else
            {
                Complex complex = number.IsInteger ? number.Real(roundsAgain: type.ItemSize < 16) : number.Complex;
                narrow = TCodec.Narrow((TWide)(object)complex);
                Complex kept = (Complex)(object)TCodec.Widen(narrow);
                EnsureKept(complex.Real, kept.Real);
                EnsureKept(complex.Imaginary, kept.Imaginary);
            }

            MemoryMarshal.Write(element, in narrow);
            return true;
        }

        private Int128 Integer(Int128 lowest, Int128 highest) =>
            !number.IsInteger ? throw new ValueException($"{number} does not fit {type}: it takes integers")
            : number.Integer < lowest || number.Integer > highest ? throw new ValueException($"{number} does not fit {type}, which holds {lowest} to {highest}")
            : number.Integer;

        // Too large for the type, or an infinity that it does not have.
        private void EnsureKept(double given, double kept)
        {
            if (double.IsFinite(given) != double.IsFinite(kept) || double.IsNaN(given) != double.IsNaN(kept))
            {
                throw new ValueException($"{number} does not fit {type}: it is out of range");
            }
        }
    }
}
