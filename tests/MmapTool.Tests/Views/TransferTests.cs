using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Layouts;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>Reading and writing elements of any layout, against the model.</summary>
public sealed class TransferTests
{
    [Test]
    public void ReadElements_copies_what_the_model_lists()
    {
        LayoutClasses classes = new();
        Seeds.Each(1000, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(4);
            classes.Note(sample.Layout);
            (MemoryView view, ArrayMemory memory, Random random) = Lay(sample, seed);
            (int first, int count) = Range(random, sample);
            byte[] read = new byte[(count * view.ItemSize) + 3];
            using (MemoryLease lease = memory.Lease())
            {
                view.ReadElements(lease, first, count, read);
            }

            Assert.That(read, Is.EqualTo(sample.Model.Gather(memory.Bytes, first, count).Concat(new byte[3])), sample.How);
        });
        classes.AssertMet(LayoutClasses.Ranks(5), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.NearPlaces);
    }

    [Test]
    public void WriteElements_changes_what_the_model_lists_and_nothing_else()
    {
        LayoutClasses classes = new();
        Seeds.Each(1000, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(4);
            classes.Note(sample.Layout);
            (MemoryView view, ArrayMemory memory, Random random) = Lay(sample, seed);
            (int first, int count) = Range(random, sample);
            byte[] elements = new byte[count * view.ItemSize];
            random.NextBytes(elements);
            byte[] expected = [.. memory.Bytes];
            sample.Model.Scatter(expected, first, elements);
            using (MemoryLease lease = memory.Lease())
            {
                view.WriteElements(lease, first, elements);
            }

            Assert.That(memory.Bytes, Is.EqualTo(expected), sample.How);
        });
        classes.AssertMet(LayoutClasses.Ranks(5), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.NearPlaces);
    }

    [Test]
    public void PackedBlocks_give_all_elements_in_blocks_of_any_size()
    {
        LayoutClasses classes = new();
        Seeds.Each(300, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(4);
            classes.Note(sample.Layout);
            (MemoryView view, ArrayMemory memory, Random random) = Lay(sample, seed);
            (int first, int count) = Range(random, sample);
            int blockBytes = random.Next(1, 60);
            List<byte> seen = [];
            long next = first;
            using MemoryLease lease = memory.Lease();
            using PackedBlocks blocks = new(view, lease, first, count, blockBytes);
            PackedBlocks walk = blocks;
            while (walk.MoveNext())
            {
                Assert.That(walk.First, Is.EqualTo(next));
                Assert.That(walk.Current.Length, Is.EqualTo(walk.Count * view.ItemSize).And.LessThanOrEqualTo(Math.Max(blockBytes, view.ItemSize)));
                next += walk.Count;
                seen.AddRange(walk.Current);
            }

            walk.Dispose();
            Assert.That(seen, Is.EqualTo(sample.Model.Gather(memory.Bytes, first, count)), sample.How);
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    // Far larger than a window: type, length, stride.
    [TestCase("contiguous", 5 << 20, 1)]
    [TestCase("a column in windows of many blocks", 300_000, 32)]
    [TestCase("reversed", 5 << 20, -1)]
    [TestCase("a reversed column", 200_000, -48)]
    [TestCase("blocks further apart than a window pays for", 100, 70_001)]
    [TestCase("the same, downwards", 100, -70_001)]
    [TestCase("repeated", 5 << 20, 0)]
    public void Layouts_larger_than_a_window_are_walked_whole(string what, int number, int stride)
    {
        foreach (int itemSize in new[] { 1, 2, 3, 4, 8, 16, 24 }.Where(size => Math.Abs(stride) is 0 or 1 || size <= Math.Abs(stride)))
        {
            int length = Math.Abs(stride) == 1 ? number / itemSize : number;
            long step = Math.Abs(stride) == 1 ? stride * itemSize : stride;
            long extent = ((length - 1) * Math.Abs(step)) + itemSize;
            ArrayMemory memory = new(extent + 11);
            new Random(number).NextBytes(memory.Bytes);
            ElementType type = ElementType.Create(ElementKind.Void, itemSize);
            Layout layout = Layout.Create(type, step < 0 ? extent - itemSize + 7 : 7, [length], [step]);
            MemoryView view = new(memory, layout);
            byte[] read = new byte[view.ByteLength];
            byte[] before = [.. memory.Bytes];
            using MemoryLease lease = memory.Lease();
            view.ReadElements(lease, 0, length, read);
            for (int element = 0; element < length; element++)
            {
                if (!read.AsSpan(element * itemSize, itemSize).SequenceEqual(before.AsSpan((int)(layout.Offset + (element * step)), itemSize)))
                {
                    Assert.Fail($"{what}: element {element} of {itemSize} bytes");
                }
            }

            Assert.That(memory.LargestWindow, Is.LessThanOrEqualTo(4 << 20), what);

            // The bytes read, written back, change nothing. The bytes inverted, written back, invert just the elements.
            view.WriteElements(lease, 0, read);
            Assert.That(memory.Bytes.AsSpan().SequenceEqual(before), what);
            if (stride != 0)
            {
                byte[] inverted = new byte[read.Length];
                System.Numerics.Tensors.TensorPrimitives.OnesComplement<byte>(read, inverted);
                view.WriteElements(lease, 0, inverted);
                view.ReadElements(lease, 0, length, read);
                Assert.That(read.AsSpan().SequenceEqual(inverted), what);
                System.Numerics.Tensors.TensorPrimitives.Xor(memory.Bytes, before, before);
                Assert.That(before.Length - before.AsSpan().Count((byte)0), Is.EqualTo(view.ByteLength), what);
            }
        }
    }

    [Test]
    public void A_column_takes_few_windows_and_short_rows_share_them()
    {
        ArrayMemory memory = new(16 << 20);
        MemoryView column = new MemoryView(memory).Cast(ElementType.Single, -1, 16)[ViewIndex.All, 3];
        MemoryView pairs = new MemoryView(memory).Cast(ElementType.Single, -1, 4, 4)[ViewIndex.All, ViewIndex.Slice(0, 4, 3), ViewIndex.Slice(0, 4, 3)];
        Assert.That(column.ToBytes().Length, Is.EqualTo(1 << 20));
        Assert.That(memory.WindowsTaken, Is.LessThanOrEqualTo(5));
        Assert.That(pairs.ToBytes().Length, Is.EqualTo(4 << 20));
        Assert.That(memory.WindowsTaken, Is.LessThanOrEqualTo(5 + 300), "262,144 runs of 2 blocks");
    }

    [Test]
    public void Copies_that_do_not_fit_are_refused_before_any_byte_moves()
    {
        ArrayMemory memory = new(16);
        MemoryView view = new MemoryView(memory).Cast(ElementType.Int32);
        using MemoryLease lease = memory.Lease();
        Assert.That(() => view.ReadElements(lease, 0, 2, new byte[7]), Throws.ArgumentException);
        Assert.That(() => view.ReadElements(lease, 3, 2, new byte[8]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => view.ReadElements(lease, -1, 1, new byte[8]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => view.WriteElements(lease, 3, new byte[8]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => view.WriteElements(lease, 0, new byte[7]), Throws.ArgumentException);
        Assert.That(() => view.ToReadOnly().WriteElements(lease, 0, new byte[4]), Throws.InvalidOperationException);
        Assert.That(memory.Bytes, Is.All.Zero);
    }

    internal static (MemoryView View, ArrayMemory Memory, Random Random) Lay(ModelledLayout sample, int seed)
    {
        Random random = new(seed);
        ArrayMemory memory = new(sample.Layout.End + random.Next(10));
        random.NextBytes(memory.Bytes);
        return (new MemoryView(memory, sample.Layout), memory, random);
    }

    private static (int First, int Count) Range(Random random, ModelledLayout sample)
    {
        int first = random.Next((int)sample.Layout.Count + 1);
        return (first, random.Next((int)sample.Layout.Count - first + 1));
    }
}
