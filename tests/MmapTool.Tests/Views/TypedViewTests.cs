using System.IO.Pipelines;
using System.Numerics;
using System.Numerics.Tensors;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Layouts;
using MmapTool.Views;
using static MmapTool.Tests.Views.PythonMemory;

namespace MmapTool.Tests.Views;

/// <summary>MemoryView&lt;T&gt;, its lease, and the ways out: spans, streams, pipes, tensors.</summary>
public sealed class TypedViewTests
{
    [Test]
    public void A_type_must_correspond_but_the_byte_order_need_not()
    {
        MemoryView bytes = ByteArray([0, 1, 255, 254]);
        MemoryView<short> big = bytes.Cast(ElementType.Int16.WithByteOrder(ByteOrder.Big)).As<short>();
        Assert.That((big[0], big[1]), Is.EqualTo(((short)1, (short)-2)));
        big[0] = 258;
        Assert.That(bytes.Hex(), Is.EqualTo("0102fffe"));
        Assert.That(() => bytes.As<short>(), Throws.TypeOf<ViewException>());
        Assert.That(() => bytes.Cast(ElementType.UInt16).As<short>(), Throws.TypeOf<ViewException>());
        Assert.That(() => bytes.Cast(ElementType.Half).As<short>(), Throws.TypeOf<ViewException>());
        Assert.That(() => bytes.As<Guid>(), Throws.TypeOf<ViewException>());
        Assert.That(bytes.Cast(ElementType.UInt16).As<char>()[1], Is.EqualTo((char)0xFEFF));
    }

    [Test]
    public void Copies_in_and_out_of_any_layout_and_order_agree_with_single_elements()
    {
        LayoutClasses classes = new();
        Seeds.Each(300, seed =>
        {
            Random random = new(seed);
            ModelledLayout sample = new ModelledLayout(seed).Step(3);
            classes.Note(sample.Layout);
            Layout layout = sample.Layout.ItemSize == 4 && sample.Layout.ElementType.Kind == ElementKind.Float
                ? sample.Layout
                : Layout.Create(ElementType.Create(ElementKind.Float, 4, random.Next(2) == 0 ? ByteOrder.Big : ByteOrder.Little), 400, [3, 4, 2], [random.Next(-8, 9) * 4, 16, -4]);
            ArrayMemory memory = new(layout.End + 8);
            MemoryView<float> view = new(memory, layout);
            if (view.Count == 0)
            {
                return;
            }

            for (int index = 0; index < memory.Bytes.Length / 4; index++)
            {
                BitConverter.TryWriteBytes(memory.Bytes.AsSpan(index * 4), random.NextSingle());
            }

            float[] singly = [.. LayoutModel.Indices(view.Shape).Select(index => view[index])];
            Assert.That(view.ToArray(), Is.EqualTo(singly));
            Assert.That(Enumerable.ToList(view), Is.EqualTo(singly));
            int first = random.Next(singly.Length);
            float[] part = new float[random.Next(singly.Length - first + 1)];
            view.Read(first, part);
            Assert.That(part, Is.EqualTo(singly.Skip(first).Take(part.Length)));
            byte[] before = [.. memory.Bytes];
            view.CopyFrom(part, first);
            Assert.That(memory.Bytes, Is.EqualTo(before), "written back as read");
            long[] places = [.. LayoutModel.Indices(view.Shape).Select(index => layout.OffsetOf(index)).Distinct().Order()];
            if (places.Zip(places.Skip(1)).Any(pair => pair.Second - pair.First < 4))
            {
                return;
            }

            view.Fill(2.5f);
            Assert.That(view.ToArray(), Is.All.EqualTo(2.5f));
            Assert.That((view.CountOf(2.5f), view.IndexOf(2.5f, first), view.IndexOf(1f)), Is.EqualTo((view.Count, (long)first, -1L)));
            Assert.That(memory.LeasesOut, Is.Zero);
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    [Test]
    public void A_lease_gives_spans_of_the_memory_itself()
    {
        MemoryView<int> view = Array(1, 2, 3, 4);
        using TypedLease<int> lease = view.Lease();
        lease.Write(1, 2)[1] = 30;
        Assert.That(lease.Read(2, 2).ToArray(), Is.EqualTo(new[] { 30, 4 }));
        Assert.That(view[2], Is.EqualTo(30));
        Assert.That(() => lease.Read(3, 2).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => lease.Read(-1, 2).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => lease.Read(long.MaxValue, 1).Length, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("first"));
        using TypedLease<int> gaps = view.Slice(null, null, 2).Lease();
        Assert.That(gaps.HasSpans, Is.False);
        Assert.That(() => gaps.Read(0, 1).Length, Throws.TypeOf<ViewException>());
        using TypedLease<int> fixedLease = view.ToReadOnly().Lease();
        Assert.That(() => fixedLease.Write(0, 1).Length, Throws.InvalidOperationException);
        Assert.That(fixedLease.Read(0, 1)[0], Is.EqualTo(1));
    }

    [Test]
    public void Slices_stay_typed()
    {
        MemoryView<int> view = Array([.. Enumerable.Range(0, 12)]);
        MemoryView<int> table = view.Reshape(3, 4);
        Assert.That(table[1, -1], Is.EqualTo(7));
        Assert.That(table[.., 1].ToArray(), Is.EqualTo(new[] { 1, 5, 9 }));
        Assert.That(table[1..][0, 0], Is.EqualTo(4));
        Assert.That(view[^2..].ToArray(), Is.EqualTo(new[] { 10, 11 }));
        Assert.That(table.Transpose()[3, 2], Is.EqualTo(11));
        Assert.That(table.Transpose(1, 0).Slice(0, 1).ToArray(), Is.EqualTo(new[] { 0, 4, 8 }));
        Assert.That(() => table[1], Throws.TypeOf<ViewException>());
        table[ViewIndex.At(0), ViewIndex.All].CopyFrom([9, 9, 9, 9]);
        Assert.That(view.CountOf(9), Is.EqualTo(5));
    }

    [Test]
    public void NaN_is_not_found_and_minus_zero_is_zero()
    {
        MemoryView<double> view = Array(double.NaN, -0.0, 1);
        Assert.That((view.IndexOf(double.NaN), view.CountOf(0.0), view.Contains(1.0)), Is.EqualTo((-1L, 1L, true)));
    }

    [Test]
    public void A_boolean_of_any_other_byte_is_plain_true()
    {
        MemoryView<bool> view = ByteArray([0, 1, 7]).Cast(ElementType.Boolean).As<bool>();
        Assert.That(view.ToArray(), Is.EqualTo(new[] { false, true, true }));
        Assert.That(view[2] == true && view[2].Equals(true));
        Assert.That(view.CountOf(true), Is.EqualTo(2));
        Assert.That(view.IndexOf(true, 2), Is.EqualTo(2));
    }

    [Test]
    public void Streams_pipes_and_writers_get_what_ToBytes_gives()
    {
        LayoutClasses classes = new();
        Seeds.Each(200, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(3);
            classes.Note(sample.Layout);
            (MemoryView view, _, _) = TransferTests.Lay(sample, seed);
            foreach (ElementOrder order in Enum.GetValues<ElementOrder>())
            {
                byte[] expected = view.ToBytes(order);
                LayoutModel model = order == ElementOrder.Fortran || (order == ElementOrder.Any && sample.Model.IsFContiguous && !sample.Model.IsCContiguous)
                    ? sample.Model.Transpose([.. Enumerable.Range(0, view.Rank).Reverse()])
                    : sample.Model;
                Assert.That(expected, Is.EqualTo(model.Gather(((ArrayMemory)view.Source).Bytes, 0, (int)view.Count)), sample.How);
                using MemoryStream stream = new();
                view.CopyTo(stream, order);
                Assert.That(stream.ToArray(), Is.EqualTo(expected));
                System.Buffers.ArrayBufferWriter<byte> writer = new();
                view.CopyTo(writer, order);
                Assert.That(writer.WrittenSpan.ToArray(), Is.EqualTo(expected));
            }

            Assert.That(view.Hex(), Is.EqualTo(Convert.ToHexStringLower(view.ToBytes())));
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    [Test]
    public async Task A_pipe_is_flushed_block_by_block()
    {
        MemoryView<int> view = Array([.. Enumerable.Range(0, 500_000)]);
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 600_000, resumeWriterThreshold: 300_000));
        Task writing = Task.Run(async () =>
        {
            await view.Slice(null, null, -1).CopyToAsync(pipe.Writer);
            await pipe.Writer.CompleteAsync();
        });
        using MemoryStream stream = new();
        await pipe.Reader.CopyToAsync(stream);
        await writing;
        Assert.That(stream.ToArray().AsSpan().SequenceEqual(view.Slice(null, null, -1).ToBytes()));
    }

    [Test]
    public void Tensor_spans_of_what_tensors_can_express()
    {
        MemoryView view = Array([.. Enumerable.Range(0, 24)]).Reshape(2, 3, 4);
        using Memory.MemoryLease lease = view.Source.Lease();
        MemoryView[] fit = [view, view.Transpose(), view.Transpose(1, 0, 2), view[1], view[ViewIndex.All, 1, ViewIndex.Slice(0, 4, 2)], view[ViewIndex.All, 1..2], view[0, 0]];
        foreach (MemoryView part in fit)
        {
            Assert.That(part.TryAsTensorSpan<int>(lease, out ReadOnlyTensorSpan<int> tensor), $"{part}");
            int[] seen = new int[part.Count];
            tensor.FlattenTo(seen);
            Assert.That(seen, Is.EqualTo(part.As<int>().ToArray()), $"{part}");
            Assert.That(tensor.Lengths.ToArray().Select(length => (long)length), Is.EqualTo(part.Shape), $"{part}");
        }

        Assert.That(view.TryAsTensorSpan<int>(lease, out TensorSpan<int> writable));
        writable[1, 2, 3] = -5;
        Assert.That(view.GetValue(1, 2, 3), Is.EqualTo(-5));
        MemoryView big = view.Cast(ElementType.Int32.WithByteOrder(ByteOrder.Big));
        MemoryView odd = view.Cast(ElementType.UInt8)[ViewIndex.Slice(1, 5)].Cast(ElementType.Int32);
        foreach (MemoryView part in new[] { view.Slice(null, null, -1), view.BroadcastTo(2, 2, 3, 4), view[0, 0, 0], view[0..0], big, odd })
        {
            Assert.That(part.TryAsTensorSpan<int>(lease, out ReadOnlyTensorSpan<int> _), Is.False, $"{part}");
        }

        Assert.That(() => view.TryAsTensorSpan<float>(lease, out ReadOnlyTensorSpan<float> _), Throws.TypeOf<ViewException>());
        Assert.That(() => view.ToReadOnly().TryAsTensorSpan<int>(lease, out TensorSpan<int> _), Throws.InvalidOperationException);
    }

    [Test]
    public void Types_that_the_platform_does_not_have()
    {
        Assert.That(Array((Int24)(-2), (Int24)5).ToList(), Is.EqualTo(new object[] { -2, 5 }));
        Assert.That(Array((BFloat16)1.5).Format, Is.EqualTo("<bf16"));
        Assert.That(Array(new ComplexSingle(1, 2)).GetValue(0), Is.EqualTo(new Complex(1, 2)));
    }
}
