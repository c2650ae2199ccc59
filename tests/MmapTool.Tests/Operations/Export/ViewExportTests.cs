using System.IO.Pipelines;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Testing;

namespace MmapTool.Tests.Operations.Export;

public sealed class ViewExportTests
{
    [Test]
    public async Task A_pipe_gets_the_same_bytes_as_a_stream([Values] ExportFormat format)
    {
        byte[] bytes = new byte[300_001];
        new Random(1).NextBytes(bytes);
        Layout layout = Layout.Over(ElementType.UInt8, bytes.Length).Index(ViewIndex.Slice(null, null, -3));
        Pipe pipe = new();
        Task<byte[]> reading = ReadAll(pipe.Reader);
        await ViewExport.WriteAsync(ViewExport.Start(new ArrayElements(layout, bytes), format, ExportOptions.Default), pipe.Writer, ExportOptions.Default, WorkLimits.Default);
        await pipe.Writer.CompleteAsync();
        Assert.That(await reading, Is.EqualTo(Exported.Bytes(new ArrayElements(layout, bytes), format)));
    }

    [Test]
    public async Task It_stops_when_the_reader_is_gone([Values(1, 2, 7)] int threads)
    {
        Pipe pipe = new();
        await pipe.Reader.CompleteAsync();
        BlockExport export = ViewExport.Start(new Zeros(Layout.Contiguous(ElementType.UInt8, [1L << 60])), ExportFormat.Json, ExportOptions.Default);
        await ViewExport.WriteAsync(export, pipe.Writer, ExportOptions.Default, new() { Threads = threads });
        Assert.That(export.BytesDone, Is.LessThan(1 << 24));
    }

    [Test]
    public void Memory_is_bounded_and_cancelling_ends_it([Values(1, 2, 7)] int threads)
    {
        using CancellationTokenSource cancellation = new();
        CountingStream output = new(1 << 25, cancellation.Cancel);
        BlockExport export = ViewExport.Start(new Zeros(Layout.Contiguous(ElementType.UInt8, [1L << 60])), ExportFormat.Text, ExportOptions.Default);
        long before = GC.GetTotalAllocatedBytes();
        Assert.That(() => ViewExport.Write(export, output, ExportOptions.Default, new() { Threads = threads, Cancellation = cancellation.Token }), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(16 << 20));
    }

    [Test]
    public void Threads_that_come_late_find_the_file_closed_and_leave_it_alone()
    {
        using MmapTool.Testing.TemporaryFolder folder = new();
        string path = folder.Write("bytes", new byte[1000]);
        using MemoryStream expected = new();
        using MemoryStream output = new();
        for (int round = 0; round < 100; round++)
        {
            // An exception in such a thread is not caught: it would end the tests.
            using DataFile file = DataFile.Open(path);
            output.SetLength(0);
            expected.SetLength(0);
            ViewExport.Write(file.View("u1"), ExportFormat.Json, expected, limits: new() { Threads = 1 });
            ViewExport.Write(file.View("u1"), ExportFormat.Json, output, new() { BlockElements = 100 }, new() { Threads = 7 });
            Assert.That(output.ToArray(), Is.EqualTo(expected.ToArray()));
        }
    }

    [Test]
    public async Task Progress_ends_at_the_bytes_of_the_view()
    {
        List<long> reports = [];
        byte[] bytes = new byte[3 << 20];
        Pipe pipe = new();
        Task<byte[]> reading = ReadAll(pipe.Reader);
        await ViewExport.WriteAsync(
            ViewExport.Start(new ArrayElements(Layout.Over(ElementType.Int32, bytes.Length), bytes), ExportFormat.Bytes, ExportOptions.Default),
            pipe.Writer,
            ExportOptions.Default,
            new() { Progress = new Reports(reports) });
        await pipe.Writer.CompleteAsync();
        await reading;
        Assert.That(reports, Is.Ordered.And.Count.GreaterThan(1));
        Assert.That(reports[^1], Is.EqualTo(bytes.Length));
    }

    [SeededProperty]
    public bool Json_of_any_text_parses_to_its_bytes(byte[] bytes)
    {
        // The NUL that ends it is not part of the text.
        byte[] text = [.. bytes, 1];
        string json = Exported.Text(new ArrayElements(Layout.Contiguous(ElementType.Create(ElementKind.Bytes, text.Length), []), text), ExportFormat.Json);
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.GetString()!.Select(character => (byte)character).SequenceEqual(text);
    }

    [Test]
    public void Csv_has_the_last_axis_as_its_rows() =>
        Assert.That(Exported.Text(ExportFormat.Csv, [1f, 2, 3, 4, 5, float.NaN, -1e-7f, 1e20f], shape: [2, 2, 2]), Is.EqualTo("1.0,2.0\n3.0,4.0\n5.0,nan\n-1e-07,1e+20\n"));

    [Test]
    public void Csv_quotes_what_needs_it() => Assert.That(
        Exported.Text<byte>(ExportFormat.Csv, [.. "a,b\"\"\0\0\0x\0\0\0"u8], ElementType.Create(ElementKind.Bytes, 4)), Is.EqualTo("\"a,b\"\"\"\n\"\"\"\"\nx\n"));

    private static async Task<byte[]> ReadAll(PipeReader reader)
    {
        using MemoryStream all = new();
        await reader.CopyToAsync(all);
        return all.ToArray();
    }

    private sealed class Reports(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }

    private sealed class CountingStream(long limit, Action full) : Stream
    {
        private long written;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => written;

        public override long Position { get => written; set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            written += count;
            if (written > limit)
            {
                full();
            }
        }
    }
}
