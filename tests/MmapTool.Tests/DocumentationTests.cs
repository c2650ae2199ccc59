using System.IO.Pipelines;
using System.Numerics.Tensors;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests;

/// <summary>The snippets of docs/library.md, in its order, with the results that it names.</summary>
public sealed class DocumentationTests
{
    private TemporaryFolder _folder = null!;
    private string _path = "";

    [SetUp]
    public void Prepare()
    {
        _folder = new();

        // The int16 values -2 -1 0 1 2.
        _path = _folder.Write("numbers.bin", [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0]);
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Every_line_of_the_snippets_is_one_of_these_tests()
    {
        HashSet<string> tested = [.. File.ReadLines(Path.Combine(Repository.Root, "tests", "MmapTool.Tests", "DocumentationTests.cs")).Select(line => line.Trim())];
        bool inside = false;
        int lines = 0;
        foreach (string line in File.ReadLines(Path.Combine(Repository.Root, "docs", "library.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```csharp";
            }
            else if (inside)
            {
                lines++;
                Assert.That(tested, Does.Contain(line.Trim()));
            }
        }

        Assert.That(lines, Is.GreaterThan(15));
    }

    [Test]
    public void Open_and_look()
    {
        using DataFile file = DataFile.Open(_path);
        MemoryView view = file.View("h[1:4]");
        Assert.That(ViewExport.ToText(view), Is.EqualTo("[-1, 0, 1]"));
        Assert.That((view.ElementType.ToString(), view.Count, view.Layout.Offset), Is.EqualTo(("<i2", 3L, 2L)));
        Assert.That(() => file.View("h(2,3)"), Throws.TypeOf<ViewException>().With.Message.StartsWith("in <i2(2,3): "));
        Assert.That(() => file.View("h[1:"), Throws.TypeOf<NotationException>());
    }

    [Test]
    public void Index_slice_and_cast()
    {
        using DataFile file = DataFile.Open(_path);
        MemoryView numbers = file.View("h");
        Assert.That(numbers.GetValue(-1), Is.EqualTo((short)2));
        Assert.That(numbers[1..4].ToList(), Is.EqualTo(new object[] { (short)-1, (short)0, (short)1 }));
        MemoryView bytes = numbers.Slice(null, null, -1)[..2].ToReadOnly();
        Assert.That(bytes.ToBytes(), Is.EqualTo(new byte[] { 2, 0, 1, 0 }));
        MemoryView grid = numbers.Cast(ElementType.UInt8, 5, 2).Transpose();
        Assert.That(grid.Shape, Is.EqualTo(new long[] { 2, 5 }));
        Assert.That(ViewExpression.Of(grid.Layout, file.Length)!.ToString(), Is.EqualTo("|u1(5,2).T"));
    }

    [Test]
    public void Assign_through_a_view()
    {
        using (DataFile file = DataFile.Open(_path, MapAccess.ReadWrite))
        {
            MemoryView numbers = file.View("h");
            numbers.SetValue(1024, 2);
            numbers[3..5].CopyFrom(numbers[0..2]);
            Assert.That(() => numbers.SetValue(40000, 0), Throws.TypeOf<ValueException>());
            file.Mapping.Sync();
        }

        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0, 4, 0xFE, 0xFF, 0xFF, 0xFF }));
    }

    [Test]
    public void Typed_views_and_leases()
    {
        using DataFile file = DataFile.Open(_path);
        MemoryView<short> numbers = file.View("h").As<short>();
        long sum = 0;
        using (TypedLease<short> lease = numbers.Lease())
        {
            foreach (short number in lease.Read(0, 5))
            {
                sum += number;
            }
        }

        Assert.That(sum, Is.Zero);

        long count = 0;
        MemoryView view = file.View("h[::2]");
        using (MemoryLease lease = view.Source.Lease())
        {
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(view, lease, 0, view.Count))
            {
                count += block.Length;
            }
        }

        Assert.That(count, Is.EqualTo(6));
    }

    [Test]
    public void Patch_in_one_call()
    {
        ChangeReport report = PatchOperation.Apply(_path, [Edit.Parse("h.cast(B)[5] = 4"), Edit.Parse("h[0] : -2 -> 7")]);
        Assert.That((report.Edits, report.BytesWritten), Is.EqualTo((2L, 3L)));
        Assert.That(() => PatchOperation.Apply(_path, [Edit.Parse("h[1] = 1"), Edit.Parse("h[0] : 1 -> 7")]), Throws.TypeOf<MismatchException>());
        using DataFile file = DataFile.Open(_path);
        Assert.That(ViewExport.ToText(file.View("h")), Is.EqualTo("[7, -1, 1024, 1, 2]"));
    }

    [Test]
    public void Plan_then_write()
    {
        using (DataFile file = DataFile.Open(_path, MapAccess.ReadWrite))
        {
            using Plan plan = PatchPlanner.PlanEdits(file.Mapping, new PatchSources(file.View), [Edit.Parse("h[:2] += 1")], new PatchOptions { Describe = true });
            Assert.That((plan.BytesToWrite, plan.Descriptions[0].Old, plan.Descriptions[0].New), Is.EqualTo((4L, "[-2, -1]", "[-1, 0]")));
            PlanWriter.Execute(plan, file.Mapping);
        }

        Assert.That(File.ReadAllBytes(_path)[..4], Is.EqualTo(new byte[] { 0xFF, 0xFF, 0, 0 }));
    }

    [Test]
    public void Patch_of_an_open_file()
    {
        using (DataFile file = DataFile.Open(_path, MapAccess.ReadWrite))
        {
            MemoryView numbers = file.View("h");
            file.Patch("h[0] = 7", "h[1:3] += 1");
            Assert.That(numbers.ToList(), Is.EqualTo(new object[] { (short)7, (short)0, (short)1, (short)1, (short)2 }));
            Assert.That(() => file.Patch("h[9] = 1"), Throws.TypeOf<ViewException>());
            Assert.That(Directory.GetFiles(Path.GetDirectoryName(_path)!), Has.Length.EqualTo(1), "the journal is gone");
        }

        using DataFile reading = DataFile.Open(_path);
        Assert.That(() => reading.Patch("h[0] = 8"), Throws.InvalidOperationException);
        Assert.That(File.ReadAllBytes(_path)[..2], Is.EqualTo(new byte[] { 7, 0 }));
    }

    [Test]
    public async Task Export()
    {
        using DataFile file = DataFile.Open(_path);
        using MemoryStream json = new();
        ViewExport.Write(file.View("h[:2]"), ExportFormat.Json, json);
        Assert.That(json.ToArray(), Is.EqualTo("[-2,-1]"u8.ToArray()));

        using MemoryStream raw = new();
        PipeWriter pipe = PipeWriter.Create(raw, new StreamPipeWriterOptions(leaveOpen: true));
        await ViewExport.WriteAsync(file.View("h[::-1]"), ExportFormat.Bytes, pipe);
        await pipe.CompleteAsync();
        Assert.That(raw.ToArray(), Is.EqualTo(new byte[] { 2, 0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFE, 0xFF }));
    }

    [Test]
    public void Tensors()
    {
        using DataFile file = DataFile.Open(_path);
        MemoryView view = file.View("h[::2]");
        int seen = 0;
        using (MemoryLease lease = view.Source.Lease())
        {
            if (view.TryAsTensorSpan(lease, out ReadOnlyTensorSpan<short> tensor))
            {
                Assert.That(tensor.Lengths.ToArray(), Is.EqualTo(new nint[] { 3 }));
                Assert.That((tensor[[0]], tensor[[1]], tensor[[2]]), Is.EqualTo(((short)-2, (short)0, (short)2)));
                seen++;
            }

            Assert.That(view.Slice(null, null, -1).TryAsTensorSpan(lease, out ReadOnlyTensorSpan<short> _), Is.False);
        }

        Assert.That(seen, Is.EqualTo(1));
    }

    [Test]
    public void A_lease_outlives_the_file_for_the_spans_it_gave()
    {
        DataFile file = DataFile.Open(_path);
        MemoryView<short> numbers = file.View("h").As<short>();
        using TypedLease<short> lease = numbers.Lease();
        ReadOnlySpan<short> span = lease.Read(0, 5);
        file.Dispose();
        Assert.That(span[4], Is.EqualTo((short)2));
        Assert.That(() => lease.Read(0, 5).Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => numbers[0], Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Statistics()
    {
        using DataFile file = DataFile.Open(_path);
        StatisticsResult all = ViewStatistics.Of(file.View("h"), WorkLimits.Default);
        Assert.That((all.Count, all.Sum.ToJson(), all.Max?.ToString()), Is.EqualTo((5L, "0", "2")));
        using AxisStatistics along = ViewStatistics.Along(file.View("h(5,1)"), 0, WorkLimits.Default);
        Assert.That(along[0], Is.EqualTo(all));
    }

    [Test]
    public void Search_and_digest()
    {
        using DataFile file = DataFile.Open(_path);
        List<long> offsets = [];
        MatchPlaces places = new(file.View("h").Layout);
        long count = ViewSearch.Find(file.View("h"), Pattern.Parse("[0, 1]"), positions => offsets.Add(places.Seek(positions[0])));
        byte[] digest = ViewDigest.Of(file.View("h[::-1]"), DigestAlgorithm.Crc32);
        Assert.That((count, offsets[0], places.Index[0]), Is.EqualTo((1L, 4L, 2L)));

        // zlib.crc32 of the bytes.
        Assert.That(Convert.ToHexStringLower(digest), Is.EqualTo("ec75a977"));
    }

    [Test]
    public void Any_memory()
    {
        MemoryView<int> view = MemoryView.Over(new int[] { 1, 2, 3, 4 });
        Assert.That(view.Cast(ElementType.UInt8)[0..4].ToBytes(), Is.EqualTo(new byte[] { 1, 0, 0, 0 }));
        Assert.That(view.ToString(), Does.StartWith("<memory ").And.Contains("<i4"));
    }
}
