using System.IO.Pipelines;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Patching;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>Every way to write a view to a pipe. A write that is not complete never looks complete.</summary>
[TestFixture]
internal sealed class PipeCopyTests
{
    private static readonly Way[] Ways =
    [
        new("CopyToAsync", (view, writer, token) => view.CopyToAsync(writer, cancellationToken: token), view => view.ByteLength),
        new("CopyToAsync transposed", (view, writer, token) => view.CopyToAsync(writer, ElementOrder.Fortran, token), view => view.ByteLength),
        .. Enum.GetValues<ExportFormat>().SelectMany(format => new[] { 1, 3 }.Select(threads =>
        {
            WorkLimits limits = new() { Threads = threads };
            return new Way(
                $"{format}, {threads} threads",
                (view, writer, token) => ViewExport.WriteAsync(view, format, writer, limits: limits with { Cancellation = token }),
                view =>
                {
                    using MemoryStream whole = new();
                    ViewExport.Write(view, format, whole, limits: limits);
                    return whole.Length;
                });
        })),
    ];

    private static readonly int[] Numbers = [.. Enumerable.Range(0, 100_000)];

    [Test]
    public async Task ACopyThatIsCancelledInAnyFlushThrows([ValueSource(nameof(Ways))] Way way)
    {
        long whole = way.LengthOf(Viewed());
        int flushes = 0;
        for (int stopped = 0; ; stopped++)
        {
            Pipe pipe = Roomy();
            FlushCountingWriter writer = new(pipe.Writer, number => new FlushResult(isCanceled: number == stopped, isCompleted: false));
            bool all;
            try
            {
                all = await way.Write(Viewed(), writer, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                Assert.That(stopped, Is.LessThan(writer.Flushes), way.Name);
                continue;
            }

            Assert.That(all, way.Name);
            Assert.That(await LengthIn(pipe), Is.EqualTo(whole), way.Name);
            flushes = writer.Flushes;
            Assert.That(stopped, Is.EqualTo(flushes), $"{way.Name}: flush {stopped} of {flushes} was cancelled, and the copy came to its end");
            break;
        }

        Assert.That(flushes, Is.GreaterThan(0));
    }

    [Test]
    public async Task ACopyWhoseReaderCompletesInAnyFlushSaysSo([ValueSource(nameof(Ways))] Way way)
    {
        int flushes = 1;
        for (int stopped = 0; stopped < flushes; stopped++)
        {
            FlushCountingWriter writer = new(Roomy().Writer, number => new FlushResult(isCanceled: false, isCompleted: number >= stopped));
            Assert.That(await way.Write(Viewed(), writer, CancellationToken.None), Is.False, $"{way.Name}, flush {stopped}");
            Assert.That(writer.Flushes, Is.EqualTo(stopped + 1), $"{way.Name} goes on though nobody reads");
            FlushCountingWriter counting = new(Roomy().Writer, _ => default);
            await way.Write(Viewed(), counting, CancellationToken.None);
            flushes = counting.Flushes;
        }
    }

    [Test]
    public void ATokenThatIsCancelledStopsACopyBeforeItsEnd([ValueSource(nameof(Ways))] Way way, [Values(0, 1)] int after)
    {
        using CancellationTokenSource source = new();
        FlushCountingWriter writer = new(Roomy().Writer, number =>
        {
            if (number + 1 == after)
            {
                source.Cancel();
            }

            return default;
        });
        if (after == 0)
        {
            source.Cancel();
        }

        MemoryView large = MemoryView.Over(new int[2_000_000]);
        Assert.That(async () => await way.Write(large, writer, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(writer.Flushes, Is.LessThanOrEqualTo(after + 1));
    }

    [Test]
    public async Task APendingFlushThatIsCancelledEndsTheCopyWithAnException([ValueSource(nameof(Ways))] Way way)
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1 << 12, resumeWriterThreshold: 1 << 11));
        Task<bool> writing = Task.Run(async () => await way.Write(Viewed(), pipe.Writer, CancellationToken.None));
        while (!writing.IsCompleted)
        {
            pipe.Writer.CancelPendingFlush();
            await Task.Delay(1);
        }

        Assert.That(async () => await writing, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void StandardInputWhoseReadIsCancelledIsNoShortInput()
    {
        CancelledReader reader = new();
        MemoryView target = MemoryView.Over(new byte[8]);
        PatchSources sources = new(_ => target, null, reader);
        Assert.That(
            () => PatchPlanner.PlanEdits(new Patching.ArrayTarget(new byte[8]), sources, [Edit.Parse("[...] = @-")], new PatchOptions(), CancellationToken.None),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static MemoryView<int> Viewed() => MemoryView.Over(Numbers).Reshape(200, 500);

    private static Pipe Roomy() => new(new PipeOptions(pauseWriterThreshold: 0));

    private static async Task<long> LengthIn(Pipe pipe)
    {
        await pipe.Writer.CompleteAsync();
        long length = 0;
        while (true)
        {
            ReadResult read = await pipe.Reader.ReadAsync();
            length += read.Buffer.Length;
            pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return length;
            }
        }
    }

    /// <summary>A way to write a view to a pipe.</summary>
    internal sealed record Way(string Name, Func<MemoryView, PipeWriter, CancellationToken, ValueTask<bool>> Write, Func<MemoryView, long> LengthOf)
    {
        public override string ToString() => Name;
    }

    /// <summary>A pipe's writer whose flushes end as the test decides.</summary>
    private sealed class FlushCountingWriter(PipeWriter writer, Func<int, FlushResult> outcome) : PipeWriter
    {
        public int Flushes { get; private set; }

        public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => writer.UnflushedBytes;

        public override void Advance(int bytes) => writer.Advance(bytes);

        public override void CancelPendingFlush() => writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => writer.Complete(exception);

        public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            await writer.FlushAsync(CancellationToken.None);
            return outcome(Flushes++);
        }
    }

    private sealed class CancelledReader : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new ReadResult(default, isCanceled: true, isCompleted: false));

        public override bool TryRead(out ReadResult result)
        {
            result = new ReadResult(default, isCanceled: true, isCompleted: false);
            return true;
        }
    }
}
