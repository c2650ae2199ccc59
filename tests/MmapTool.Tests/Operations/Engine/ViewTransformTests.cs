using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Tests.Views;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Engine;

/// <summary>Every element changed exactly once, and no other byte: against the same change made element by element in an array.</summary>
public class ViewTransformTests
{
    [Test]
    public void Random_layouts_change_as_in_an_array_and_nothing_else_does()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[1 << 14];
        new Random(1).NextBytes(bytes);
        string path = folder.Write("data", bytes);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        Random random = new(2);
        int changed = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            Layout layout = MemoryOrder.Of(new RandomLayout(seed).Step(seed % 3).Layout);
            layout = Layout.Create(layout.ElementType, layout.Offset, [random.Next(1, 9), .. layout.Shape], [layout.End - layout.Start + random.Next(600), .. layout.Strides]);
            if (layout.Count == 0 || layout.End > bytes.Length || !LayoutOverlap.IsAscending(layout))
            {
                continue;
            }

            changed++;
            long first = random.NextInt64(layout.Count);
            long count = random.NextInt64(1, layout.Count - first + 1);
            long number = 0;
            foreach (long offset in Offsets(layout))
            {
                if (number >= first && number < first + count)
                {
                    for (int at = 0; at < layout.ItemSize; at++)
                    {
                        bytes[offset + at] = (byte)(bytes[offset + at] + number + 1);
                    }
                }

                number++;
            }

            WorkLimits limits = new() { Threads = 1 + (seed % 7), WindowBytes = random.Next(1, 200) };
            ViewTransform.Run(new MappedFileTarget(file), layout, layout, first, count, new AddNumber(layout.ItemSize, layout.ItemSize), limits);
            byte[] now = new byte[bytes.Length];
            file.ReadAt(0, now);
            Assert.That(now, Is.EqualTo(bytes), $"{layout} from {first}, {count}");
        }

        Assert.That(changed, Is.GreaterThan(500));
    }

    [Test]
    public void Smaller_elements_move_toward_the_first([Values(1, 3)] int threads)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[100_000];
        new Random(3).NextBytes(bytes);
        using MappedFile file = MappedFile.Open(folder.Write("data", bytes), MapAccess.ReadWrite);
        Layout before = Layout.Contiguous(ElementType.Int32, [24_000], 1000);
        Layout after = Layout.Contiguous(ElementType.Int16, [24_000], 1000);
        ViewTransform.Run(new MappedFileTarget(file), before, after, 0, before.Count, new AddNumber(4, 2), new() { Threads = threads, WindowBytes = 96 });
        byte[] expected = [.. bytes[..1000], .. Enumerable.Range(0, 24_000).SelectMany(index => new[] { 0, 1 }.Select(at => (byte)(bytes[1000 + (4 * index) + at] + index + 1)))];
        byte[] now = new byte[expected.Length];
        file.ReadAt(0, now);
        Assert.That(now, Is.EqualTo(expected));
        Assert.That(
            () => ViewTransform.Run(new MappedFileTarget(file), after, before, 0, 1, new AddNumber(2, 4), WorkLimits.Default),
            Throws.ArgumentException, "larger ones would be read where others were written");
    }

    [Test]
    public void Elements_that_share_bytes_or_go_backward_are_refused()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Write("data", new byte[100]), MapAccess.ReadWrite);
        foreach (Layout layout in (Layout[])[
            Layout.Create(ElementType.Int32, 0, [10], [2]), Layout.Create(ElementType.UInt8, 99, [10], [-1]), Layout.Create(ElementType.UInt8, 0, [3, 3], [1, 3])])
        {
            Assert.That(
                () => ViewTransform.Run(new MappedFileTarget(file), layout, layout, 0, layout.Count, new AddNumber(1, 1), WorkLimits.Default),
                Throws.ArgumentException, $"{layout}");
        }
    }

    [Test]
    public void An_error_comes_out_once_and_cancelling_stops([Values(1, 2, 7)] int threads)
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Write("data", new byte[100_000]), MapAccess.ReadWrite);
        Layout all = Layout.Over(ElementType.UInt8, file.Length);
        Assert.That(
            () => ViewTransform.Run(new MappedFileTarget(file), all, all, 0, all.Count, new Failing(null), new() { Threads = threads, WindowBytes = 100 }),
            Throws.TypeOf<InvalidDataException>());
        using CancellationTokenSource source = new();
        WorkLimits limits = new() { Threads = threads, WindowBytes = 100, Cancellation = source.Token };
        Assert.That(
            () => ViewTransform.Run(new MappedFileTarget(file), all, all, 0, all.Count, new Failing(source), limits),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static IEnumerable<long> Offsets(Layout layout)
    {
        for (long number = 0; number < layout.Count; number++)
        {
            (long left, long offset) = (number, layout.Offset);
            for (int axis = layout.Rank - 1; axis >= 0; axis--)
            {
                (left, long index) = Math.DivRem(left, layout.Shape[axis]);
                offset += index * layout.Strides[axis];
            }

            yield return offset;
        }
    }

    // Adds an element's number to each of the bytes that are kept.
    private readonly struct AddNumber(int from, int to) : IBlockTransform
    {
        public void Transform(long first, ReadOnlySpan<byte> before, Span<byte> after)
        {
            for (int at = 0; at < after.Length; at++)
            {
                after[at] = (byte)(before[(at / to * from) + (at % to)] + first + (at / to) + 1);
            }
        }
    }

    private readonly struct Failing(CancellationTokenSource? source) : IBlockTransform
    {
        public void Transform(long first, ReadOnlySpan<byte> before, Span<byte> after)
        {
            if (first >= 5000)
            {
                (source ?? throw new InvalidDataException()).Cancel();
            }
        }
    }
}
