using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Statistics;

/// <summary>The same bits whatever the threads, the memory, the windows and the way of reading; and views too large for any array.</summary>
public sealed class StatisticsSamenessTests
{
    private static readonly (string View, int Axes)[] Cases =
    [
        ("<f4(100,40,131)", 3), ("<f4(131,40,100).T", 3), (">f8(2000,-1)[::-1,1::3]", 2), ("<f4(3,-1)", 2), ("<f4(-1,3)", 2), ("<f8(-1,1031)", 2), ("<f8(1031,-1)", 2),
        ("<i2(700,-1)[:,:513]", 2), ("u1(32,1031,-1)", 3), ("<u8(-1,77).T", 2), ("<c8(50,-1)", 2), ("bf16(-1,2000)", 2), ("float8_e5m2(-1,4000)[:,::-2]", 2), ("<i8", 1), ("<f4", 1),
    ];

    [Test]
    public void Threads_memory_and_reading_change_no_bit()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[2_096_000];
        Random random = new(5);
        random.NextBytes(bytes);

        // f4 numbers of every size, with a few NaNs. The other types read the same bytes.
        for (int at = 0; at + 4 <= bytes.Length; at += 4)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(at), at % 4004 == 0 ? float.NaN : (float)((random.NextDouble() - 0.3) * Math.Pow(2, random.Next(20))));
        }

        using DataFile file = DataFile.Open(folder.Write("data.bin", bytes));
        WorkLimits plain = new() { Threads = 1 };
        WorkLimits[] others =
        [
            .. from threads in (int[])[1, 2, 7]
               from io in (WindowSource[])[WindowSource.Mapped, WindowSource.Buffered]
               from window in (int[])[0, 4096, 10_000]
               select new WorkLimits { Threads = threads, Io = io, WindowBytes = window, Memory = window == 0 ? 256 << 20 : 4 << 20 },
        ];
        foreach ((string text, int axes) in Cases)
        {
            MemoryView view = file.View(Fitting(text, bytes.Length));
            string whole = Spell(ViewStatistics.Of(view, plain));
            string histogram = view.ElementType.Kind == ElementKind.Complex ? "" : Spell(ViewStatistics.WithHistogram(view, 37, plain).Histogram);
            string[] along = [.. Enumerable.Range(0, axes).Select(axis => Along(view, axis, plain))];
            foreach (WorkLimits limits in others)
            {
                Assert.That(Spell(ViewStatistics.Of(view, limits)), Is.EqualTo(whole), $"{text} {limits}");
            }

            // Statistics along axes take longer, so each axis is tried with a few settings.
            foreach (WorkLimits limits in others.Where((_, number) => number % 4 == along.Length % 4))
            {
                for (int axis = 0; axis < axes; axis++)
                {
                    Assert.That(Along(view, axis, limits), Is.EqualTo(along[axis]), $"{text} axis {axis} {limits}");
                }

                if (histogram.Length > 0)
                {
                    Assert.That(Spell(ViewStatistics.WithHistogram(view, 37, limits).Histogram), Is.EqualTo(histogram), $"{text} {limits}");
                }
            }
        }
    }

    [Test]
    public void Sums_are_exact_far_beyond_64_bits()
    {
        ulong[] most = [.. Enumerable.Repeat(ulong.MaxValue, 100_000)];
        StatisticsResult all = ViewStatistics.Of(MemoryView.Over(most), new());
        Assert.That(all.Sum.ToJson(), Is.EqualTo("1844674407370955161500000"));
        Assert.That(all.Mean!.Value.Value.Real, Is.EqualTo(18446744073709551615.0));
        Assert.That(all.Std!.Value.Value.Real, Is.Zero);

        long[] least = [.. Enumerable.Range(0, 100_000).Select(number => number % 2 == 0 ? long.MinValue : long.MaxValue)];
        StatisticsResult both = ViewStatistics.Of(MemoryView.Over(least), new());
        Assert.That(both.Sum.ToString(), Is.EqualTo("-50000"));
        Assert.That(both.Mean!.Value.Value.Real, Is.EqualTo(-0.5));
        Assert.That(both.Std!.Value.Value.Real, Is.EqualTo(9223372036854775807.5));
    }

    [Test]
    public void Many_results_go_through_a_temporary_file()
    {
        // 96 bytes a result, and a quarter of 4 MiB for them: 30,000 results are more.
        int[] numbers = [.. Enumerable.Range(0, 90_000)];
        MemoryView view = MemoryView.Over(numbers).Reshape(30_000, 3);
        using AxisStatistics few = ViewStatistics.Along(view, 1, new());
        using AxisStatistics spilled = ViewStatistics.Along(view, -1, new() { Memory = 4 << 20 });
        for (long index = 0; index < spilled.Count; index++)
        {
            Assert.That(spilled[index], Is.EqualTo(few[index]));
            Assert.That(spilled[index].Sum.Integer, Is.EqualTo((Int128)((9 * index) + 3)));
        }
    }

    [Test]
    public void More_than_2_to_the_32_elements_are_counted_and_found()
    {
        using TemporaryFolder folder = new();
        long count = (1L << 32) + 3000;
        string path = folder.Sparse("sparse.bin", count);
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
        {
            stream.Position = count - 1000;
            stream.Write([.. Enumerable.Repeat((byte)200, 1000)]);
        }

        using DataFile file = DataFile.Open(path);
        StatisticsResult all = ViewStatistics.Of(file.View("u1"), new());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Count, Is.EqualTo(count));
            Assert.That(all.Sum.Integer, Is.EqualTo((Int128)200_000));
            Assert.That(all.Max!.Value.Integer, Is.EqualTo((Int128)200));
            Assert.That(all.Mean!.Value.Value.Real, Is.EqualTo(200_000.0 / count));
            double variance = (200.0 * 200_000 / count) - (200_000.0 / count * (200_000.0 / count));
            Assert.That(all.Std!.Value.Value.Real, Is.EqualTo(Math.Sqrt(variance)).Within(1e-14));
        }

        // The far end of rows that lie beyond 2^32.
        using AxisStatistics rows = ViewStatistics.Along(file.View("u1[4294968296:].reshape(2,-1)"), 1, new());
        Assert.That((rows[0].Sum.Integer, rows[1].Sum.Integer), Is.EqualTo(((Int128)0, (Int128)200_000)));
    }

    [Test]
    public void A_cancelled_token_ends_it()
    {
        MemoryView view = MemoryView.Over(new double[1000]).Reshape(10, 100);
        WorkLimits limits = new() { Cancellation = new CancellationToken(canceled: true) };
        Assert.That(() => ViewStatistics.Of(view, limits), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => ViewStatistics.Along(view, 0, limits), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Progress_ends_where_the_work_does([Values(null, 0, 1)] int? axis)
    {
        MemoryView view = MemoryView.Over(new float[3_000_000]).Reshape(3, -1);
        LastReport progress = new();
        WorkLimits limits = new() { Progress = progress };
        if (axis is { } along)
        {
            ViewStatistics.Along(view, along, limits).Dispose();
        }
        else
        {
            ViewStatistics.WithHistogram(view, 5, limits);
        }

        Assert.That(progress.Value, Is.EqualTo((axis is null ? 2 : 1) * view.ByteLength));
    }

    // As much of the file as the shape divides.
    private static string Fitting(string view, long length)
    {
        string type = view[..(view.IndexOf('(') is var mark and >= 0 ? mark : view.Length)];
        int size = ElementTypeNotation.Parse(type).ItemSize;
        string rest = view[type.Length..];
        string dims = rest.Length == 0 ? "" : rest[1..rest.IndexOf(')')];
        long product = dims.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(dim => long.Parse(dim, CultureInfo.InvariantCulture)).Where(dim => dim > 0).Aggregate(1L, (all, dim) => all * dim);
        long bytes = dims.Contains('-') || dims.Length == 0 ? length / (size * product) * size * product : size * product;
        return $"u1[:{bytes}].cast({type}{(dims.Length > 0 ? "," + dims : "")}){rest[(rest.IndexOf(')') + 1)..]}";
    }

    private static string Along(MemoryView view, int axis, WorkLimits limits)
    {
        using AxisStatistics results = ViewStatistics.Along(view, axis, limits);
        StatisticsCell[] cells = new StatisticsCell[results.Count];
        for (int index = 0; index < cells.Length; index++)
        {
            cells[index] = results.Cell(index);
        }

        return Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<StatisticsCell>(cells)));
    }

    // The shortest text that reads back stands for the bits, except for the payload of a NaN.
    private static string Spell(StatisticsResult result) =>
        $"{result.Count} {result.Min} {result.Max} {result.Mean} {result.Std} {result.Sum} {result.NaN} {result.Inf}";

    private static string Spell(Histogram histogram) => $"{string.Join(' ', histogram.Edges)}: {string.Join(' ', histogram.Counts)} {histogram.LeftOut}";

    private sealed class LastReport : IProgress<long>
    {
        public long Value { get; private set; }

        public void Report(long value) => Value = value;
    }
}
