using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Testing;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Conversion;

/// <summary>Conversions in place: the header goes with the data, the file may shrink, and nothing else changes.</summary>
public sealed class InPlaceConversionTests
{
    private static readonly ViewExpression Whole = ViewExpression.Parse("");
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void The_header_of_an_npy_file_says_the_new_type([Values(1, 2, 7)] int threads, [Values] bool journal, [Values("<f4", ">f4", "<f2", "<u2")] string to)
    {
        const int Count = 300_000;
        int[] values = [.. Enumerable.Range(0, Count).Select(index => index % 2048)];
        string path = Npy(ElementType.Int32, [3, Count / 3], MemoryMarshal.AsBytes<int>(values));
        ElementType type = ElementTypeNotation.Parse(to);
        ChangeReport report = InPlaceConversion.Convert(path, Whole, type, shrink: true, settings: new() { Journal = journal, Limits = new() { Threads = threads } });
        using DataFile file = DataFile.Open(path);
        MemoryView view = file.View();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.BytesWritten, Is.EqualTo(Count * (long)type.ItemSize));
            Assert.That(view.ElementType, Is.EqualTo(type));
            Assert.That(file.Length, Is.EqualTo(view.Layout.End), "the file ends with its data");
            for (int index = 0; index < Count; index += 997)
            {
                Assert.That(Number(view, index), Is.EqualTo(values[index]));
            }
        }
    }

    [Test]
    public void A_detached_header_is_replaced_and_its_other_lines_stay()
    {
        string data = folder.Write("volume.raw", MemoryMarshal.AsBytes<int>([1, 2, 3, 4, 5, 6]).ToArray());
        folder.Write("volume.nhdr", "NRRD0004\n# kept\ntype: int32\ndimension: 2\nsizes: 3 2\nendian: little\nencoding: raw\nkey:=value\ndata file: volume.raw\n"u8.ToArray());
        InPlaceConversion.Convert(data, Whole, ElementTypeNotation.Parse("<u2"), shrink: true);
        string header = File.ReadAllText(folder["volume.nhdr"]);
        using DataFile file = DataFile.Open(data);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(header, Does.Contain("# kept").And.Contain("key:=value"));
            Assert.That(file.Container.Format.Info.Name, Is.EqualTo("nrrd"));
            Assert.That(file.View().ElementType.ToString(), Is.EqualTo("<u2"));
            Assert.That(File.ReadAllBytes(data), Is.EqualTo(MemoryMarshal.AsBytes<ushort>([1, 2, 3, 4, 5, 6]).ToArray()));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2));
        }
    }

    [TestCase("[1:]", "<f4", false, "whole")]
    [TestCase("", "<f8", false, "larger")]
    [TestCase("", "<i2", false, "--shrink")]
    [TestCase("", "bf16", true, "bf16")]
    [TestCase("", "u1", true, "element [3] at byte 140: 300 does not fit")]
    [TestCase("", "S4", false, "can't become")]
    public void A_refused_conversion_leaves_the_file_unchanged(string view, string to, bool shrink, string message)
    {
        string path = Npy(ElementType.Int32, [5], MemoryMarshal.AsBytes<int>([1, 2, 3, 300, -1]));
        byte[] before = File.ReadAllBytes(path);
        Assert.That(
            () => InPlaceConversion.Convert(path, ViewExpression.Parse(view), ElementTypeNotation.Parse(to), shrink: shrink),
            Throws.InstanceOf<MmapToolException>().With.Message.Contains(message));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Only_a_view_up_to_the_end_can_shrink_a_raw_file()
    {
        string path = folder.Write("raw", MemoryMarshal.AsBytes<int>([9, 1, 2, 3]).ToArray());
        Assert.That(() => InPlaceConversion.Convert(path, ViewExpression.Parse("i4[:3]"), ElementType.UInt8, shrink: true), Throws.TypeOf<ViewException>());
        InPlaceConversion.Convert(path, ViewExpression.Parse("i4[1:]"), ElementType.UInt8, shrink: true);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 9, 0, 0, 0, 1, 2, 3 }));
    }

    [Test]
    public void Elements_beyond_4_GiB_are_found_and_changed()
    {
        const long Far = (5L << 30) + 4;
        string path = folder.Sparse("sparse", Far + 4096);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.Position = Far;
            stream.Write(MemoryMarshal.AsBytes<uint>([1, 2, 70_000]));
        }

        string view = $"u1[{Far}:+12].cast(u4)";
        Assert.That(
            () => InPlaceConversion.Convert(path, ViewExpression.Parse(view), ElementType.UInt16, CastValues.Exact, shrink: true),
            Throws.TypeOf<ViewException>(), "it does not reach the end");
        InPlaceConversion.Convert(path, ViewExpression.Parse(view), ElementType.Single);
        using DataFile file = DataFile.Open(path);
        Assert.That(Number(file.View($"u1[{Far}:+12].cast(f4)"), 2), Is.EqualTo(70_000));
        ConvertedExport export = new(file.View($"u1[{Far}:+12].cast(f4)[::-1]"), ElementType.UInt8, CastValues.Saturate);
        using ReplacementFile to = ReplacementFile.Create(folder["out"], overwrite: false, export.Length);
        export.WriteTo(to, WorkLimits.Default);
        to.Commit(sync: false);
        Assert.That(File.ReadAllBytes(folder["out"]), Is.EqualTo(new byte[] { 255, 2, 1 }));
    }

    [Test]
    public void Small_windows_and_both_ways_of_reading_write_the_same([Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io, [Values(1, 2, 7)] int threads)
    {
        short[] values = [.. Enumerable.Range(0, 200_000).Select(index => (short)(index * 31))];
        string path = folder.Write("in", MemoryMarshal.AsBytes<short>(values).ToArray());
        using DataFile file = DataFile.Open(path);
        ConvertedExport export = new(file.View("h(400,500).T[::-1]"), ElementTypeNotation.Parse(">f4"), CastValues.Exact);
        using ReplacementFile to = ReplacementFile.Create(folder["out"], overwrite: false, export.Length);
        export.WriteTo(to, new() { Threads = threads, Io = io, WindowBytes = 8192 });
        to.Commit(sync: false);
        byte[] written = File.ReadAllBytes(folder["out"]);
        for (int row = 0; row < 500; row++)
        {
            for (int column = 0; column < 400; column += 37)
            {
                float found = System.Buffers.Binary.BinaryPrimitives.ReadSingleBigEndian(written.AsSpan(4 * ((row * 400) + column)));
                Assert.That(found, Is.EqualTo(values[(column * 500) + 499 - row]));
            }
        }
    }

    [Test]
    public void A_container_without_values_is_converted_in_its_header([Values] bool dryRun)
    {
        string path = Npy(ElementType.Int32, [0, 7], []);
        byte[] before = File.ReadAllBytes(path);
        ChangeReport report = InPlaceConversion.Convert(path, Whole, ElementType.Single, settings: new() { DryRun = dryRun });
        Assert.That(report.BytesWritten, Is.EqualTo(before.Length));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(dryRun ? before : (byte[])[.. NpyHeader.Write(ElementType.Single, [0, 7])]));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void The_holes_of_a_file_are_holes_of_what_it_is_converted_to([Values(1, 2)] int threads, [Values("raw", "npy")] string format)
    {
        const long Length = 64 << 20;
        string path = folder.Sparse("sparse", Length);
        (long Offset, int Value)[] data = [(0, 1), (20_000_000, -5), (20_000_004, 6), (Length - 4, 7)];
        using (FileStream stream = File.OpenWrite(path))
        {
            foreach ((long offset, int value) in data)
            {
                stream.Position = offset;
                stream.Write(BitConverter.GetBytes(value));
            }
        }

        using DataFile file = DataFile.Open(path);
        if (file.Mapping.NextHole(4096).Start > 1 << 20)
        {
            Assert.Ignore("the file system has no holes");
        }

        long last = 0;
        ConvertedExport export = new(file.View("<i4[:16777216]"), ElementTypeNotation.Parse(">f8"), CastValues.Exact, (MmapTool.Formats.IContainerWriter)MmapTool.Formats.ContainerFormats.Named(format));
        using (ReplacementFile to = ReplacementFile.Create(folder["out"], overwrite: false))
        {
            export.WriteTo(to, new() { Threads = threads, Progress = new Told(value => last = value) });
            to.Commit(sync: false);
        }

        using MappedFile written = MappedFile.Open(folder["out"]);
        long start = written.Length - (2 * Length);
        byte[] found = new byte[2 * Length];
        written.ReadAt(start, found);
        byte[] expected = new byte[2 * Length];
        foreach ((long offset, int value) in data)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteDoubleBigEndian(expected.AsSpan((int)offset * 2), value);
        }

        Assert.That(found.AsSpan().SequenceEqual(expected), "the values");
        Assert.That(last, Is.EqualTo(Length));
        (long hole, long end) = written.NextHole(1 << 20);
        Assert.That(hole, Is.EqualTo(1 << 20), "the first hole");
        Assert.That(end, Is.GreaterThan(38 << 20));
    }

    private sealed class Told(Action<long> listener) : IProgress<long>
    {
        public void Report(long value) => listener(value);
    }

    private static double Number(MemoryView view, long index)
    {
        using MemoryLease lease = view.Source.Lease();
        byte[] element = new byte[view.ItemSize];
        view.ReadElements(lease, index, 1, element);
        byte[] number = new byte[sizeof(double)];
        ElementConversion.Convert(view.ElementType, element, ElementType.Double, number, CastValues.Exact);
        return BitConverter.ToDouble(number);
    }

    private string Npy(ElementType type, System.Collections.Immutable.ImmutableArray<long> shape, ReadOnlySpan<byte> data) =>
        folder.Write("file.npy", [.. NpyHeader.Write(type, shape), .. data]);
}
