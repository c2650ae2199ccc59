using System.Collections.Immutable;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Views;
using MmapTool.Transfer;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Export;

/// <summary>Bytes of views in random layouts, into files and streams. Tiles are so small that there are many. A plain loop is the oracle.</summary>
public sealed class ByteExportTests
{
    private static readonly LayoutWish Wish = new() { MaximumElements = 60_000, MaximumExtent = 250_000 };

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void Any_layout_is_written_as_a_plain_loop_reads_it()
    {
        LayoutClasses classes = new();
        Random random = new(Seeds.Next("layouts"));
        byte[] bytes = new byte[300_000];
        random.NextBytes(bytes);
        File.WriteAllBytes(folder["source"], bytes);
        using MappedFile file = MappedFile.Open(folder["source"]);
        for (int round = 0; round < 600; round++)
        {
            Layout layout = LayoutGenerator.Strided(random, Wish);
            classes.Note(layout);
            using ArrayMemory memory = new(bytes);
            MemoryView view = new(round % 2 == 0 ? file : memory, layout, readOnly: true);
            byte[] header = new byte[random.Next(2) * 64];
            ExportOptions options = new() { Header = header, FortranOrder = random.Next(4) == 0 };
            WorkLimits limits = new()
            {
                Threads = random.Next(3) switch { 0 => 1, 1 => 2, _ => 7 },
                WindowBytes = random.Next(4) switch { 0 => 1, 1 => 64, 2 => 1000, _ => 20_000 },
            };
            byte[] expected = [.. header, .. Plain(bytes, options.FortranOrder ? layout.Transpose() : layout)];
            string how = $"round {round}: {layout}, {limits.Threads} threads, windows of {limits.WindowBytes}";

            using ReplacementFile output = ReplacementFile.Create(folder["out"], overwrite: true);
            Assert.That(FileExport.Write(view, output, options, synced: round % 10 == 0, limits), Is.EqualTo(expected.Length), how);
            output.Commit(sync: false);
            Assert.That(File.ReadAllBytes(folder["out"]).AsSpan().SequenceEqual(expected), Is.True, how);

            using MemoryStream stream = new();
            ByteExport.Write(view, stream, options, limits);
            Assert.That(stream.ToArray().AsSpan().SequenceEqual(expected), Is.True, how);
        }

        classes.AssertMet(LayoutClasses.Ranks(6), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.NearPlaces);
    }

    [TestCase("[:]")]
    [TestCase("[::2]")]
    [TestCase(".reshape(1000,-1).T")]
    public void Progress_never_goes_back_and_ends_at_the_end(string steps)
    {
        folder.Sparse("source", 6_000_000);
        File.WriteAllBytes(folder["source"], new byte[6_000_000]);
        using MappedFile file = MappedFile.Open(folder["source"]);
        MemoryView view = new(file, ViewExpression.Parse("u2" + steps).Resolve(file.Length));
        List<long> told = [];
        using ReplacementFile output = ReplacementFile.Create(folder["out"], overwrite: false);
        FileExport.Write(view, output, ExportOptions.Default, synced: false, new() { Threads = 2, Progress = new Listener(told.Add) });
        Assert.That(told, Is.Ordered);
        Assert.That(told[^1], Is.EqualTo(view.ByteLength));
    }

    [TestCase("[:]")]
    [TestCase("[::2]")]
    [TestCase(".reshape(1000,-1).T")]
    public void A_cancelled_export_ends_and_leaves_nothing(string steps)
    {
        File.WriteAllBytes(folder["source"], new byte[60_000_000]);
        using MappedFile file = MappedFile.Open(folder["source"]);
        MemoryView view = new(file, ViewExpression.Parse("u2" + steps).Resolve(file.Length));
        using CancellationTokenSource source = new();
        using (ReplacementFile output = ReplacementFile.Create(folder["out"], overwrite: false))
        {
            WorkLimits limits = new() { Threads = 2, Progress = new Listener(_ => source.Cancel()), Cancellation = source.Token };
            Assert.Catch<OperationCanceledException>(() => FileExport.Write(view, output, ExportOptions.Default, synced: false, limits));
        }

        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Every_unit_lies_in_one_tile()
    {
        Random random = new(Seeds.Next("layouts"));
        int seen = 0;
        for (int round = 0; round < 900; round++)
        {
            if (Transposition.Of(LayoutGenerator.Strided(random, Wish)) is not { } transposition)
            {
                continue;
            }

            seen++;
            long budget = random.Next(1, 20_000);
            TileGrid grid = transposition.Cut(budget, random.Next(1, 65));
            long units = 0;
            long[] origin = new long[transposition.Rank];
            int[] extent = new int[transposition.Rank];
            for (long tile = 0; tile < grid.Count; tile++)
            {
                grid.Place(tile, origin, extent);
                long inTile = extent.Aggregate(1L, (product, length) => product * length);
                Assert.That(inTile * transposition.Unit, Is.LessThanOrEqualTo(Math.Max(budget, transposition.Unit)));
                units += inTile;
            }

            Assert.That(units * transposition.Unit, Is.EqualTo(transposition.ByteLength));
        }

        Assert.That(seen, Is.GreaterThan(100));
    }

    private static byte[] Plain(byte[] bytes, Layout layout)
    {
        byte[] packed = new byte[layout.ByteLength];
        for (long element = 0; element < layout.Count; element++)
        {
            long left = element;
            long offset = layout.Offset;
            for (int axis = layout.Rank - 1; axis >= 0; axis--)
            {
                (left, long index) = Math.DivRem(left, layout.Shape[axis]);
                offset += index * layout.Strides[axis];
            }

            bytes.AsSpan((int)offset, layout.ItemSize).CopyTo(packed.AsSpan((int)element * layout.ItemSize));
        }

        return packed;
    }

    private sealed class Listener(Action<long> listen) : IProgress<long>
    {
        public void Report(long value) => listen(value);
    }
}
