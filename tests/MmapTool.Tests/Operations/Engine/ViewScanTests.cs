using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Layouts;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Engine;

/// <summary>Every element comes once, in order, with the same bytes on every way of reading. The oracle picks elements one by one by index arithmetic.</summary>
public class ViewScanTests
{
    private static readonly int[] Threads = [1, 2, 7];

    [Test]
    public void Random_layouts_give_the_same_elements_on_both_back_ends_with_any_threads_and_windows()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[1 << 16];
        new Random(11).NextBytes(bytes);
        using MappedFile file = MappedFile.Open(folder.Write("data", bytes), MapAccess.Read);
        LayoutClasses classes = new();
        LayoutWish wish = new() { MaximumElements = 3000, MaximumExtent = 40_000, MayBeEmpty = false };
        Seeds.Each(2000, seed =>
        {
            Random random = new(seed);
            Layout layout = LayoutGenerator.Strided(random, wish);
            if (layout.End > bytes.Length)
            {
                return;
            }

            classes.Note(layout);
            ScanShape shape = new(random.Next(1, 40), random.Next(1, 12), random.Next(3));
            WorkLimits limits = new()
            {
                Threads = Threads[random.Next(3)],
                Io = (WindowSource)random.Next(3),
                WindowBytes = random.Next(1, 300),
            };
            byte[] expected = Packed(bytes, layout);
            MemorySource source = random.Next(5) == 0 ? MemorySource.Of(bytes, readOnly: true) : file;
            Collected scan = new(layout.ItemSize, expected, shape);
            ViewScan.Run<Collected, List<byte>>(new MemoryView(source, layout), ScanOrder.C, shape, ref scan, limits);
            Assert.That(scan.All.SequenceEqual(expected), $"{layout} {limits}");
        });
        classes.AssertMet(LayoutClasses.Ranks(6), LayoutClasses.Lengths[1..], LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.Numbers, LayoutClasses.Others, LayoutClasses.NearPlaces);
    }

    [Test]
    public void The_order_of_memory_goes_forward_and_has_the_same_elements()
    {
        byte[] bytes = new byte[1 << 16];
        new Random(3).NextBytes(bytes);
        for (int seed = 0; seed < 1000; seed++)
        {
            Layout layout = new ModelledLayout(seed).Step(2).Layout;
            if (layout.Count == 0 || layout.Start < 0 || layout.End > bytes.Length)
            {
                continue;
            }

            Layout ordered = MemoryOrder.Of(layout);
            ScanShape shape = new(16, 5);
            Collected scan = new(layout.ItemSize, null, shape);
            ViewScan.Run<Collected, List<byte>>(new MemoryView(MemorySource.Of(bytes), layout), ScanOrder.Memory, shape, ref scan, WorkLimits.Default);
            if (!layout.IsCContiguous)
            {
                Assert.That(ordered.Strides.All(stride => stride >= 0) && ordered.Strides.SequenceEqual(ordered.Strides.OrderDescending()), $"{layout} as {ordered}");
            }

            Assert.That(Elements([.. scan.All], layout.ItemSize), Is.EquivalentTo(Elements(Packed(bytes, layout), layout.ItemSize)), $"{layout}");
        }
    }

    [Test]
    public void Holes_read_as_zeros_beyond_four_gibibytes_and_data_beside_them_as_they_are()
    {
        using TemporaryFolder folder = new();
        const long Length = (5L << 30) + 12345;
        string path = folder.Sparse("sparse", Length);
        long[] places = [0, 1_000_000, (4L << 30) + 77, Length - 1];
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
        {
            foreach (long place in places)
            {
                stream.Position = place;
                stream.WriteByte(9);
            }
        }

        using MappedFile file = MappedFile.Open(path, MapAccess.Read);
        foreach (WindowSource io in Enum.GetValues<WindowSource>())
        {
            NonZero scan = default;
            ViewScan.Run<NonZero, List<long>>(new MemoryView(file), ScanOrder.C, ScanShape.Of(1), ref scan, new() { Threads = 2, Io = io });
            Assert.That(scan.Places, Is.EqualTo(places), $"{io}");

            NonZero strided = default;
            Layout every = Layout.Create(ElementType.UInt8, Length - 1, [Length / 1001], [-1001]);
            ViewScan.Run<NonZero, List<long>>(new MemoryView(file, every), ScanOrder.C, ScanShape.Of(1), ref strided, new() { Threads = 2, Io = io });
            long[] expected = [.. places.Where(place => (Length - 1 - place) % 1001 == 0).Select(place => (Length - 1 - place) / 1001).Order()];
            Assert.That(strided.Places, Is.EqualTo(expected), $"{io}, strided");
        }
    }

    [Test]
    public void Segments_are_joined_in_order_one_at_a_time_until_told_to_stop([Values(1, 2, 7)] int threads)
    {
        Stopping scan = new() { Last = 20 };
        ScanShape shape = new(10, 3);
        ViewScan.Run<Stopping, long>(new MemoryView(MemorySource.Of(new byte[1000])), ScanOrder.C, shape, ref scan, new() { Threads = threads });
        Assert.That(scan.Joined, Is.EqualTo(Enumerable.Range(0, 21).Select(segment => (long)segment)));
    }

    [Test]
    public void An_error_comes_out_as_it_was_thrown_and_the_first_place_wins([Values(1, 2, 7)] int threads, [Values(0, 3, 57)] int first)
    {
        // All segments from one on fail, and later ones fail sooner. The segments before the first failing one must be finished, block by block.
        Throwing scan = new() { First = first, Late = new() };
        Assert.That(
            () => ViewScan.Run<Throwing, int>(new MemoryView(MemorySource.Of(new byte[1000])), ScanOrder.C, new(10, 1), ref scan, new() { Threads = threads }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo($"{first}"));
    }

    [Test]
    public void A_failure_behind_the_place_where_a_scan_was_stopped_does_not_count([Values(1, 2, 7)] int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            StoppingBefore scan = new() { Last = 3 };
            Assert.That(
                () => ViewScan.Run<StoppingBefore, long>(new MemoryView(MemorySource.Of(new byte[1000])), ScanOrder.C, new(10, 10), ref scan, new() { Threads = threads }),
                Throws.Nothing);
            Assert.That(scan.Joined, Is.EqualTo(4));
        }
    }

    [Test]
    public void Cancelled_work_stops_and_says_so([Values(1, 2)] int threads)
    {
        using CancellationTokenSource source = new();
        Cancelling scan = new() { Source = source };
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("sparse", 1L << 40), MapAccess.Read);
        Assert.That(
            () => ViewScan.Run<Cancelling, int>(new MemoryView(file), ScanOrder.C, ScanShape.Of(1), ref scan, new() { Threads = threads, Cancellation = source.Token }),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Progress_is_monotone_and_ends_at_the_views_bytes()
    {
        Reported progress = new();
        NonZero scan = default;
        ViewScan.Run<NonZero, List<long>>(
            new MemoryView(MemorySource.Of(new short[5000])), ScanOrder.C, new(100, 10), ref scan, new() { Threads = 3, Progress = progress });
        Assert.That(progress.Values, Is.Ordered);
        Assert.That(progress.Values[^1], Is.EqualTo(10000));
    }

    [Test]
    public void A_file_cut_short_under_the_scan_is_an_error_and_no_dead_process([Values] WindowSource io)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("data", new byte[1 << 20]);
        using MappedFile file = MappedFile.Open(path, MapAccess.Read);
        Cutting scan = new() { Path = path };
        Assert.That(
            () => ViewScan.Run<Cutting, int>(new MemoryView(file), ScanOrder.C, new(4096, 4096), ref scan, new() { Threads = 1, Io = io, WindowBytes = 8192 }),
            Throws.TypeOf<MappedFileException>());
    }

    [Test]
    public void Extents_hold_their_elements_and_end_at_them()
    {
        Random random = new(5);
        for (int seed = 0; seed < 700; seed++)
        {
            Layout layout = new ModelledLayout(seed).Step(2).Layout;
            if (layout.Count == 0)
            {
                continue;
            }

            long first = random.NextInt64(layout.Count);
            long count = random.NextInt64(1, layout.Count - first + 1);
            (long lower, long upper) = layout.Extent(first, count);
            long[] offsets = [.. Offsets(layout).Skip((int)first).Take((int)count)];
            Assert.That(lower, Is.LessThanOrEqualTo(offsets.Min()), $"{layout}");
            Assert.That(upper, Is.GreaterThanOrEqualTo(offsets.Max() + layout.ItemSize), $"{layout}");
            if (count == layout.Count || count == 1)
            {
                Assert.That((lower, upper), Is.EqualTo((offsets.Min(), offsets.Max() + layout.ItemSize)), $"{layout} {first} {count}");
            }
        }
    }

    private static IEnumerable<long> Offsets(Layout layout)
    {
        for (long number = 0; number < layout.Count; number++)
        {
            (long left, long offset) = (number, layout.Offset);
            for (int axis = layout.Rank - 1; axis >= 0; axis--)
            {
                offset += left % layout.Shape[axis] * layout.Strides[axis];
                left /= layout.Shape[axis];
            }

            yield return offset;
        }
    }

    private static byte[] Packed(byte[] bytes, Layout layout) =>
        [.. Offsets(layout).SelectMany(offset => bytes.AsSpan((int)offset, layout.ItemSize).ToArray())];

    private static IEnumerable<string> Elements(byte[] bytes, int size) => size == 0 ? [] : bytes.Chunk(size).Select(Convert.ToHexString);

    private struct Collected(int itemSize, byte[]? expected, ScanShape shape) : IBlockScan<List<byte>>
    {
        public List<byte> All = [];

        public readonly List<byte> Begin(long segment) => [];

        public readonly void Take(ref List<byte> partial, ScanBlock block)
        {
            partial.AddRange(block.Elements[..(block.Count * itemSize)]);
            if (expected is null)
            {
                return;
            }

            long count = itemSize == 0 ? 0 : expected.Length / itemSize;
            int ahead = (int)Math.Min(shape.Lookahead, count - block.First - block.Count);
            if (!block.Elements.SequenceEqual(expected.AsSpan((int)block.First * itemSize, (block.Count + ahead) * itemSize)))
            {
                throw new InvalidDataException($"block at {block.First} of {block.Count}, ahead {ahead}");
            }
        }

        public readonly bool Join(long segment, List<byte> partial)
        {
            All.AddRange(partial);
            return true;
        }
    }

    private struct NonZero : IBlockScan<List<long>>
    {
        public List<long>? Places;

        public readonly List<long> Begin(long segment) => [];

        public readonly void Take(ref List<long> partial, ScanBlock block)
        {
            for (int at = 0; (at = block.Elements[at..].IndexOfAnyExcept((byte)0) is >= 0 and var found ? at + found : -1) >= 0; at++)
            {
                partial.Add(block.First + at);
            }
        }

        public bool Join(long segment, List<long> partial)
        {
            (Places ??= []).AddRange(partial);
            return true;
        }
    }

    private struct Stopping : IBlockScan<long>
    {
        public List<long>? Joined;
        public long Last;

        public readonly long Begin(long segment) => segment;

        public readonly void Take(ref long partial, ScanBlock block)
        {
            // This test checks only the order of joining.
        }

        public bool Join(long segment, long partial)
        {
            Assert.That(partial, Is.EqualTo(segment));
            (Joined ??= []).Add(segment);
            return segment < Last;
        }
    }

    // Each segment from one on fails at its last block. That one waits a while for a later one to have failed.
    private struct Throwing : IBlockScan<int>
    {
        public long First;
        public ManualResetEventSlim Late;

        public readonly int Begin(long segment) => 0;

        public readonly void Take(ref int partial, ScanBlock block)
        {
            (long segment, long within) = Math.DivRem(block.First, 10);
            if (segment < First)
            {
                return;
            }

            if (segment > First)
            {
                Late.Set();
                throw new InvalidDataException($"{segment}");
            }

            if (within == 5)
            {
                Late.Wait(TimeSpan.FromMilliseconds(200));
                Thread.Sleep(5);
            }
            else if (within == 9)
            {
                throw new InvalidDataException($"{segment}");
            }
        }

        public readonly bool Join(long segment, int partial) => true;
    }

    private struct StoppingBefore : IBlockScan<long>
    {
        public long Last;
        public int Joined;

        public readonly long Begin(long segment) => segment;

        public readonly void Take(ref long partial, ScanBlock block)
        {
            if (partial > Last)
            {
                throw new InvalidDataException("behind the end");
            }
        }

        public bool Join(long segment, long partial)
        {
            Joined++;
            return segment < Last;
        }
    }

    private struct Cancelling : IBlockScan<int>
    {
        public CancellationTokenSource Source;

        public readonly int Begin(long segment) => 0;

        public readonly void Take(ref int partial, ScanBlock block) => Source.Cancel();

        public readonly bool Join(long segment, int partial) => true;
    }

    private struct Cutting : IBlockScan<int>
    {
        public string Path;

        public readonly int Begin(long segment) => 0;

        public readonly void Take(ref int partial, ScanBlock block)
        {
            if (block.First == 1 << 18)
            {
                using FileStream stream = new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                stream.SetLength(1 << 17);
            }
        }

        public readonly bool Join(long segment, int partial) => true;
    }

    private sealed class Reported : IProgress<long>
    {
        public List<long> Values { get; } = [];

        public void Report(long value) => Values.Add(value);
    }
}
