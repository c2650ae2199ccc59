using System.Buffers.Binary;
using System.IO.Pipelines;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Testing;

namespace MmapTool.Tests.Patching;

public sealed class PlanTests
{
    [TestCase(0)]
    [TestCase(1 << 20)]
    public void A_mismatch_names_the_first_difference_and_nothing_is_written(int storedLimit)
    {
        ArrayTarget target = new([1, 0, 2, 0, 3, 0, 4, 0]);
        Layout row = PatchBench.Row(ElementType.UInt16, 0, 4);
        Edit[] edits =
        [
            PatchBench.Set(row.Index(0), "9"),
            PatchBench.Edit(row, EditOperator.Verify, PatchBench.Json("0"), PatchBench.Json("[9, 2, 7, 7]")),
        ];
        Assert.That(
            () => PatchPlanner.PlanEdits(target, PatchBench.Sources(target), edits, new() { StoredLimit = storedLimit }),
            Throws.TypeOf<MismatchException>().With.Message.EqualTo("edit: element [2] is 3, not 7; nothing was written"));
        Assert.That(target.Writes, Is.Empty);
        Assert.That(target.Bytes, Is.EqualTo(new byte[] { 1, 0, 2, 0, 3, 0, 4, 0 }));
    }

    [Test]
    public void A_NaN_is_as_good_as_another_and_0_is_not_minus_0()
    {
        byte[] file = [.. BitConverter.GetBytes(0x7FC0_0001), .. BitConverter.GetBytes(-0f)];
        Layout row = PatchBench.Row(ElementType.Single, 0, 2);
        byte[] after = PatchBench.Run(file, null, PatchBench.Edit(row.Index(0), EditOperator.Verify, PatchBench.Json("1"), PatchBench.Json("\"NaN\"")));
        Assert.That(BitConverter.ToSingle(after), Is.EqualTo(1f));
        Assert.That(
            () => PatchBench.Run(file, null, PatchBench.Edit(row.Index(1), EditOperator.Verify, PatchBench.Json("1"), PatchBench.Json("0"))),
            Throws.TypeOf<MismatchException>());
    }

    [Test]
    public void An_edit_that_fails_names_its_line()
    {
        ArrayTarget target = new(new byte[4]);
        Edit edit = PatchBench.Set(PatchBench.Row(ElementType.UInt8, 0, 4), "300") with { Text = "u1 = 300", Line = 17 };
        Assert.That(
            () => PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [edit]),
            Throws.TypeOf<ValueException>().With.Message.EqualTo("line 17: u1 = 300: 300 does not fit |u1 (0 to 255); --cast-values saturate or wrap brings it into the range"));
    }

    [Test]
    public void A_plan_says_what_each_edit_does()
    {
        ArrayTarget target = new([1, 0, 2, 0, 3, 0, 4, 0]);
        Layout row = PatchBench.Row(ElementType.UInt16, 0, 4);
        Edit[] edits = [PatchBench.Set(row.Index(2), "300"), PatchBench.Edit(row.Index(ViewIndex.Slice(1, 3)), EditOperator.Add, PatchBench.Json("1"))];
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), edits, new() { Describe = true });
        Assert.Multiple(() =>
        {
            Assert.That(plan.Edits, Is.EqualTo(2));
            Assert.That(plan.Ranges, Is.EqualTo(1));
            Assert.That(plan.BytesToWrite, Is.EqualTo(4));
            Assert.That(plan.CountDifferences(target), Is.EqualTo(3), "2 becomes 3, 3 becomes 301 in both its bytes");
            Assert.That(plan.IsEmpty, Is.False);
            Assert.That(plan.Descriptions.Select(edit => $"{edit.Offset} {edit.ByteLength} {edit.Old} {edit.New}"), Is.EqualTo(new[] { "4 2 3 300", "2 4 [2, 300] [3, 301]" }));
        });
    }

    [Test]
    public void Small_edits_are_written_once_each_in_order_of_offset()
    {
        ArrayTarget target = new(new byte[20_000]);
        Layout row = PatchBench.Row(ElementType.UInt8, 0, 20_000);
        int[] places = [5000, 10, 12, 11, 19_000, 10];
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), places.Select((place, index) => PatchBench.Set(row.Index(place), $"{index + 1}")));
        WriteSummary summary = PlanWriter.Execute(plan, target);
        Assert.Multiple(() =>
        {
            Assert.That(target.Writes, Is.EqualTo(new[] { (10L, 3), (5000L, 1), (19_000L, 1) }));
            Assert.That(target.Bytes[10..13], Is.EqualTo(new byte[] { 6, 4, 3 }));
            Assert.That(target.Syncs, Is.EqualTo(1));
            Assert.That(summary, Is.EqualTo(new WriteSummary(6, 3, 5, true)));
        });
    }

    [TestCase(1)]
    [TestCase(2)]
    public void Edits_that_lie_close_are_one_write_that_keeps_what_stands_between_them(int seed)
    {
        Random random = new(seed);
        byte[] bytes = new byte[600_000];
        random.NextBytes(bytes);
        byte[] expected = [.. bytes];
        ArrayTarget target = new(bytes);
        Layout row = PatchBench.Row(ElementType.UInt8, 0, bytes.Length);
        int[] places = [.. Enumerable.Range(0, seed == 1 ? 100 : 3000).Select(_ => random.Next(bytes.Length))];
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), places.Select((place, index) => PatchBench.Set(row.Index(place), $"{index % 256}")));
        PlanWriter.Execute(plan, target);
        for (int index = 0; index < places.Length; index++)
        {
            expected[places[index]] = (byte)index;
        }

        Assert.That(target.Bytes.AsSpan().SequenceEqual(expected));

        // Each written page has an edit. Within one write, two edits that follow each other are at most a page apart.
        int[] sorted = [.. places.Distinct().Order()];
        Assert.That(target.Writes, Has.Count.LessThan(sorted.Length / 1.2));
        int next = 0;
        foreach ((long offset, int length) in target.Writes)
        {
            Assert.That(sorted[next], Is.EqualTo(offset));
            for (; next + 1 < sorted.Length && sorted[next + 1] < offset + length; next++)
            {
                Assert.That(sorted[next + 1] - sorted[next], Is.LessThanOrEqualTo(4096));
            }

            Assert.That(sorted[next++], Is.EqualTo(offset + length - 1));
        }
    }

    [Test]
    public void A_fill_of_a_terabyte_is_planned_in_no_time_and_memory()
    {
        HollowTarget target = new(1L << 40);
        Layout all = PatchBench.Row(ElementType.UInt8, 0, 1L << 40);
        Layout column = all.Index(ViewIndex.Slice(0, null, 1 << 10));
        Edit[] edits =
        [
            PatchBench.Set(all, "7"),
            PatchBench.Set(all.Index(5), "8"),
            PatchBench.Edit(all.Index(6), EditOperator.Verify, PatchBench.Json("9"), PatchBench.Json("7")),
            PatchBench.Edit(all.Index(6), EditOperator.Add, PatchBench.Json("1")),
            PatchBench.Set(column, "1"),
            PatchBench.Edit(column.Index(3), EditOperator.Verify, PatchBench.Json("2"), PatchBench.Json("1")),
            PatchBench.Set(all.Index(ViewIndex.Slice(1, null)), PatchBench.Own(all.Index(ViewIndex.Slice(null, -1)))),
        ];
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), edits, new() { Describe = true });
        Assert.Multiple(() =>
        {
            Assert.That(plan.Descriptions[3].Old, Is.EqualTo("9"));
            Assert.That(plan.Descriptions[3].New, Is.EqualTo("10"));
            Assert.That(plan.BytesToWrite, Is.GreaterThan(2L << 40));
        });
    }

    [Test]
    public void A_million_edits_at_random_places_read_what_the_ones_before_left()
    {
        // The oracle is a plain array that is changed at once.
        const int Elements = 1 << 18;
        Random random = new(20);
        ArrayTarget target = new(new byte[8 * Elements]);
        ulong[] expected = new ulong[Elements];
        Layout row = PatchBench.Row(ElementType.UInt64, 0, Elements);
        EditValue value = PatchBench.Json("3");
        IEnumerable<Edit> edits = Enumerable.Range(0, 1_000_000).Select(index =>
        {
            int place = random.Next(Elements);
            bool adds = index % 2 == 0;
            expected[place] = adds ? expected[place] + 3 : 3;
            return PatchBench.Edit(row.Index(place), adds ? EditOperator.Add : EditOperator.Set, value);
        });
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), edits);
        PlanWriter.Execute(plan, target, new() { Sync = false });
        ulong[] after = new ulong[Elements];
        for (int index = 0; index < Elements; index++)
        {
            after[index] = BinaryPrimitives.ReadUInt64LittleEndian(target.Bytes.AsSpan(8 * index));
        }

        Assert.That(after.AsSpan().SequenceEqual(expected));
        Assert.That(target.Syncs, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1 << 20)]
    public void Standard_input_is_exactly_the_view(int storedLimit)
    {
        byte[] input = [1, 2, 3, 4, 5, 6];
        Layout column = PatchBench.Row(ElementType.UInt16, 0, 6).Index(ViewIndex.Slice(null, null, 2));
        byte[] Patch(byte[] given)
        {
            ArrayTarget target = new(new byte[12]);
            PatchSources sources = PatchBench.Sources(target, input: PipeReader.Create(new MemoryStream(given)));
            using Plan plan = PatchPlanner.PlanEdits(target, sources, [PatchBench.Set(column, new InputEditValue())], new() { StoredLimit = storedLimit, MemoryLimit = storedLimit });
            PlanWriter.Execute(plan, target);
            return target.Bytes;
        }

        Assert.Multiple(() =>
        {
            Assert.That(Patch(input), Is.EqualTo(new byte[] { 1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0 }));
            Assert.That(() => Patch(input[..5]), Throws.TypeOf<ValueException>().With.Message.Contains("ended after 5 of the 6 bytes"));
            Assert.That(() => Patch([.. input, 7]), Throws.TypeOf<ValueException>().With.Message.Contains("more than the 6 bytes"));
            Assert.That(() => Patch([]), Throws.TypeOf<ValueException>());
        });
    }

    [Test]
    public void A_header_change_verifies_the_old_bytes()
    {
        ArrayTarget target = new([1, 2, 3, 4]);
        using (Plan plan = Plan.OfBytes(target, 1, [2, 3], [9, 8], "cast"))
        {
            PlanWriter.Execute(plan, target);
        }

        Assert.Multiple(() =>
        {
            Assert.That(target.Bytes, Is.EqualTo(new byte[] { 1, 9, 8, 4 }));
            Assert.That(() => Plan.OfBytes(target, 1, [9, 3], [0, 0], "cast"), Throws.TypeOf<MismatchException>().With.Message.Contains("byte 2 is 0x08, not 0x03"));
            Assert.That(() => Plan.OfBytes(target, 3, [], [0, 0], "cast"), Throws.TypeOf<ViewException>());
            Assert.That(() => Plan.OfBytes(target, long.MaxValue, [], [0, 0], "cast"), Throws.TypeOf<ViewException>());
        });
    }

    [Test]
    public void Planning_a_large_edit_can_be_cancelled()
    {
        HollowTarget target = new(1L << 40);
        Edit edit = PatchBench.Edit(PatchBench.Row(ElementType.Int64, 0, 1L << 37), EditOperator.Add, PatchBench.Json("1"));
        using CancellationTokenSource source = new();
        IEnumerable<Edit> Edits()
        {
            yield return PatchBench.Set(PatchBench.Row(ElementType.UInt8, 0, 1), "1");
            source.CancelAfter(TimeSpan.FromMilliseconds(20));
            yield return edit;
        }

        Assert.That(() => PatchPlanner.PlanEdits(target, PatchBench.Sources(target), Edits(), null, source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void New_bytes_beyond_the_limit_go_to_a_file_that_is_gone_afterwards()
    {
        using TemporaryFolder folder = new();
        byte[] file = new byte[1 << 20];
        new Random(4).NextBytes(file);
        ArrayTarget target = new([.. file]);
        Layout all = PatchBench.Row(ElementType.UInt8, 0, file.Length);
        Edit reversed = PatchBench.Set(all, PatchBench.Own(all.Index(ViewIndex.Slice(null, null, -1))));
        using (Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [reversed], new() { StoredLimit = 0, MemoryLimit = 1000, TemporaryFolder = folder.Path }))
        {
            PlanWriter.Execute(plan, target);
        }

        Assert.That(target.Bytes.AsSpan().SequenceEqual(file.Reverse().ToArray()));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
        Assert.That(
            () => PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [reversed], new() { StoredLimit = 0, MemoryLimit = 0, TemporaryFolder = folder["missing"] }),
            Throws.InstanceOf<IOException>(), "it was the file that was used");
    }

    [Test]
    public void The_file_by_any_name_is_read_as_the_edits_before_left_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", [1, 2, 3]);
        File.CreateSymbolicLink(folder["link"], path);
        Directory.CreateSymbolicLink(folder["here"], folder.Path);
        ArrayTarget target = new([1, 2, 3, 4]) { Identity = FileIdentity.Of(path) };
        Layout row = PatchBench.Row(ElementType.UInt8, 0, 4);
        Edit[] edits =
        [
            PatchBench.Set(row.Index(0), "9"),
            PatchBench.Set(row.Index(2), new ViewEditValue(folder["link"], PatchBench.View(row.Index(0)))),
            PatchBench.Set(row.Index(3), new ViewEditValue(Path.Combine(folder["here"], "file"), PatchBench.View(row.Index(0)))),
            PatchBench.Set(row.Index(1), PatchBench.Other(row.Index(0))),
        ];
        using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target, [5, 5, 5]), edits);
        PlanWriter.Execute(plan, target);
        Assert.That(target.Bytes, Is.EqualTo(new byte[] { 9, 5, 9, 9 }));
    }

    [Test]
    public void Elements_larger_than_a_block_are_copied_in_parts()
    {
        ElementType huge = ElementType.Create(ElementKind.Void, 600_000);
        byte[] file = new byte[1_200_000];
        new Random(3).NextBytes(file);
        byte[] after = PatchBench.Run(file, new() { StoredLimit = 1000 }, PatchBench.Set(PatchBench.Row(huge, 0, 1), PatchBench.Own(PatchBench.Row(huge, 600_000, 1))));
        Assert.That(after.AsSpan(0, 600_000).SequenceEqual(file.AsSpan(600_000)));
    }
}
