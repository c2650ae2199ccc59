using MmapTool.Elements;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Holes;

/// <summary>Every operation that reads gives the same answer to the bit for a file with holes as for the same bytes written dense, wherever segments end.</summary>
[Platform("Linux")]
public sealed class SparseAnswersTests
{
    private static readonly string[] Views =
    [
        "u1", "<f4(-1)@0", ">i2(-1)@0", "<f8(-1)@0", "u1[::3]", "u1[::-1]", "<u2(-1,64)@0.T", "<i4(-1,32)@0[:, 3:20]", "u1(-1,16,8)@0.transpose(2,0,1)", "<u4(16,-1)@0.T", "u1(8,-1,32)@0.transpose(2,1,0)", "<u2(4,-1,6)@0.transpose(1,2,0)[::-1]", "u1(-1,256)@0[:, ::3].T", "i3(-1)@0", "<f4(-1,4096)@0",
        "b1(-1)@0", "<c8(-1)@0", "{a:u1,b:>f4,c:<u2}(-1)@0.b", "u1(-1,512)@0[::-2]", "u1[4097:-4099]",
        "<u4(-1)@0.bits[5:16]", "ibm4(-1)@0[::2]", "vaxf(-1)@0", "u12p(-1)@0", "ci2(-1)@0",
    ];

    // Each along every axis: groups and columns of many widths, and ends of groups in holes.
    private static readonly string[] AxisViews =
    [
        "<f4(-1,1000)@0", "<f4(1000,-1)@0", "<i2(-1,3)@0", "<u8(3,-1)@0", "u1(-1,7,40)@0.transpose(1,2,0)", "<c8(-1,64)@0", "b1(-1,4096)@0", "<f8(-1,5,2)@0[::-1]", "<f4(-1)@0",
        "u1(2,-1,3)@1", "u1(8,-1,32)@0.transpose(2,1,0)", "<i2(4,8,-1)@0.transpose(2,0,1)", "<u2(-1,100)@0.bits[3:9]", "ibm4(50,-1)@0",
    ];

    private static readonly DigestAlgorithm[] Digests = [DigestAlgorithm.Crc32, DigestAlgorithm.Crc32C, DigestAlgorithm.XxHash3, DigestAlgorithm.Sha256];

    // Segment lengths of which a hole holds many, one, or none.
    private static readonly (int Block, int Segment)[] Shapes = [(1024, 1024), (4096, 8192), (512, 40_000), (0, 0)];

    private static int Files => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 200 : 3;

    [Test]
    public void Every_answer_is_that_of_the_dense_file([Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io, [Values(1, 3)] int threads)
    {
        Random random = new(Seeds.Next("sparse files"));
        for (int number = 0; number < Files; number++)
        {
            using SparseFile files = new(random, random.Next(8, 120), random.Next(5000));
            using DataFile sparse = DataFile.Open(files.Sparse);
            using DataFile dense = DataFile.Open(files.Dense);
            foreach (string expression in Views)
            {
                (int block, int segment) = Shapes[random.Next(Shapes.Length)];
                WorkLimits limits = new() { Threads = threads, Io = io, BlockBytes = block, SegmentBytes = segment };
                string where = $"{expression}, {files.Bytes.Length} bytes, blocks of {block}, segments of {segment}";
                MemoryView holed = sparse.View(expression);
                MemoryView whole = dense.View(expression);
                Statistics(holed, whole, limits, where);
                if (whole.ElementType.Kind == ElementKind.Bits)
                {
                    // These elements have no bytes that could be found, hashed or copied.
                    continue;
                }

                Search(holed, whole, random, limits, where);
                foreach (DigestAlgorithm algorithm in Digests)
                {
                    Assert.That(ViewDigest.Of(holed, algorithm, limits), Is.EqualTo(ViewDigest.Of(whole, algorithm, limits)), where);
                    long size = random.Next(3) == 0 ? random.Next(100_000, 300_000) : random.Next(100, 20_000);
                    Assert.That(Blocks(holed, algorithm, size, limits), Is.EqualTo(Blocks(whole, algorithm, size, limits)), $"{where}, hashed by {size}");
                }

                Extract(files, holed, whole, limits, where);
            }
        }
    }

    [Test]
    public void Every_axis_is_that_of_the_dense_file()
    {
        Random random = new(Seeds.Next("sparse axes"));
        for (int number = 0; number < Files; number++)
        {
            using SparseFile files = new(random, random.Next(30, 200), random.Next(5000));
            using DataFile sparse = DataFile.Open(files.Sparse);
            using DataFile dense = DataFile.Open(files.Dense);
            foreach (string expression in AxisViews)
            {
                MemoryView holed = sparse.View(expression);
                MemoryView whole = dense.View(expression);
                (int block, int segment) = Shapes[random.Next(Shapes.Length)];
                WorkLimits limits = new() { Threads = random.Next(1, 4), BlockBytes = block, SegmentBytes = segment };
                for (int axis = 0; axis < holed.Rank; axis++)
                {
                    using AxisStatistics found = ViewStatistics.Along(holed, axis, limits);
                    using AxisStatistics expected = ViewStatistics.Along(whole, axis, limits);
                    for (long index = 0; index < expected.Count; index++)
                    {
                        if (found[index].Equals(expected[index]))
                        {
                            continue;
                        }

                        Assert.Fail($"{found[index]} is not {expected[index]}: {expression} along {axis}, result {index}, {files.Bytes.Length} bytes, blocks of {block}, segments of {segment}");
                    }
                }
            }
        }
    }

    [Test]
    public void Axes_and_coded_types_of_terabytes_take_the_time_of_their_extents()
    {
        using TemporaryFolder folder = new();
        const long Length = 8L << 40;
        using DataFile big = Big(folder, Length, Length / 2, [0x41, 0x10, 0, 0]);
        WorkLimits limits = new();
        using AxisStatistics rows = ViewStatistics.Along(big.View("<u4(256,-1)"), 1, limits);
        using AxisStatistics columns = ViewStatistics.Along(big.View("<u4(-1,256)"), 0, limits);
        Assert.Multiple(() =>
        {
            Assert.That(rows[128].Sum.ToString(), Is.EqualTo("4161"));
            Assert.That(rows[127].Sum.ToString(), Is.EqualTo("0"));
            Assert.That(columns[0].Sum.ToString(), Is.EqualTo("4161"));
            Assert.That(columns[1].Count, Is.EqualTo(Length / 1024));
            Assert.That(ViewStatistics.Of(big.View("ibm4"), limits).Sum.ToString(), Is.EqualTo("1.0"));
            Assert.That(ViewStatistics.Of(big.View("<u4.bits[0:8]"), limits).Sum.ToString(), Is.EqualTo("65"));
            Assert.That(ViewStatistics.Of(big.View("u12p(-1)@2[:-1]"), limits).Max.ToString(), Is.Not.EqualTo("0"));
        });
    }

    // Each would take minutes or hours if what lies in holes were read, as rows of memory lie across the order of the view.
    [TestCase("<u4(256,-1).T")]
    [TestCase("<u4(65536,-1).T")]
    [TestCase("u1(64,-1,64).transpose(2,1,0)")]
    public void Transposed_views_of_terabytes_take_the_time_of_their_extents(string view)
    {
        using TemporaryFolder folder = new();
        const long Length = 4L << 40;
        using DataFile big = Big(folder, Length, (3L << 40) + 4096, "DATA"u8);
        WorkLimits limits = new();
        MemoryView whole = big.View(view);
        int item = whole.ItemSize;
        List<long> found = Found(whole, new HexPattern([(byte)'D'], [255]), long.MaxValue, limits);
        Assert.That(found, Has.Count.EqualTo(1));
        Assert.That(ViewDigest.Of(whole, DigestAlgorithm.Crc32, limits), Is.EqualTo(ViewDigest.Of(whole, DigestAlgorithm.Crc32, limits with { SegmentBytes = 16 << 20 })));
        using (AxisStatistics sums = ViewStatistics.Along(whole, whole.Rank == 2 ? 0 : 1, limits))
        {
            string most = Enumerable.Range(0, (int)sums.Count).Max(index => double.Parse(sums[index].Sum.ToString()!, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            Assert.That(most, Is.EqualTo(item == 4 ? "1096040772" : "84"));
        }

        using (ReplacementFile target = ReplacementFile.Create(folder["out"], overwrite: true))
        {
            new ConvertedExport(whole, item == 4 ? ElementType.UInt32.WithByteOrder(ByteOrder.Big) : ElementType.Int16, CastValues.Exact).WriteTo(target, limits);
            target.Commit(sync: false);
        }

        using DataFile copy = DataFile.Open(folder["out"]);
        Assert.That(SparseFile.Blocks(folder["out"]), Is.LessThanOrEqualTo(65 * SparseFile.Blocks(folder["big"]) + 64));
        Assert.That(ViewStatistics.Of(copy.View(item == 4 ? ">u4" : "<i2"), limits).Sum.ToString(), Is.EqualTo(ViewStatistics.Of(whole, limits).Sum.ToString()));
    }

    [TestCase("<u4[::-1]")]
    [TestCase("<u4[1::2]")]
    [TestCase("<u4.bits[3:9]")]
    public void A_conversion_of_terabytes_keeps_their_holes(string view)
    {
        using TemporaryFolder folder = new();
        using DataFile big = Big(folder, 4L << 40, 1L << 40, "DATADATA"u8);
        MemoryView from = big.View(view);
        using (ReplacementFile target = ReplacementFile.Create(folder["out"], overwrite: true))
        {
            new ConvertedExport(from, ElementType.UInt32.WithByteOrder(ByteOrder.Big), CastValues.Exact).WriteTo(target, new WorkLimits());
            target.Commit(sync: false);
        }

        using DataFile copy = DataFile.Open(folder["out"]);
        Assert.That(SparseFile.Blocks(folder["out"]), Is.LessThanOrEqualTo(SparseFile.Blocks(folder["big"]) + 512));
        Assert.That(ViewStatistics.Of(copy.View(">u4"), new WorkLimits()).ToString(), Is.EqualTo(ViewStatistics.Of(from.ElementType.IsNumeric ? big.View("<u4" + view[3..]) : from, new WorkLimits()).ToString()));
    }

    [TestCase("<u4(-1,256).T")]
    [TestCase("<u4(-1,256)[::-1]")]
    [TestCase("u1(16,-1,64).transpose(2,0,1)")]
    public void A_copy_of_terabytes_in_another_order_takes_the_time_and_the_space_of_their_extents(string view)
    {
        using TemporaryFolder folder = new();
        using DataFile big = Big(folder, 8L << 40, 4L << 40, "DATA"u8);
        using (ReplacementFile target = ReplacementFile.Create(folder["out"], overwrite: true))
        {
            FileExport.Write(big.View(view), target, ExportOptions.Default, synced: false, new WorkLimits());
            target.Commit(sync: false);
        }

        using DataFile copy = DataFile.Open(folder["out"]);
        Assert.Multiple(() =>
        {
            Assert.That(copy.Length, Is.EqualTo(8L << 40));
            Assert.That(SparseFile.Blocks(folder["out"]), Is.LessThanOrEqualTo(SparseFile.Blocks(folder["big"]) * 64));
        });
        List<long> found = Found(copy.View("u1"), new HexPattern([(byte)'D'], [255]), long.MaxValue, new WorkLimits());
        MemoryView expected = big.View(view);
        long[] index = [.. Enumerable.Repeat(0L, expected.Rank)];
        Assert.That(found, Has.Count.EqualTo(1));
        long element = found[0] / expected.ItemSize;
        for (int axis = expected.Rank - 1; axis >= 0; axis--)
        {
            (element, index[axis]) = Math.DivRem(element, expected.Shape[axis]);
        }

        Assert.That(expected.Layout.OffsetOf(index), Is.EqualTo(4L << 40));
    }

    [Test]
    public void A_hundred_tebibytes_take_the_time_of_their_extents()
    {
        // Not on ext4, which ends at 16 TiB.
        if (!Directory.Exists("/dev/shm"))
        {
            Assert.Ignore("there is no /dev/shm, where a file of 100 TiB can be made");
        }

        const long Length = 100L << 40;
        const long Place = (70L << 40) + 12_345;
        using TemporaryFolder folder = new("/dev/shm");
        using DataFile big = Big(folder, Length, Place, "DATA"u8);
        WorkLimits limits = new();
        StatisticsResult all = ViewStatistics.Of(big.View("u1"), limits);
        Assert.Multiple(() =>
        {
            Assert.That(all.Count, Is.EqualTo(Length));
            Assert.That(all.Sum.ToString(), Is.EqualTo(("DATA"u8.ToArray().Sum(value => value)).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(Found(big.View("u1"), new HexPattern([.. "DATA"u8], [255, 255, 255, 255]), long.MaxValue, limits), Is.EqualTo((long[])[Place]));
            Assert.That(ViewSearch.Count(big.View("u1"), new HexPattern([0], [255]), limits: limits), Is.EqualTo(Length - 4));
        });
        Assert.That(Found(big.View("u1"), new HexPattern([0, (byte)'D'], [255, 255]), long.MaxValue, limits), Is.EqualTo((long[])[Place - 1]));

        // x^n mod P by squaring, in Python's integers, is the oracle of the CRC over zeros elsewhere; here both ways of cutting must agree.
        byte[] crc = ViewDigest.Of(big.View("u1"), DigestAlgorithm.Crc32, limits);
        Assert.That(ViewDigest.Of(big.View("<u8"), DigestAlgorithm.Crc32, limits with { SegmentBytes = 1 << 20 }), Is.EqualTo(crc));
    }

    [Test]
    public void A_file_that_is_cut_under_a_hole_is_an_error([Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io, [Values(8, 4096)] int least)
    {
        // The first report of progress cuts the file to nothing. The rest would be zeros of a hole that no longer exists.
        using TemporaryFolder folder = new();
        using DataFile file = DataFile.Open(folder.Sparse("hole", 1L << 40));
        WorkLimits limits = new() { Io = io, Threads = 2, SegmentBytes = least << 10, Progress = new Cutting(folder["hole"]) };
        Assert.That(() => ViewStatistics.Of(file.View("u1"), limits), Throws.TypeOf<MappedFileException>().With.Message.Contains("truncated"));
    }

    // A hole with a few bytes in it.
    private static DataFile Big(TemporaryFolder folder, long length, long place, ReadOnlySpan<byte> bytes)
    {
        using (FileStream file = new(folder["big"], FileMode.Create))
        {
            file.SetLength(length);
            file.Position = place;
            file.Write(bytes);
        }

        return DataFile.Open(folder["big"]);
    }

    private static void Statistics(MemoryView holed, MemoryView whole, WorkLimits limits, string where)
    {
        Assert.That(ViewStatistics.Of(holed, limits).ToString(), Is.EqualTo(ViewStatistics.Of(whole, limits).ToString()), where);
        if (whole.ElementType.Kind is not (ElementKind.Complex or ElementKind.ComplexInteger))
        {
            (_, Histogram bins) = ViewStatistics.WithHistogram(holed, 5, limits);
            (_, Histogram expected) = ViewStatistics.WithHistogram(whole, 5, limits);
            Assert.That(bins.Counts, Is.EqualTo(expected.Counts), where);
        }
    }

    private static void Search(MemoryView holed, MemoryView whole, Random random, WorkLimits limits, string where)
    {
        byte[][] patterns = [[0], [(byte)'a'], [0, 0, 0], [0, (byte)'b'], [(byte)'b', 0], [(byte)'a', (byte)'b', 0, 0]];
        byte[] bytes = patterns[random.Next(patterns.Length)];
        HexPattern pattern = new([.. bytes], [.. bytes.Select(_ => (byte)255)]);
        long most = random.Next(2) == 0 ? random.Next(1, 5000) : long.MaxValue;
        Assert.That(Found(holed, pattern, most, limits), Is.EqualTo(Found(whole, pattern, most, limits)), $"{where}, {Convert.ToHexString(bytes)}");
        Assert.That(ViewSearch.Count(holed, pattern, most, limits), Is.EqualTo(ViewSearch.Count(whole, pattern, most, limits)), where);
    }

    private static void Extract(SparseFile files, MemoryView holed, MemoryView whole, WorkLimits limits, string where)
    {
        using (ReplacementFile target = ReplacementFile.Create(files["out"], overwrite: true))
        {
            FileExport.Write(holed, target, ExportOptions.Default, synced: false, limits);
            target.Commit(sync: false);
        }

        Assert.That(File.ReadAllBytes(files["out"]).AsSpan().SequenceEqual(whole.ToBytes()), where);
    }

    private static List<long> Found(MemoryView view, Pattern pattern, long most, WorkLimits limits)
    {
        List<long> found = [];
        ViewSearch.Find(view, pattern, positions => found.AddRange(positions), most, limits);
        return found;
    }

    private static List<(long Offset, long Length, string Digest)> Blocks(MemoryView view, DigestAlgorithm algorithm, long size, WorkLimits limits)
    {
        List<(long, long, string)> blocks = [];
        ViewDigest.Blocks(view, algorithm, size, (offset, length, digest) => blocks.Add((offset, length, Convert.ToHexString(digest))), limits);
        return blocks;
    }

    private sealed class Cutting(string path) : IProgress<long>
    {
        public void Report(long value)
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(0);
        }
    }
}
