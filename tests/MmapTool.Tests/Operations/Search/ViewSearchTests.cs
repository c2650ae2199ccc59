using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Search;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Search;

/// <summary>Searches across every boundary that reading in windows, in blocks and on threads makes, against looking at every place.</summary>
public sealed class ViewSearchTests
{
    private static readonly string[] Views = ["u1", "u1[::-1]", "<u2[::3]", ">u4(-1,6).T", "{a:u1,b:<u2,c:u1}.b", "u1(5,7,-1)[::2, ::-1, 1:]", "<u8[1:-1]", "S3[:2000]", "u1[100:100]", "u1[7]", "u1(10,7,4,30).transpose(2,0,3,1)", "<u2(5,4,7,10,3).transpose(3,1,4,0,2)[:, ::-1]"];

    private TemporaryFolder folder = null!;
    private DataFile file = null!;

    [SetUp]
    public void MakeFile()
    {
        folder = new();
        byte[] bytes = new byte[8400];
        Random random = new(4);
        for (int index = 0; index < bytes.Length; index++)
        {
            // Few different bytes, so that patterns come often, and overlap.
            bytes[index] = (byte)"\0\0\0ab"[random.Next(5)];
        }

        file = DataFile.Open(folder.Write("file.bin", bytes));
    }

    [TearDown]
    public void DeleteFile()
    {
        file.Dispose();
        folder.Dispose();
    }

    [Test]
    public void Patterns_are_found_at_every_place_whatever_the_windows_threads_and_ways_of_reading(
        [ValueSource(nameof(Views))] string expression, [Values(1, 2, 7)] int threads, [Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io)
    {
        MemoryView view = file.View(expression);
        byte[] packed = view.ToBytes();
        Random random = new(threads);
        foreach ((int window, int block, int segment) in ((int, int, int)[])[(0, 0, 0), (200, 64, 64), (333, 100, 1000), (50, 7, 21)])
        {
            // 8,400 bytes have no boundary of the usual blocks of 256 KiB. With these settings they have up to 1,200, and segments of one block and of several.
            WorkLimits limits = new() { Threads = threads, Io = io, WindowBytes = window, BlockBytes = block, SegmentBytes = segment };
            foreach (int length in (int[])[1, 2, 3, 5, 8, 33, 70, 400])
            {
                byte[] bytes = new byte[length];
                byte[] mask = new byte[length];
                int from = random.Next(Math.Max(1, packed.Length - length));
                for (int index = 0; index < length; index++)
                {
                    bytes[index] = from + index < packed.Length ? packed[from + index] : (byte)'a';
                    mask[index] = random.Next(6) switch { 0 => 0xF0, 1 => 0x0F, 2 => 0, _ => 0xFF };
                }

                if (random.Next(2) == 0)
                {
                    mask.AsSpan().Fill(0xFF);
                }

                HexPattern pattern = new([.. bytes.Zip(mask, (value, bits) => (byte)(value & bits))], [.. mask]);
                long[] expected = [.. Enumerable.Range(0, Math.Max(0, packed.Length - length + 1)).Where(place => Matches(packed.AsSpan(place), pattern)).Select(place => (long)place)];
                Assert.That(Found(view, pattern, limits), Is.EqualTo(expected), $"{length} {window}");
                Assert.That(ViewSearch.Count(view, pattern, limits: limits), Is.EqualTo(expected.Length));
                int most = random.Next(1, expected.Length + 2);
                Assert.That(Found(view, pattern, limits, most), Is.EqualTo(expected.Take(most)), $"{length} {window} {most}");
            }
        }
    }

    [Test]
    public void The_first_so_many_matches_are_found_across_segments([Values(1, 3)] int threads, [Values(1L, 65, 5_000_000, 8_388_607, 8_388_608)] long most)
    {
        // Two segments of 4 MiB, in which every byte is a match.
        MemoryView view = MemoryView.Over(new byte[8 << 20]);
        WorkLimits limits = new() { Threads = threads };
        long expected = Math.Min(most, 8 << 20);
        Assert.That(ViewSearch.Count(view, Pattern.Parse("x\"00\""), most, limits), Is.EqualTo(expected));
        long next = 0;
        long found = ViewSearch.Find(view, Pattern.Parse("0"), positions =>
        {
            foreach (long position in positions)
            {
                next = position == next ? next + 1 : -1;
            }
        }, most, limits);
        Assert.That((found, next), Is.EqualTo((expected, expected)));

        // The same in segments of 20 bytes, by any limit.
        WorkLimits near = limits with { BlockBytes = 10, SegmentBytes = 20 };
        MemoryView few = MemoryView.Over(new byte[333]);
        for (long limit = 1; limit < 340; limit += 1 + (most % 7))
        {
            Assert.That(Found(few, Pattern.Parse("x\"00\""), near, limit), Is.EqualTo(Enumerable.Range(0, (int)Math.Min(limit, 333)).Select(place => (long)place)));
            Assert.That(ViewSearch.Count(few, Pattern.Parse("x\"00\""), limit, near), Is.EqualTo(Math.Min(limit, 333)));
        }
    }

    [Test]
    public void A_match_is_told_by_its_offset_and_its_index([ValueSource(nameof(Views))] string expression)
    {
        MemoryView view = file.View(expression);
        MatchPlaces places = new(view.Layout);
        for (long position = 0; position < view.ByteLength; position += 5)
        {
            long offset = places.Seek(position);
            Assert.That(offset, Is.EqualTo(view.Layout.OffsetOf(places.Index) + (position % view.ItemSize)));
            long element = 0;
            for (int axis = 0; axis < view.Rank; axis++)
            {
                element = (element * view.Shape[axis]) + places.Index[axis];
            }

            Assert.That(element, Is.EqualTo(position / view.ItemSize));
        }
    }

    // Patterns that almost match everywhere. A search in quadratic time would take hours.
    [TestCase(1 << 24, 1 << 20, 'a')]
    [TestCase(1 << 24, 1 << 20, 'b')]
    [TestCase(1 << 24, 1 << 16, 'a')]
    [TestCase(1 << 24, 300, 'b')]
    [CancelAfter(60_000)]
    public void A_long_pattern_over_a_text_that_almost_repeats_it_is_found_in_linear_time(int size, int length, char middle)
    {
        byte[] text = new byte[size];
        text.AsSpan().Fill((byte)'a');
        byte[] pattern = text[..length];
        pattern[length / 2] = (byte)middle;
        text[size / 2] = (byte)'b';
        MemoryView view = MemoryView.Over(text);

        // The one b of the text is a break for a pattern of a alone, and the only place for the other.
        long expected = middle == 'b' ? 1 : (size / 2) - length + 1 + (size - (size / 2) - 1) - length + 1;
        Assert.That(ViewSearch.Count(view, All(pattern)), Is.EqualTo(expected));
        if (middle == 'b')
        {
            byte[] mask = [.. Enumerable.Repeat((byte)0xFF, length)];
            mask[1] = 0xF0;
            pattern[1] = 0x60;
            Assert.That(ViewSearch.Count(view, new HexPattern([.. pattern], [.. mask])), Is.EqualTo(1));
        }
    }

    [Test]
    public void A_segment_of_matches_is_held_in_few_bytes()
    {
        MatchSet all = new(1 << 22, long.MaxValue, countOnly: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int place = 0; place < 1 << 22; place++)
        {
            all.AddAt(place);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(2 << 20));
        long from = 0;
        int next = 0;
        int[] places = new int[1000];
        for (int read = all.Read(ref from, places); read > 0; read = all.Read(ref from, places))
        {
            for (int index = 0; index < read; index++)
            {
                if (places[index] != next++)
                {
                    Assert.Fail($"{places[index]} where {next - 1} was put");
                }
            }
        }

        Assert.That((next, all.Count), Is.EqualTo((1 << 22, 1L << 22)));
    }

    [TestCase("f4", "0", "0.0", "-0.0")]
    [TestCase(">f8", "-0.0", "0.0", "-0.0")]
    [TestCase("f2", "\"NaN\"", "\"NaN\"")]
    [TestCase(">bf16", "[\"NaN\"]", "\"NaN\"")]
    [TestCase("float8_e4m3fn", "\"NaN\"", "\"NaN\"")]
    [TestCase("float8_e5m2", "\"Infinity\"", "\"Infinity\"")]
    [TestCase("float8_e5m2", "0", "0", "-0.0")]
    [TestCase("f4", "0.1", "0.1")]
    [TestCase("i3", "-5", "-5")]
    [TestCase(">c8", "[0, \"NaN\"]", "[0, \"NaN\"]", "[-0.0, \"NaN\"]")]
    [TestCase("c16", "2", "2", "[2, -0.0]")]
    public void Floats_are_equal_by_value(string type, string pattern, params string[] equals)
    {
        ElementType element = ElementTypeNotation.Parse(type);
        string[] others = type.StartsWith('i') ? ["5", "0"] : ["1", "-1.5", type.Contains("e4m3", StringComparison.Ordinal) ? "448" : "\"-Infinity\""];
        string[] all = [.. equals, .. others, .. equals.Reverse()];
        byte[] bytes = new byte[all.Length * element.ItemSize];
        string path = folder.Write("values.bin", bytes);
        MmapTool.Operations.Changes.PatchOperation.Apply(path, all.Select((value, index) => Edit.Parse($"{type}[{index}] = {value}")));
        using DataFile values = DataFile.Open(path);
        long[] places = [.. Enumerable.Range(0, all.Length).Where(index => equals.Contains(all[index])).Select(index => (long)index * element.ItemSize)];
        Assert.That(Found(values.View(type), Pattern.Parse(pattern), WorkLimits.Default), Is.EqualTo(places));
    }

    [Test]
    public void Any_NaN_is_any_other_and_any_true_any_other()
    {
        float[] numbers = [BitConverter.UInt32BitsToSingle(0x7F800001), 1, float.NaN, float.PositiveInfinity, BitConverter.UInt32BitsToSingle(0xFFC12345), float.NegativeInfinity];
        Assert.That(Found(MemoryView.Over(numbers), Pattern.Parse("\"NaN\""), WorkLimits.Default), Is.EqualTo(new long[] { 0, 8, 16 }));
        MemoryView bytes = MemoryView.Over(new byte[] { 0, 1, 2, 0xFF, 0 }).Cast(ElementType.Boolean);
        Assert.That(Found(bytes, Pattern.Parse("true"), WorkLimits.Default), Is.EqualTo(new long[] { 1, 2, 3 }));
        Assert.That(Found(bytes, Pattern.Parse("[true, false]"), WorkLimits.Default), Is.EqualTo(new long[] { 3 }));
    }

    [TestCase("u1", "256")]
    [TestCase("<i2", "1.5")]
    [TestCase("<f2", "1e6")]
    [TestCase("<u4", "[[1]]")]
    [TestCase("S3", "5")]
    [TestCase("S3", "[\"long\"]")]
    [TestCase("{a:u1,b:u1}", "{\"a\":1}")]
    [TestCase("float8_e4m3fn", "\"Infinity\"")]
    public void A_value_that_the_type_does_not_hold_is_refused(string type, string pattern) =>
        Assert.That(() => ViewSearch.Count(file.View(type), Pattern.Parse(pattern)), Throws.TypeOf<ValueException>());

    [Test]
    public void Matches_beyond_4_GiB_are_found_and_a_search_can_be_cancelled()
    {
        string path = folder.Sparse("sparse.bin", 5L << 30);
        using (FileStream stream = new(path, FileMode.Open))
        {
            stream.Position = (1L << 32) + 12345;
            stream.Write("needle"u8);
        }

        using DataFile sparse = DataFile.Open(path);
        Assert.That(Found(sparse.View("u1"), Pattern.Parse("x\"6e 65 65 64 6c ?5\""), WorkLimits.Default, 1), Is.EqualTo(new[] { (1L << 32) + 12345 }));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.That(() => ViewSearch.Count(sparse.View("u1"), All([1]), limits: new() { Cancellation = source.Token }), Throws.InstanceOf<OperationCanceledException>());
    }

    private static HexPattern All(byte[] bytes) => new([.. bytes], [.. Enumerable.Repeat((byte)0xFF, bytes.Length)]);

    private static bool Matches(ReadOnlySpan<byte> bytes, HexPattern pattern)
    {
        for (int index = 0; index < pattern.Bytes.Length; index++)
        {
            if ((bytes[index] & pattern.Mask[index]) != pattern.Bytes[index])
            {
                return false;
            }
        }

        return true;
    }

    private static long[] Found(MemoryView view, Pattern pattern, WorkLimits limits, long most = long.MaxValue)
    {
        List<long> found = [];
        long count = ViewSearch.Find(view, pattern, positions => found.AddRange(positions), most, limits);
        Assert.That(count, Is.EqualTo(found.Count));
        return [.. found];
    }
}
