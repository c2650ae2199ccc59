using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Tests.Layouts;
using MmapTool.Tests.Patching;
using MmapTool.Tests.Views;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Sweeps;

/// <summary>Convert, patch and assignment of every permutation of small shapes, against plain loops over a copy.</summary>
public sealed class WritingSweepTests
{
    private static readonly string[] IntegerArithmetic = ["<u2", ">i4", "<u3", "<i8", "u1", ">u2", ">i3"];

    [Test]
    public void Values_are_converted_to_a_file_in_C_order_and_the_first_that_does_not_fit_is_named()
    {
        using TemporaryFolder folder = new();
        ElementType to = ElementType.Double.WithByteOrder(ByteOrder.Big);
        Sweep.Each(IntegerArithmetic, (view, number) =>
        {
            if (view.Values.Length == 0 && number % 20 != 0)
            {
                // Files take most of the time. A few of the views without elements are enough.
                return;
            }

            WorkLimits limits = SweptWays.Of(view.ItemSize, number).ElementAt(number % 4);
            using ReplacementFile file = ReplacementFile.Create(folder["out.bin"], overwrite: true);
            new ConvertedExport(view.View, to, CastValues.Exact).WriteTo(file, limits);
            file.Commit(sync: false);
            MemoryView written = new(MemorySource.Of(File.ReadAllBytes(folder["out.bin"])), Layout.Contiguous(to, [view.Values.Length]));
            Sweep.AssertSame<double>([.. ((object[])written.ToList()).Cast<double>()], [.. view.Values.Select(value => (double)value)], $"{view} {limits}");

            int first = Array.FindIndex(view.Values, value => value > 127);
            foreach (WorkLimits way in SweptWays.Of(view.ItemSize, number))
            {
                Action check = () => ConversionCheck.Run(view.View, ElementConverter.Of(view.Layout.ElementType, ElementType.Int8, CastValues.Exact), way);
                if (first < 0)
                {
                    check();
                    continue;
                }

                string index = view.Shape.Length == 0 ? "the value" : $"element [{string.Join(", ", Index(view.Shape, first))}]";
                Assert.That(check, Throws.TypeOf<MmapTool.Errors.ValueException>().With.Message.StartWith($"{index} at byte {SweptFile.Lead + ((long)view.Numbers[first] * view.ItemSize)}: "), $"{view} {way}");
            }
        });
    }

    [Test]
    public void Values_are_converted_where_they_lie() => Sweep.Each(IntegerArithmetic, (view, number) =>
    {
        byte[] bytes = BytesOf(view);
        bool isSwap = number % 2 == 0 && view.ItemSize > 1;
        ElementType from = view.Layout.ElementType;
        ElementType to = isSwap ? from.WithByteOrder(from.ByteOrder == ByteOrder.Big ? ByteOrder.Little : ByteOrder.Big)
            : from.Kind == ElementKind.UnsignedInteger ? ElementType.Create(ElementKind.SignedInteger, view.ItemSize, from.ByteOrder)
            : ElementType.Create(ElementKind.UnsignedInteger, view.ItemSize, from.ByteOrder);
        byte[] expected = [.. bytes];
        foreach (int element in view.Numbers)
        {
            Span<byte> place = expected.AsSpan(SweptFile.Lead + (element * view.ItemSize), view.ItemSize);
            if (isSwap)
            {
                place.Reverse();
            }
            else if (view.ItemSize == 1)
            {
                // The values change their sign and are cut at 127.
                place[0] = Math.Min(place[0], (byte)127);
            }
        }

        PlainTarget target = new(bytes);
        ElementConverter converter = ElementConverter.Of(from, to, isSwap ? CastValues.Exact : CastValues.Saturate);
        ConversionChange.Of(view.Layout, converter, shrink: false, null, new("array", bytes.Length, _ => { }, 1)).Run(target, null);
        Sweep.AssertSame<byte>(bytes, expected, $"{view} to {to}");
    });

    [Test]
    public void Edits_change_the_elements_of_a_view_whichever_way_they_are_planned() => Sweep.Each(IntegerArithmetic, (view, number) =>
    {
        byte[] before = BytesOf(view);
        foreach (PatchOptions options in Plans(view, number))
        {
            // Other elements of the same type, packed in the view's own shape, from another file.
            byte[] other = new byte[Math.Max(1, view.Packed.Length)];
            new Random(number).NextBytes(other);
            byte[] expected = [.. before];
            for (int element = 0; element < view.Numbers.Length; element++)
            {
                other.AsSpan(element * view.ItemSize, view.ItemSize).CopyTo(expected.AsSpan(SweptFile.Lead + (view.Numbers[element] * view.ItemSize)));
            }

            Layout packed = Layout.Contiguous(view.Layout.ElementType, view.Layout.Shape);
            Check(view, before, expected, options, other, PatchBench.Set(view.Layout, PatchBench.Other(packed)));

            // The operation reads the elements that it writes.
            Check(view, before, Flipped(view, before), options, null, PatchBench.Edit(view.Layout, EditOperator.Xor, PatchBench.Hex([.. Enumerable.Repeat((byte)0xA5, view.ItemSize)])));
        }
    });

    [Test]
    public void A_view_set_to_another_view_of_the_same_bytes_becomes_what_a_copy_of_them_was() => Sweep.Each(IntegerArithmetic, (view, number) =>
    {
        byte[] before = BytesOf(view);
        Layout[] sources = [.. Sources(view, number)];
        foreach (Layout source in sources)
        {
            byte[] expected = [.. before];
            LayoutModel from = LayoutModel.Strided(source.ElementType, source.Offset, view.Shape, [.. source.Strides]);
            for (int element = 0; element < view.Numbers.Length; element++)
            {
                before.AsSpan((int)from.Offsets[element], view.ItemSize).CopyTo(expected.AsSpan(SweptFile.Lead + (view.Numbers[element] * view.ItemSize)));
            }

            foreach (PatchOptions options in Plans(view, number))
            {
                Check(view, before, expected, options, null, PatchBench.Set(view.Layout, PatchBench.Own(source)));
            }

            byte[] memory = [.. before];
            ArrayMemory shared = new(memory);
            new MemoryView(shared, view.Layout).CopyFrom(new MemoryView(shared, source), blockBytes: view.ItemSize * (1 + (number % 5)));
            Sweep.AssertSame<byte>(memory, expected, $"{view} from {source} in blocks");
        }
    });

    [Test]
    public void An_element_that_does_not_fit_is_named_by_its_index_in_any_order_of_the_axes() => Sweep.Each([.. IntegerArithmetic.Where(type => !type.EndsWith('8'))], (view, number) =>
    {
        if (view.Values.Length == 0)
        {
            return;
        }

        // All zeros but for one.
        int wrong = new Random(number).Next(view.Values.Length);
        byte[] other = new byte[8 * view.Values.Length];
        BitConverter.TryWriteBytes(other.AsSpan(8 * wrong), 1L << 62);
        string index = view.Shape.Length == 0 ? "" : $"element [{string.Join(", ", Index(view.Shape, wrong))}]: ";
        Edit edit = PatchBench.Set(view.Layout, PatchBench.Other(Layout.Contiguous(ElementType.Int64, view.Layout.Shape)));
        foreach (PatchOptions options in Plans(view, number))
        {
            PlainTarget target = new(BytesOf(view));
            Assert.That(() => PatchPlanner.PlanEdits(target, PatchBench.Sources(target, other), [edit], options), Throws.TypeOf<MmapTool.Errors.ValueException>().With.Message.Contains($"{index}4611686018427387904"), $"{view} {options}");
        }
    });

    [Test]
    public void A_view_whose_elements_share_bytes_is_refused_whichever_axes_they_share_them_by()
    {
        int tried = 0;
        foreach (PermutedShape permuted in PermutedShapes.Some().Where(permuted => permuted.Reversed == 0 && permuted.Shape.All(length => length > 1)))
        {
            Layout whole = Layout.Contiguous(ElementType.Int32, [.. permuted.Shape]).Transpose([.. permuted.Axes.Select(axis => (long)axis)]);
            for (int axis = 0; axis < whole.Rank; axis++)
            {
                // The elements of the axis repeat, or overlap their neighbours.
                foreach (long stride in (long[])[0, whole.Strides[axis] - 1])
                {
                    Layout shared = Layout.Create(whole.ElementType, 0, whole.Shape, whole.Strides.SetItem(axis, stride));
                    foreach (long limit in (long[])[0, 1 << 20])
                    {
                        Assert.That(() => PatchBench.Run(new byte[8192], new() { StoredLimit = limit }, PatchBench.Set(shared, "1")), Throws.TypeOf<MmapTool.Errors.ViewException>().With.Message.Contains("share bytes"), $"{shared}");
                    }

                    Assert.That(
                        () => ConversionChange.Of(shared, ElementConverter.Of(ElementType.Int32, ElementType.UInt32, CastValues.Wrap), shrink: false, null, new("array", 8192, _ => { }, 1)),
                        Throws.TypeOf<MmapTool.Errors.ViewException>().With.Message.Contains("share bytes"),
                        $"{shared}");
                    tried++;
                }
            }
        }

        Assert.That(tried, Is.GreaterThan(300));
    }

    // The same places in C order. If the shape allows it, two axes or all axes are exchanged. Some views are moved by an element or by a byte.
    private static IEnumerable<Layout> Sources(SweptView view, int number)
    {
        ElementType type = view.Layout.ElementType;
        yield return Layout.Contiguous(type, view.Layout.Shape, SweptFile.Lead);
        yield return Layout.Create(type, view.Layout.Offset + (number % 2 == 0 ? view.ItemSize : 1), view.Layout.Shape, view.Layout.Strides);
        if (view.Layout.Start >= view.ItemSize)
        {
            yield return Layout.Create(type, view.Layout.Offset - view.ItemSize, view.Layout.Shape, view.Layout.Strides);
        }

        int rank = view.Shape.Length;
        (int one, int two) = rank < 2 ? (0, 0) : (number % rank, (number + 1) % rank);
        if (one != two && view.Shape[one] == view.Shape[two])
        {
            long[] axes = [.. Enumerable.Range(0, rank).Select(axis => (long)(axis == one ? two : axis == two ? one : axis))];
            yield return view.Layout.Transpose(axes);
        }

        if (rank > 1 && view.Shape.SequenceEqual(view.Shape.Reverse()))
        {
            yield return view.Layout.Transpose();
        }
    }

    private static IEnumerable<PatchOptions> Plans(SweptView view, int number) =>
    [
        new(),
        new() { StoredLimit = 0, BlockCount = 1 + (number % 5) },
        new() { StoredLimit = view.ItemSize * 3, StoredRanges = 2, MemoryLimit = 16, BlockCount = 2 + (number % 3), Threads = 2 },
    ];

    private static void Check(SweptView view, byte[] before, byte[] expected, PatchOptions options, byte[]? other, Edit edit)
    {
        PlainTarget target = new([.. before]);
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target, other), [edit], options);
        Sweep.AssertSame<byte>(target.Bytes, before, $"{view} while {edit.Operator} is planned");

        // The bytes that the plan predicts, and the bytes that are written: on two threads where ranges are small.
        byte[] foretold = new byte[before.Length];
        EditedBytes edited = new(target, [.. plan.Steps], plan.Steps.Length, null);
        for (int offset = 0; offset < foretold.Length; offset += 7)
        {
            edited.ReadAt(offset, foretold.AsSpan(offset, Math.Min(7, foretold.Length - offset)));
        }

        Sweep.AssertSame<byte>(foretold, expected, $"{view} {edit.Operator} foretold by {options}");
        PlanWriter.Execute(plan, target, new() { Threads = options.Threads });
        Sweep.AssertSame<byte>(target.Bytes, expected, $"{view} {edit.Operator} {options}");
    }

    private static byte[] Flipped(SweptView view, byte[] before)
    {
        byte[] after = [.. before];
        foreach (int element in view.Numbers)
        {
            foreach (ref byte part in after.AsSpan(SweptFile.Lead + (element * view.ItemSize), view.ItemSize))
            {
                part ^= 0xA5;
            }
        }

        return after;
    }

    // As much of the file as the view and its neighbours take.
    private static byte[] BytesOf(SweptView view) => view.Bytes(SweptFile.Lead + ((view.Values.Length + 3) * view.ItemSize));

    private static long[] Index(long[] shape, long number)
    {
        long[] index = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (number, index[axis]) = Math.DivRem(number, shape[axis]);
        }

        return index;
    }

    /// <summary>A file in an array, for several threads.</summary>
    private sealed class PlainTarget(byte[] bytes) : IByteTarget
    {
        public byte[] Bytes => bytes;

        public string Name => "array";

        public FileIdentity? Identity => null;

        public long Length => bytes.Length;

        public void ReadAt(long offset, Span<byte> buffer) => bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);

        public void WriteAt(long offset, ReadOnlySpan<byte> written) => written.CopyTo(bytes.AsSpan((int)offset));

        public void Allocate(long offset, long length)
        {
            // An array has its space.
        }

        public void Sync()
        {
            // A sync does nothing: the array is the disk.
        }
    }
}
