using System.Collections.Immutable;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Values;

/// <summary>
/// A JSON value as packed elements of a type: the way back from what <c>--json</c> prints. Nested arrays are the axes of a shape.
/// </summary>
/// <remarks>
/// Where arrays also write an element, the innermost reading wins. So <c>[1, 2]</c> as complex numbers is 1+2i, and an array that fits the fields of a record
/// one by one is that record. Strings stand for <c>S</c> (a byte a character, U+0000 to U+00FF), for <c>V</c> (hex) and for the floats "NaN", "Infinity" and
/// "-Infinity".
/// </remarks>
internal static class JsonArrayEncoder
{
    // The most bytes of a value that is written out, because it is held in memory. Larger values come from a file.
    private const long MostBytes = 1L << 30;

    /// <summary>The shape of the value, read down the first of each array's elements.</summary>
    public static ImmutableArray<long> ShapeOf(JsonElement json, ElementType type)
    {
        ImmutableArray<long>.Builder shape = ImmutableArray.CreateBuilder<long>();
        while (!JsonElementEncoder.IsElement(json, type) && json.ValueKind == JsonValueKind.Array)
        {
            int length = json.GetArrayLength();
            shape.Add(length);
            if (length == 0)
            {
                break;
            }

            json = json[0];
        }

        if (JsonText.UnitsOf(json, type) is { } units)
        {
            shape.Add(units.Length);
        }

        return shape.Count <= Layout.MaximumRank
            ? shape.ToImmutable()
            : throw new ValueException($"arrays {shape.Count} deep have more than the {Layout.MaximumRank} dimensions a view can have");
    }

    /// <summary>The packed elements, in C order and in the type's own byte order.</summary>
    /// <exception cref="ValueException">An element does not fit, or the arrays are ragged; the message names the place in the value.</exception>
    /// <param name="json">The value.</param>
    /// <param name="type">The elements' type.</param>
    /// <param name="shape">The value's shape: see <see cref="ShapeOf"/>.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <param name="takesModes">Whether another mode can be asked for, and is advised.</param>
    public static byte[] Encode(JsonElement json, ElementType type, ImmutableArray<long> shape, CastValues mode, bool takesModes)
    {
        Layout packed = Layout.Contiguous(type, shape);
        if (packed.ByteLength > MostBytes)
        {
            throw new ValueException($"the value takes {packed.ByteLength} bytes as {type}; the most that can be written out is {MostBytes}: give it as @FILE::VIEW");
        }

        byte[] bytes = new byte[packed.ByteLength];
        Level(json, type, shape, 0, bytes, mode, takesModes, []);
        return bytes;
    }

    private static void Level(JsonElement json, ElementType type, ImmutableArray<long> shape, int axis, Span<byte> bytes, CastValues mode, bool takesModes, List<int> place)
    {
        if (JsonText.UnitsOf(json, type) is { } units && axis == shape.Length - 1)
        {
            if (units.Length != shape[axis])
            {
                throw Ragged(place, $"a text of {Plural.Of(units.Length, JsonText.Unit(type))} stands where others have {shape[axis]}");
            }

            JsonText.Encode(units, type, bytes);
            return;
        }

        if (axis == shape.Length)
        {
            if (json.ValueKind == JsonValueKind.Array && !JsonElementEncoder.IsElement(json, type))
            {
                throw Ragged(place, $"an array stands where the values before it have a single {type}");
            }

            try
            {
                JsonElementEncoder.Encode(json, type, mode, bytes);
            }
            catch (ElementException error)
            {
                string mend = takesModes ? error.Mend : "";
                throw new ValueException(place.Count == 0 ? error.Message + mend : $"{error.Message} (at {Name(place)} of the value){mend}");
            }

            return;
        }

        if (json.ValueKind != JsonValueKind.Array || JsonElementEncoder.IsElement(json, type))
        {
            throw Ragged(place, $"a single value stands where others are arrays of {shape[axis]}");
        }

        int length = json.GetArrayLength();
        if (length != shape[axis])
        {
            throw Ragged(place, $"an array of {length} stands where others have {shape[axis]}");
        }

        int step = length == 0 ? 0 : bytes.Length / length;
        int index = 0;
        foreach (JsonElement element in json.EnumerateArray())
        {
            place.Add(index);
            Level(element, type, shape, axis + 1, bytes.Slice(index * step, step), mode, takesModes, place);
            place.RemoveAt(axis);
            index++;
        }
    }

    private static ValueException Ragged(List<int> place, string reason) => new($"the value is ragged{(place.Count == 0 ? "" : " at ")}{Name(place)}: {reason}");

    private static string Name(List<int> place) => string.Concat(place.Select(index => $"[{index}]"));
}
