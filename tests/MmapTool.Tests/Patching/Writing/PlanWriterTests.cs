using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Patching;

namespace MmapTool.Tests.Patching;

public sealed class PlanWriterTests
{
    [Test]
    public void A_file_of_another_length_is_left_alone()
    {
        ArrayTarget target = new(new byte[8]);
        using Plan plan = Some(target);
        target.Length = 7;
        Assert.That(() => PlanWriter.Execute(plan, target), Throws.TypeOf<MappedFileException>());
        Assert.That(target.Writes, Is.Empty);
    }

    [Test]
    public void The_guard_stands_around_allocation_and_writing()
    {
        ArrayTarget target = new(new byte[8]);
        List<string> order = [];
        target.OnWrite = () => order.Add("write");
        using Plan plan = Some(target);
        PlanWriter.Execute(plan, target, new() { Guard = new Guard(order, () => Assert.That(target.Allocated, Is.Empty)) });
        Assert.That(order, Is.EqualTo(new[] { "begin", "write", "commit" }));
    }

    [Test]
    public void A_cancellation_before_the_first_write_leaves_the_file_alone()
    {
        ArrayTarget target = new(new byte[8]);
        using Plan plan = Some(target);
        using CancellationTokenSource source = new();
        List<string> order = [];
        Assert.That(
            () => PlanWriter.Execute(plan, target, new() { Guard = new Guard(order, source.Cancel) }, null, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(order, Is.EqualTo(new[] { "begin", "abandon 0-0 canceled" }));
        Assert.That(target.Writes, Is.Empty);
    }

    [Test]
    public void A_cancellation_between_writes_is_heeded_where_a_guard_can_take_them_back()
    {
        foreach (bool guarded in (bool[])[true, false])
        {
            using CancellationTokenSource source = new();
            ArrayTarget target = new(new byte[8192]) { OnWrite = source.Cancel };
            List<string> order = [];
            Edit[] edits = [PatchBench.Set(PatchBench.Row(ElementType.UInt8, 0, 1), "1"), PatchBench.Set(PatchBench.Row(ElementType.UInt8, 8000, 1), "2")];
            using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), edits);
            WriteOptions options = new() { Guard = guarded ? new Guard(order, () => { }) : null };
            if (guarded)
            {
                Assert.That(() => PlanWriter.Execute(plan, target, options, null, source.Token), Throws.InstanceOf<OperationCanceledException>());
                Assert.That(order, Is.EqualTo(new[] { "begin", "abandon 0-1 canceled" }));
            }
            else
            {
                PlanWriter.Execute(plan, target, options, null, source.Token);
                Assert.That((target.Bytes[0], target.Bytes[8000]), Is.EqualTo(((byte)1, (byte)2)));
            }
        }
    }

    [Test]
    public void A_failing_write_leaves_the_file_to_the_guard()
    {
        ArrayTarget target = new(new byte[8]) { OnWrite = () => throw new MappedFileException("f", "disk full") };
        List<string> order = [];
        using Plan plan = Some(target);
        Assert.That(() => PlanWriter.Execute(plan, target, new() { Guard = new Guard(order, () => { }) }), Throws.TypeOf<MappedFileException>());
        Assert.That(order, Is.EqualTo(new[] { "begin", "abandon 2-5" }));
    }

    [Test]
    public void An_empty_plan_does_nothing()
    {
        ArrayTarget target = new(new byte[8]);
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [PatchBench.Set(PatchBench.Row(ElementType.UInt8, 8, 0), "1")]);
        Assert.That(plan.IsEmpty);
        Assert.That(PlanWriter.Execute(plan, target), Is.EqualTo(new WriteSummary(1, 0, 0, false)));
        Assert.That(target.Syncs, Is.Zero);
    }

    [Test]
    public void A_dense_column_is_written_in_extents_and_a_sparse_one_element_by_element()
    {
        byte[] file = new byte[1 << 20];
        new Random(1).NextBytes(file);
        foreach ((int stride, int most) in new[] { (16, 6), (4096, 1 << 8) })
        {
            ArrayTarget target = new([.. file]);
            Layout column = PatchBench.Row(ElementType.UInt8, 3, file.Length - 3).Index(ViewIndex.Slice(null, null, -stride));
            using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [PatchBench.Set(column, "7")], new() { StoredLimit = 0 });
            List<long> progress = [];
            PlanWriter.Execute(plan, target, progress: new Progress(progress));
            byte[] expected = [.. file];
            for (long index = 0; index < column.Count; index++)
            {
                expected[column.OffsetOf(index)] = 7;
            }

            Assert.Multiple(() =>
            {
                Assert.That(target.Bytes.AsSpan().SequenceEqual(expected));
                Assert.That(target.Writes, Has.Count.LessThanOrEqualTo(most));
                Assert.That(target.Writes, Is.Ordered.By("Item1"));
                Assert.That(progress[^1], Is.EqualTo(plan.BytesToWrite));
                Assert.That(plan.Ranges, Is.EqualTo(column.Count));
            });
        }
    }

    private static Plan Some(ArrayTarget target) =>
        PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [PatchBench.Set(PatchBench.Row(ElementType.UInt8, 2, 3), "1")]);

    private sealed class Progress(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }

    private sealed class Guard(List<string> order, Action begun) : IChangeGuard
    {
        public void Begin(Plan plan, IByteTarget target, IProgress<long>? progress, CancellationToken cancellation)
        {
            Assert.That(plan.ChangedRuns.Sum(run => run.ByteLength), Is.EqualTo(plan.BytesToWrite));
            order.Add("begin");
            begun();
        }

        public void Commit() => order.Add("commit");

        public void Abandon((long Start, long End) written, OperationCanceledException? canceled) =>
            order.Add($"abandon {written.Start}-{written.End}{(canceled is null ? "" : " canceled")}");
    }
}
