using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Layouts;
using MmapTool.Views;
using static MmapTool.Tests.Views.PythonMemory;

namespace MmapTool.Tests.Views;

/// <summary>Assignment from view to view, above all where the two share bytes.</summary>
public sealed class AssignmentTests
{
    private static readonly LayoutWish Wish = new();

    // Two views of one shape and type somewhere on the same memory. A copy gives the expected value of each element.
    [Test]
    public void Overlapping_sides_give_what_a_copy_first_gives()
    {
        LayoutClasses classes = new();
        Seeds.Each(3000, seed =>
        {
            Random random = new(seed);
            ElementType type = TypeGenerator.Sized(random);
            ImmutableArray<long> shape = LayoutGenerator.Shape(random, Wish, type.ItemSize);
            ImmutableArray<long> strides = Strides(random, shape, type.ItemSize);
            ImmutableArray<long> others = random.Next(3) == 0 ? strides : Strides(random, shape, type.ItemSize);
            long base_ = Math.Max(Low(shape, strides), Low(shape, others));
            Layout target = Layout.Create(type, base_ + random.Next(20), shape, strides);
            Layout source = Layout.Create(type, base_ + random.Next(20), shape, others);
            classes.Note(target);
            classes.Note(source);
            ArrayMemory memory = new(Math.Max(target.End, source.End));
            random.NextBytes(memory.Bytes);
            byte[] expected = [.. memory.Bytes];
            LayoutModel from = LayoutModel.Strided(type, source.Offset, [.. shape], [.. others]);
            LayoutModel to = LayoutModel.Strided(type, target.Offset, [.. shape], [.. strides]);
            ScatterFields(type, to, expected, from.Gather(memory.Bytes, 0, from.Offsets.Length));

            new MemoryView(memory, target).CopyFrom(new MemoryView(memory, source), blockBytes: random.Next(1, 60));

            Assert.That(memory.Bytes, Is.EqualTo(expected), $"{target} = {source}");
            Assert.That(memory.LeasesOut, Is.Zero);
        });
        classes.AssertMet(LayoutClasses.Ranks(6), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.Numbers, LayoutClasses.Others);
    }

    // As in NumPy, the bytes between the fields of a record are no part of a value.
    private static void ScatterFields(ElementType type, LayoutModel target, byte[] bytes, byte[] elements)
    {
        bool[] covered = new bool[type.ItemSize];
        Cover(type, 0);
        for (int element = 0; element < target.Offsets.Length; element++)
        {
            for (int at = 0; at < covered.Length; at++)
            {
                if (covered[at])
                {
                    bytes[target.Offsets[element] + at] = elements[(element * covered.Length) + at];
                }
            }
        }

        void Cover(ElementType part, int from)
        {
            if (part.Kind != ElementKind.Record)
            {
                covered.AsSpan(from, part.ItemSize).Fill(true);
            }

            foreach (RecordField field in part.Fields)
            {
                for (long index = 0; index < field.Count; index++)
                {
                    Cover(field.Type, from + field.Offset + (int)(index * field.Type.ItemSize));
                }
            }
        }
    }

    [Test]
    public void One_file_mapped_twice_is_one_memory_by_whatever_name()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a", [0, 1, 2, 3, 4, 5, 6, 7]);
        File.CreateSymbolicLink(folder["b"], path);
        using MappedFile target = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
        using MappedFile source = MappedFile.Open(folder["b"], MapAccess.Read, FileLocking.None);

        new MemoryView(target)[2..8].CopyFrom(new MemoryView(source)[0..6], blockBytes: 2);

        Assert.That(new MemoryView(target).ToBytes(), Is.EqualTo(new byte[] { 0, 1, 0, 1, 2, 3, 4, 5 }));
    }

    // Pages that a private mapping has written to are its own: the same offsets are not the same bytes.
    [Test]
    public void Bytes_changed_in_a_private_mapping_are_copied_to_the_file()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("a", [0, 1, 2, 3]);
        using MappedFile target = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
        using MappedFile source = MappedFile.Open(path, MapAccess.CopyOnWrite, FileLocking.None);
        MemoryView changed = new(source);
        changed.SetValue(9, 1);

        new MemoryView(target).CopyFrom(changed);

        Assert.That(new MemoryView(target).ToBytes(), Is.EqualTo(new byte[] { 0, 9, 2, 3 }));
    }

    [Test]
    public void A_value_is_broadcast_and_may_be_part_of_the_target()
    {
        LayoutClasses classes = new();
        Seeds.Each(1000, seed =>
        {
            // The target packed, and a value of some of its last axes, any of them repeated, with its own strides in the same bytes.
            Random random = new(seed);
            ElementType type = TypeGenerator.Sized(random);
            ImmutableArray<long> shape = LayoutGenerator.Shape(random, Wish, type.ItemSize);
            long[] small = [.. shape[random.Next(shape.Length + 1)..].Select(length => random.Next(3) == 0 ? 1 : length)];
            ImmutableArray<long> strides = Strides(random, [.. small], type.ItemSize);
            Layout whole = Layout.Contiguous(type, shape, 10);
            Layout part = Layout.Create(type, Low([.. small], strides) + random.Next(30), [.. small], strides);
            classes.Note(part);
            ArrayMemory memory = new(Math.Max(whole.End, part.End));
            random.NextBytes(memory.Bytes);
            LayoutModel target = LayoutModel.Strided(type, 10, [.. shape], [.. whole.Strides]);
            LayoutModel value = LayoutModel.Strided(type, part.Offset, small, [.. strides]).Broadcast([.. shape]);
            byte[] expected = [.. memory.Bytes];
            ScatterFields(type, target, expected, value.Gather(memory.Bytes, 0, value.Offsets.Length));

            new MemoryView(memory, whole).Assign(new MemoryView(memory, part));

            Assert.That(memory.Bytes, Is.EqualTo(expected), $"{whole} = {part}");
        });
        classes.AssertMet(LayoutClasses.Ranks(3), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared);
    }

    [TestCase(1)]
    [TestCase(-1)]
    [TestCase(100_000)]
    public void Shifting_a_large_view_moves_it_in_place(int by)
    {
        ArrayMemory memory = new(3 << 20);
        new Random(by).NextBytes(memory.Bytes);
        byte[] expected = [.. memory.Bytes];
        int length = expected.Length - Math.Abs(by);
        System.Array.Copy(expected, by > 0 ? 0 : -by, expected, by > 0 ? by : 0, length);
        MemoryView view = new(memory);
        view.Slice(Math.Max(by, 0), Math.Max(by, 0) + length).CopyFrom(view.Slice(Math.Max(-by, 0), Math.Max(-by, 0) + length));
        Assert.That(memory.Bytes.AsSpan().SequenceEqual(expected));
        Assert.That(memory.LargestWindow, Is.LessThanOrEqualTo(1 << 20));
    }

    [Test]
    public void Reversing_a_view_onto_itself_goes_through_a_copy()
    {
        MemoryView<int> view = Array([.. Enumerable.Range(0, 100_000)]);
        view.CopyFrom(view.Slice(null, null, -1));
        Assert.That(view.ToArray(), Is.EqualTo(Enumerable.Range(0, 100_000).Reverse()));
    }

    [Test]
    public void A_copy_that_is_too_large_for_memory_goes_to_a_file_and_reads_back()
    {
        MemoryView view = Array([.. Enumerable.Range(0, 100_000)]).Slice(null, null, -1);
        using Spill spill = new(view, largestInMemory: 1000);
        MemoryView copy = new(spill, Layout.Contiguous(ElementType.Int32, [100_000]));
        Assert.That(copy.ValueEquals(view));
        Assert.That(copy.Slice(null, null, 7).ValueEquals(view.Slice(null, null, 7)));
        Assert.That(copy.IsReadOnly);
    }

    [Test]
    public void Two_sources_on_one_array_are_recognised()
    {
        byte[] bytes = [1, 2, 3, 4, 5];
        MemoryView one = new(new ArrayMemory(bytes));
        MemoryView other = new(new ArrayMemory(bytes));
        one.CopyFrom(other.Slice(null, null, -1));
        Assert.That(bytes, Is.EqualTo(new byte[] { 5, 4, 3, 2, 1 }));
    }

    [Test]
    public void CopyFrom_is_strict_and_Assign_broadcasts()
    {
        MemoryView<short> view = Array<short>(1, 2, 3, 4, 5, 6);
        MemoryView table = view.Reshape(2, 3);
        MemoryView row = Array<short>(7, 8, 9);
        Assert.That(() => table.CopyFrom(row), Throws.TypeOf<ViewException>());
        Assert.That(() => view.CopyFrom(row.Cast(ElementType.UInt16)), Throws.TypeOf<ViewException>());
        Assert.That(() => table.Assign(row.Cast(ElementType.UInt16)), Throws.TypeOf<ViewException>());
        Assert.That(() => table.Assign(Array<short>(1, 2)), Throws.TypeOf<ViewException>().With.Message.Contains("broadcast"));
        Assert.That(() => view.CopyFrom(row.Cast(ElementType.Int16.WithByteOrder(ByteOrder.Big))), Throws.TypeOf<ViewException>());
        table.Assign(row);
        Assert.That(view.ToArray(), Is.EqualTo(new short[] { 7, 8, 9, 7, 8, 9 }));
        table.Assign(row[1]);
        Assert.That(view.ToArray(), Is.All.EqualTo(8));
        view.Assign(row.Reshape(1, 3)[ViewIndex.All, 0..1]);
        Assert.That(view.ToArray(), Is.All.EqualTo(7));
    }

    [Test]
    public void Fill_and_Clear_touch_the_elements_only()
    {
        ArrayMemory memory = new(new byte[] { 1, 2, 3, 4, 5, 6, 7 });
        MemoryView odd = new MemoryView(memory).Slice(1, null, 2);
        odd.Fill(255);
        Assert.That(memory.Bytes, Is.EqualTo(new byte[] { 1, 255, 3, 255, 5, 255, 7 }));
        odd.Clear();
        Assert.That(memory.Bytes, Is.EqualTo(new byte[] { 1, 0, 3, 0, 5, 0, 7 }));
        Assert.That(() => odd.Fill(256), Throws.TypeOf<ValueException>());
    }

    [Test]
    public void Fill_leaves_what_lies_between_the_fields_of_a_record()
    {
        ElementType type = ElementType.Record([new("a", ElementType.UInt8, 0), new("b", ElementType.UInt8, 2)], 4);
        ArrayMemory memory = new(Enumerable.Repeat((byte)9, 8).ToArray());
        MemoryView view = new MemoryView(memory).Cast(type);
        view.Fill(new object[] { 1, 2 });
        Assert.That(memory.Bytes, Is.EqualTo(new byte[] { 1, 9, 2, 9, 1, 9, 2, 9 }));
    }

    // Strides that are often the same for both sides, and seldom do not meet.
    private static ImmutableArray<long> Strides(Random random, ImmutableArray<long> shape, int itemSize)
    {
        ImmutableArray<long> packed = Layout.Contiguous(ElementType.Create(ElementKind.Void, itemSize), shape).Strides;
        return random.Next(4) switch
        {
            0 => packed,
            1 => [.. packed.Select(stride => random.Next(2) == 0 ? stride : -stride)],
            2 => [.. shape.Select(_ => (long)random.Next(-9, 10))],
            _ => LayoutGenerator.Strides(random, shape, itemSize, mayShareBytes: true),
        };
    }

    // The distance from the first element down to the lowest one.
    private static long Low(ImmutableArray<long> shape, ImmutableArray<long> strides) =>
        -shape.Zip(strides, (length, stride) => Math.Min(0, Math.Max(0, length - 1) * stride)).Sum();
}
