using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Transfer;

namespace MmapTool.Values;

/// <summary>The constants of an augmented assignment as its right side: as elements of the view's type where it holds all of them, else by their numbers in a table.</summary>
internal static class ConstantOperand
{
    /// <summary>The right side, not broadcast; null where the value has no such constants, which its own encoder explains.</summary>
    /// <param name="json">A JSON value.</param>
    /// <param name="type">The numeric type of the view.</param>
    /// <param name="shape">The value's shape.</param>
    /// <param name="least">The least integer that an element of the type may be.</param>
    public static Operand? Of(JsonElement json, ElementType type, ImmutableArray<long> shape, long least = long.MinValue)
    {
        List<JsonElement> elements = [];
        if (!TryCollect(json, type, shape, 0, elements))
        {
            return null;
        }

        return !type.IsCoded && TryEncode(elements, type, least) is { } plain
            ? new(new EncodedBytes(plain.Bytes), Layout.Contiguous(type, shape)) { AreIntegers = plain.AreIntegers }
            : InTable(elements, type, shape);
    }

    private static bool TryCollect(JsonElement json, ElementType type, ImmutableArray<long> shape, int axis, List<JsonElement> elements)
    {
        bool isElement = JsonElementEncoder.IsElement(json, type);
        if (axis == shape.Length || isElement)
        {
            elements.Add(json);
            return axis == shape.Length && isElement;
        }

        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != shape[axis])
        {
            return false;
        }

        foreach (JsonElement element in json.EnumerateArray())
        {
            if (!TryCollect(element, type, shape, axis + 1, elements))
            {
                return false;
            }
        }

        return true;
    }

    // Null where one constant is no number of the type, or where only some are integers, of which results must not be rounded.
    private static (byte[] Bytes, bool AreIntegers)? TryEncode(List<JsonElement> elements, ElementType type, long least)
    {
        byte[] bytes = new byte[(long)elements.Count * type.ItemSize];
        int integers = 0;
        for (int index = 0; index < elements.Count; index++)
        {
            ExactValue value;
            try
            {
                value = ExactValue.Of(elements[index], type);
            }
            catch (ElementException)
            {
                return null;
            }

            integers += value.IsInteger ? 1 : 0;
            if (!TryEncode(value, type, bytes.AsSpan(index * type.ItemSize, type.ItemSize)) || (value.IsInteger && value.Real.Truncate(out _) < least))
            {
                return null;
            }
        }

        return integers == 0 || integers == elements.Count || NumberRange.IsInteger(type) ? (bytes, integers > 0) : null;
    }

    private static bool TryEncode(ExactValue value, ElementType type, Span<byte> element)
    {
        if (type.Kind == ElementKind.Complex)
        {
            ElementType part = ElementType.Create(ElementKind.Float, type.ItemSize / 2, type.ByteOrder);
            return TryEncode(value.Real, part, element[..part.ItemSize]) && TryEncode(value.Imaginary, part, element[part.ItemSize..]);
        }

        return TryEncode(value.Real, type, element);
    }

    private static bool TryEncode(ExactReal value, ElementType type, Span<byte> element)
    {
        if (NumberRange.IsInteger(type))
        {
            bool fits = value.IsWhole && new NumberRange(type).Holds(value.Truncate(out _));
            if (fits)
            {
                NumberEncoding.EncodeInteger(type, (Int128)value.Truncate(out _), element);
            }

            return fits;
        }

        FloatFormat format = FloatFormat.Of(type);
        double near = format.Nearest(value);
        bool isHeld = value.IsFinite ? Math.Abs(near) <= format.Largest && ExactArithmetic.AreEqual(ExactReal.Of(near), value) : double.IsNaN(near) || type.Kind != ElementKind.Float8E4M3FN;
        if (isHeld)
        {
            NumberEncoding.EncodeDouble(type, near, CastValues.Exact, element);
        }

        return isHeld;
    }

    // Equal texts are one constant.
    private static Operand? InTable(List<JsonElement> elements, ElementType type, ImmutableArray<long> shape)
    {
        Dictionary<string, uint> known = new(StringComparer.Ordinal);
        byte[] numbers = new byte[(long)elements.Count * sizeof(uint)];
        for (int index = 0; index < elements.Count; index++)
        {
            string text = elements[index].GetRawText();
            ref uint number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, text, out bool exists);
            number = exists ? number : (uint)known.Count - 1;
            MemoryMarshal.Write(numbers.AsSpan(index * sizeof(uint)), number);
        }

        try
        {
            ConstantTable table = new([.. known.OrderBy(static entry => entry.Value).Select(static entry => entry.Key)], type);
            return new(new EncodedBytes(numbers), Layout.Contiguous(ConstantTable.NumberType, shape)) { Constants = table };
        }
        catch (ElementException)
        {
            return null;
        }
    }
}
