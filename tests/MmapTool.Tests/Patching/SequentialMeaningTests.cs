using System.Collections.Immutable;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Patching;

/// <summary>
/// A script means its edits one after another, each with its right side copied first. The model here does just that, on integers of any
/// size, element by element.
/// </summary>
public sealed class SequentialMeaningTests
{
    private static readonly ElementType[] Types =
    [
        ElementType.UInt8, ElementType.Int8, ElementType.Int16, ElementType.UInt16.WithByteOrder(ByteOrder.Big),
        ElementType.Create(ElementKind.SignedInteger, 3), ElementType.UInt32, ElementType.Int64.WithByteOrder(ByteOrder.Big), ElementType.UInt64,
    ];

    private static readonly EditOperator[] Operators = [.. Enum.GetValues<EditOperator>()];

    [Test]
    public void A_plan_gives_what_the_edits_give_one_after_another() =>
        Seeds.Each(2000, Try);

    private static void Try(int seed)
    {
        Random random = new(seed);
        byte[] file = new byte[random.Next(1, 120)];
        byte[] other = new byte[file.Length];
        random.NextBytes(file);
        random.NextBytes(other);
        PatchOptions options = new()
        {
            CastValues = random.Next(4) == 0 ? CastValues.Exact : CastValues.Wrap,
            Describe = random.Next(2) == 0,
            StoredLimit = Pick(random, 0L, 8, 1 << 20),
            StoredRanges = Pick(random, 1L, 3, 256),
            MemoryLimit = Pick(random, 0L, 16, 1 << 20),
            BlockCount = Pick(random, 0, 1, 3),
        };

        byte[] expected = [.. file];
        List<Edit> edits = [];
        bool fails = false;
        int count = random.Next(1, 12);
        for (int index = 0; index < count && !fails; index++)
        {
            (Edit edit, byte[]? after) = Make(random, expected, other, options.CastValues);
            edits.Add(edit);
            fails = after is null;
            expected = after ?? [.. file];
        }

        ArrayTarget target = new([.. file]);
        if (fails)
        {
            Assert.That(
                () => PatchPlanner.PlanEdits(target, PatchBench.Sources(target, other), edits, options),
                Throws.InstanceOf<MmapToolException>());
            Assert.That(target.Writes, Is.Empty);
            return;
        }

        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target, other), edits, options);
        Assert.That(target.Bytes, Is.EqualTo(file), "planning writes nothing");
        PlanWriter.Execute(plan, target);
        Assert.That(target.Bytes, Is.EqualTo(expected));
    }

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];

    private static (Edit Edit, byte[]? After) Make(Random random, byte[] file, byte[] other, CastValues mode)
    {
        Layout layout = RandomLayout(random, Pick(random, Types), file.Length);
        EditOperator operation = random.Next(3) == 0 ? Pick(random, Operators) : Pick(random, EditOperator.Set, EditOperator.Add, EditOperator.Xor);
        (EditValue value, Layout operand, byte[] from) = random.Next(5) switch
        {
            0 => Literal(random, layout, []),
            1 => Literal(random, layout, layout.Rank == 0 ? [] : [layout.Shape[^1]]),
            2 when View(random, layout, file.Length) is { } view => (PatchBench.Other(view), view, other),
            _ when View(random, layout, file.Length) is { } view => (PatchBench.Own(view), view, file),
            _ => Literal(random, layout, []),
        };
        List<long> places = Places(layout);
        List<BigInteger> right = [.. Places(Broadcast(operand, layout)).Select(place => Read(from, operand.ElementType, place))];
        EditValue? old = null;
        if (operation == EditOperator.Verify)
        {
            // The old bytes as they are, or with one wrong byte.
            byte[] there = [.. places.SelectMany(place => file[(int)place..(int)(place + layout.ItemSize)])];
            bool wrong = there.Length > 0 && random.Next(8) == 0;
            if (wrong)
            {
                there[random.Next(there.Length)] ^= 1;
            }

            if (layout.Rank == 1 && layout.Count > 1)
            {
                old = PatchBench.Hex(there);
            }
            else
            {
                old = PatchBench.Own(layout);
                wrong = false;
            }

            if (wrong)
            {
                return (PatchBench.Edit(layout, operation, value, old), null);
            }
        }

        Edit edit = PatchBench.Edit(layout, operation, value, old);
        byte[] after = [.. file];
        for (int index = 0; index < places.Count; index++)
        {
            BigInteger? result = Fit(Compute(operation, Read(file, layout.ElementType, places[index]), right[index], mode), layout.ElementType, mode);
            if (result is null)
            {
                return (edit, null);
            }

            Write(after, layout.ElementType, places[index], result.Value);
        }

        return (edit, after);
    }

    private static BigInteger? Compute(EditOperator operation, BigInteger left, BigInteger right, CastValues mode)
    {
        switch (operation)
        {
            case EditOperator.Set or EditOperator.Verify:
                return right;
            case EditOperator.Add:
                return left + right;
            case EditOperator.Subtract:
                return left - right;
            case EditOperator.Multiply:
                return left * right;
            case EditOperator.Divide:
                return right == 0 || (mode == CastValues.Exact && left % right != 0) ? null : left / right;
            case EditOperator.Remainder:
                return right == 0 ? null : ((left % right) + right) % right;
            case EditOperator.And:
                return left & right;
            case EditOperator.Or:
                return left | right;
            case EditOperator.Xor:
                return left ^ right;
            case EditOperator.ShiftLeft:
                return right < 0 ? null : left << (int)BigInteger.Min(right, 500);
            default:
                return right < 0 ? null : left >> (int)BigInteger.Min(right, 500);
        }
    }

    private static BigInteger? Fit(BigInteger? value, ElementType type, CastValues mode)
    {
        if (value is not { } given)
        {
            return null;
        }

        BigInteger size = BigInteger.One << (8 * type.ItemSize);
        BigInteger low = type.Kind == ElementKind.SignedInteger ? -size / 2 : 0;
        if (given >= low && given < low + size)
        {
            return given;
        }

        return mode == CastValues.Exact ? null : ((((given - low) % size) + size) % size) + low;
    }

    private static BigInteger Read(byte[] file, ElementType type, long place) =>
        new(file.AsSpan((int)place, type.ItemSize), isUnsigned: type.Kind == ElementKind.UnsignedInteger, isBigEndian: type.ByteOrder == ByteOrder.Big);

    private static void Write(byte[] file, ElementType type, long place, BigInteger value)
    {
        BigInteger bits = value < 0 ? value + (BigInteger.One << (8 * type.ItemSize)) : value;
        for (int index = 0; index < type.ItemSize; index++)
        {
            file[place + (type.ByteOrder == ByteOrder.Big ? type.ItemSize - 1 - index : index)] = (byte)((bits >> (8 * index)) & 255);
        }
    }

    private static List<long> Places(Layout layout)
    {
        List<long> places = [layout.Offset];
        for (int axis = 0; axis < layout.Rank; axis++)
        {
            places = [.. places.SelectMany(place => Enumerable.Range(0, (int)layout.Shape[axis]).Select(index => place + (index * layout.Strides[axis])))];
        }

        return places;
    }

    private static Layout Broadcast(Layout operand, Layout layout)
    {
        int lead = layout.Rank - operand.Rank;
        return Layout.Create(
            operand.ElementType,
            operand.Offset,
            layout.Shape,
            [.. Enumerable.Range(0, layout.Rank).Select(axis => axis < lead || operand.Shape[axis - lead] == 1 ? 0 : operand.Strides[axis - lead])]);
    }

    private static (EditValue Value, Layout Operand, byte[] From) Literal(Random random, Layout layout, ImmutableArray<long> shape)
    {
        ElementType type = layout.ElementType;
        Layout operand = Layout.Contiguous(type, shape);
        byte[] bytes = new byte[operand.ByteLength];
        for (int index = 0; index < operand.Count; index++)
        {
            // Mostly small, so that exact results are not always out of range.
            BigInteger value = random.Next(3) == 0 ? random.Next(0, 128) : random.Next(0, 4);
            Write(bytes, type, index * type.ItemSize, value);
        }

        string[] texts = [.. Enumerable.Range(0, (int)operand.Count).Select(index => Read(bytes, type, index * type.ItemSize).ToString())];
        EditValue json = PatchBench.Json(shape.IsEmpty ? texts[0] : $"[{string.Join(",", texts)}]");
        bool hex = operand.Count == 1 ? shape.IsEmpty : operand.Count > 0;
        return (hex && random.Next(2) == 0 ? PatchBench.Hex(bytes) : json, operand, bytes);
    }

    private static Layout RandomLayout(Random random, ElementType type, int length)
    {
        int offset = random.Next(0, Math.Min(length, 9));
        Layout layout = PatchBench.Row(type, offset, (length - offset) / type.ItemSize);
        if (random.Next(4) == 0 && layout.Count > 0)
        {
            return random.Next(2) == 0 ? layout.Index(random.NextInt64(layout.Count)) : layout.Index(random.NextInt64(layout.Count)).Index(ViewIndex.NewAxis);
        }

        layout = layout.Index(ViewIndex.Slice(random.Next(0, 3), null));
        int columns = random.Next(1, 5);
        if (random.Next(2) == 0 && layout.Count >= columns)
        {
            layout = layout.Index(ViewIndex.Slice(null, layout.Count / columns * columns)).Reshape([-1, columns]);
            layout = layout.Index(RandomSlice(random), RandomSlice(random));
            return random.Next(2) == 0 ? layout.Transpose() : layout;
        }

        return layout.Index(RandomSlice(random));
    }

    private static ViewIndex RandomSlice(Random random) =>
        ViewIndex.Slice(random.Next(3) == 0 ? random.Next(0, 4) : null, random.Next(3) == 0 ? -random.Next(1, 3) : null, Pick(random, 1, 1, 1, -1, 2, -3));

    // A view of the same shape, or one that broadcasts to it, near the target or anywhere; null where there is no room.
    private static Layout? View(Random random, Layout layout, int length)
    {
        try
        {
            Layout moved = Layout.Create(layout.ElementType, layout.Offset + random.Next(-6, 7), layout.Shape, layout.Strides);
            for (int axis = 0; axis < moved.Rank && moved.Count > 0; axis++)
            {
                ViewIndex[] indices = [.. Enumerable.Repeat(ViewIndex.All, moved.Rank)];
                indices[axis] = random.Next(4) switch
                {
                    0 => ViewIndex.Slice(null, null, -1),
                    1 => ViewIndex.From(random.NextInt64(moved.Shape[axis]), 1),
                    _ => ViewIndex.All,
                };
                moved = moved.Index(indices);
            }

            if (moved.Rank == 2 && moved.Shape[0] == moved.Shape[1] && random.Next(2) == 0)
            {
                moved = moved.Transpose();
            }

            if (random.Next(3) == 0)
            {
                moved = Layout.Contiguous(Pick(random, Types), moved.Shape, random.Next(0, 8));
            }

            moved.EnsureWithin(length);
            return moved;
        }
        catch (ViewException)
        {
            return null;
        }
    }
}
