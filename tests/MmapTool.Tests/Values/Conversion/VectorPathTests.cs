using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>Blocks by vectors give, to the bit and to the message, what the rules give for each element alone.</summary>
public sealed class VectorPathTests
{
    private static readonly string[] Names =
    [
        "b1", "i1", "i2", "i3", "i4", "i8", "u1", "u2", "u3", "u4", "u8", "f2", "f4", "f8", "bf16", "float8_e4m3fn", "float8_e5m2", "c8", "c16",
    ];

    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, 0.5, 1.5, 2.5, -0.9, 127, 128, 255, 256, -129, 448, 463, 464, 465, 57344, 61440, 65504, 65519, 65520, 16777217, 2147483648, 4294967296, 9007199254740993,
        9223372036854775808, 18446744073709551616.0, 1e-45, 1e-310, 6e-8, 3.4e38, 3.5e38, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
    ];

    [Test]
    public void Conversions_of_blocks_are_those_of_elements([ValueSource(nameof(Names))] string name, [Values] CastValues mode)
    {
        Random random = new(name.Length + (int)mode);
        ElementType from = ElementTypeNotation.Parse(name);
        foreach (string other in Names)
        {
            ElementType to = ElementTypeNotation.Parse((random.Next(2) == 0 ? "<" : ">") + other);
            foreach (int kind in (int[])[0, 1, 2])
            {
                byte[] block = Elements(from, 1100, kind, random);
                byte[] each = new byte[1100 * to.ItemSize];
                string? expected = Catch(() =>
                {
                    for (int index = 0; index < 1100; index++)
                    {
                        At(index, () => ElementConversion.Convert(from, block.AsSpan(index * from.ItemSize, from.ItemSize).ToArray(), to, each.AsSpan(index * to.ItemSize, to.ItemSize), mode));
                    }
                });
                byte[] whole = new byte[each.Length];
                string? found = Catch(() => ElementConversion.Convert(from, block.ToArray(), to, whole, mode));
                Assert.That(found, Is.EqualTo(expected), $"{from} to {to}, {mode}, {kind}");
                Assert.That(expected is not null || Same(whole, each, to), $"{from} to {to}, {mode}, {kind}");
            }
        }
    }

    [Test]
    public void Arithmetic_on_blocks_is_that_on_elements([ValueSource(nameof(Names))] string name, [Values] CastValues mode)
    {
        Random random = new(name.Length + (int)mode);
        ElementType type = ElementTypeNotation.Parse(name);
        foreach (EditOperator operation in Enum.GetValues<EditOperator>())
        {
            if (operation is EditOperator.Set or EditOperator.Verify || Catch(() => ElementArithmetic.EnsureDefined(operation, type)) is not null)
            {
                continue;
            }

            foreach (int kind in (int[])[0, 1, 2])
            {
                byte[] left = Elements(type, 1100, kind, random);
                byte[] right = Elements(type, 1100, kind == 0 ? 0 : random.Next(3), random);
                byte[] each = left.ToArray();
                int size = type.ItemSize;
                string? expected = Catch(() =>
                {
                    for (int index = 0; index < 1100; index++)
                    {
                        At(index, () => ElementArithmetic.Apply(operation, type, each.AsSpan(index * size, size), right.AsSpan(index * size, size).ToArray(), mode));
                    }
                });
                byte[] whole = left.ToArray();
                string? found = Catch(() => ElementArithmetic.Apply(operation, type, whole, right.ToArray(), mode));
                Assert.That(found, Is.EqualTo(expected), $"{type} {operation}, {mode}, {kind}");
                Assert.That(expected is not null || Same(whole, each, type), $"{type} {operation}, {mode}, {kind}");
            }
        }
    }

    // The payload of a NaN is not promised.
    private static bool Same(byte[] left, byte[] right, ElementType type)
    {
        if (left.AsSpan().SequenceEqual(right))
        {
            return true;
        }

        byte[] wide = new byte[left.Length / type.ItemSize * 16];
        byte[] other = new byte[wide.Length];
        ElementConversion.Convert(type, left.ToArray(), ElementType.Complex, wide, CastValues.Wrap);
        ElementConversion.Convert(type, right.ToArray(), ElementType.Complex, other, CastValues.Wrap);
        for (int start = 0; start < wide.Length; start += sizeof(double))
        {
            (double a, double b) = (BitConverter.ToDouble(wide, start), BitConverter.ToDouble(other, start));
            if (!(a.Equals(b) && double.IsNegative(a) == double.IsNegative(b)) && !(double.IsNaN(a) && double.IsNaN(b)))
            {
                return false;
            }
        }

        return true;
    }

    // 0: small whole numbers, 1: any numbers, 2: small ones and one special one.
    private static byte[] Elements(ElementType type, int count, int kind, Random random)
    {
        byte[] doubles = new byte[count * sizeof(double)];
        for (int index = 0; index < count; index++)
        {
            double value = kind == 1 ? Special[random.Next(Special.Length)] : random.Next(0, 2);
            value = kind == 2 && index == 700 ? Special[random.Next(Special.Length)] : value;
            BitConverter.TryWriteBytes(doubles.AsSpan(index * sizeof(double)), double.IsNaN(value) && NumberRange.IsInteger(type) ? 3 : value);
        }

        byte[] elements = new byte[count * type.ItemSize];
        ElementConversion.Convert(ElementType.Double, doubles, type, elements, CastValues.Saturate);
        return elements;
    }

    private static void At(int index, Action action)
    {
        try
        {
            action();
        }
        catch (ElementException error)
        {
            throw new ElementException(index + error.Position, error.Message);
        }
    }

    private static string? Catch(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (ElementException error)
        {
            return $"{error.Position}: {error.Message}";
        }
        catch (MmapTool.Errors.ValueException error)
        {
            return error.Message;
        }
    }
}
