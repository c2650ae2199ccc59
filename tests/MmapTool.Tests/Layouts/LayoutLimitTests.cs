using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Tests.Views;
using MmapTool.Views;

namespace MmapTool.Tests.Layouts;

/// <summary>Layout at the ends of 64 bits: it refuses, and never wraps round.</summary>
public sealed class LayoutLimitTests
{
    private const long Huge = 1L << 62;

    [Test]
    public void A_count_beyond_64_bits_is_refused() =>
        Assert.That(() => Layout.Contiguous(ElementType.UInt8, [Huge, 4]), Throws.TypeOf<ViewException>().With.Message.Contains("64 bits"));

    [Test]
    public void A_byte_count_beyond_64_bits_is_refused_where_the_count_is_not() =>
        Assert.That(() => Layout.Contiguous(ElementType.Double, [Huge]), Throws.TypeOf<ViewException>());

    [Test]
    public void A_zero_among_the_dimensions_does_not_hide_an_overflow_of_the_others() =>
        Assert.That(() => Layout.Contiguous(ElementType.UInt8, [0, Huge, Huge]), Throws.TypeOf<ViewException>());

    [Test]
    public void The_largest_view_is_made_and_sliced()
    {
        Layout whole = Layout.Contiguous(ElementType.UInt8, [long.MaxValue]);
        Assert.That(whole.End, Is.EqualTo(long.MaxValue));
        Assert.That(whole.Index(ViewIndex.Slice(-2, null)).Offset, Is.EqualTo(long.MaxValue - 2));
        Assert.That(whole.Index(ViewIndex.Slice(null, null, long.MaxValue)).Count, Is.EqualTo(1));
        Assert.That(whole.Index(ViewIndex.Slice(null, null, long.MinValue)).OffsetOf(0), Is.EqualTo(long.MaxValue - 1));
        Assert.That(whole.Index(ViewIndex.Slice(long.MinValue, long.MaxValue)).Count, Is.EqualTo(long.MaxValue));
        Assert.That(whole.Index(ViewIndex.From(5, (long.MaxValue - 5 + 2) / 3, 3)).Count, Is.EqualTo((long.MaxValue - 5 + 2) / 3));
    }

    [Test]
    public void An_offset_that_pushes_the_end_out_is_refused() =>
        Assert.That(() => Layout.Contiguous(ElementType.UInt8, [2], long.MaxValue - 1), Throws.TypeOf<ViewException>());

    [Test]
    public void Strides_that_reach_out_are_refused_and_below_zero_too()
    {
        Assert.That(() => Layout.Create(ElementType.UInt8, 0, [3], [Huge]), Throws.TypeOf<ViewException>());
        Assert.That(() => Layout.Create(ElementType.UInt8, 10, [3], [-6]), Throws.TypeOf<ViewException>().With.Message.Contains("2 bytes before"));
        Assert.That(() => Layout.Create(ElementType.UInt8, 0, [3, 3], [long.MaxValue, long.MinValue]), Throws.TypeOf<ViewException>());
        Assert.That(() => Layout.Create(ElementType.UInt8, -1, [], []), Throws.TypeOf<ViewException>());
    }

    [Test]
    public void Reshaping_to_a_product_beyond_64_bits_is_refused()
    {
        Layout layout = Layout.Contiguous(ElementType.UInt8, [4]);
        Assert.That(() => layout.Reshape([Huge, Huge, Huge]), Throws.TypeOf<ViewException>());
        Assert.That(() => layout.Reshape([Huge, 4, 1L << 3, -1]), Throws.TypeOf<ViewException>());
        Assert.That(() => layout.Cast(ElementType.UInt8, [Huge, 4]), Throws.TypeOf<ViewException>());
        Assert.That(() => layout.BroadcastTo([Huge, Huge, 4]), Throws.TypeOf<ViewException>());
    }

    [Test]
    public void An_empty_view_takes_any_shape_with_a_zero()
    {
        Layout empty = Layout.Contiguous(ElementType.Double, [0]);
        Assert.That(empty.Reshape([3, 0, 5]).Count, Is.Zero);
        Assert.That(() => empty.Reshape([0, -1]), Throws.TypeOf<ViewException>());
        Assert.That(empty.Reshape([-1, 5]).Shape, Is.EqualTo(new long[] { 0, 5 }));
    }

    [Test]
    public void Ranks_up_to_64_work_and_65_is_refused()
    {
        Layout scalar = Layout.Contiguous(ElementType.UInt8, []);
        Assert.That(scalar.Reshape([.. Enumerable.Repeat(1L, 64)]).Rank, Is.EqualTo(64));
        Assert.That(() => scalar.Reshape([.. Enumerable.Repeat(1L, 65)]), Throws.TypeOf<ViewException>());
    }

    [Test]
    public void A_record_field_at_a_far_offset_does_not_wrap()
    {
        ImmutableArray<RecordField> fields = [new("x", ElementType.UInt8, 1)];
        Layout layout = Layout.Create(ElementType.Record(fields), long.MaxValue - 2, [], []);
        Assert.That(layout.Field("x").Offset, Is.EqualTo(long.MaxValue - 1));
    }

    [Test]
    public void An_empty_view_far_out_does_not_wrap_when_its_field_is_taken()
    {
        ImmutableArray<RecordField> fields = [new("x", ElementType.UInt8, 1000)];
        Layout layout = Layout.Create(ElementType.Record(fields), long.MaxValue - 2, [0], [1]);
        Assert.That(layout.Field("x").Count, Is.Zero);
    }

    [Test]
    public void A_view_without_elements_can_be_indexed_and_its_field_taken_within_an_empty_memory()
    {
        ElementType type = ElementType.Record([new("a", ElementType.Int16, 0), new("b", ElementType.Int16, 2)]);
        MemoryView empty = new(new ArrayMemory(0), Layout.Contiguous(type, [2, 0]));
        Assert.That(empty[1].Count, Is.Zero);
        Assert.That(empty[1..].Field("b").ToBytes(), Is.Empty);
        Layout backwards = Layout.Create(ElementType.UInt8, 5, [3, 0], [-100, 1]);
        Assert.That(backwards.Index(2).Count, Is.Zero);
    }

    [Test]
    public void Strides_of_axes_without_elements_never_overflow_an_index()
    {
        Layout layout = Layout.Create(ElementType.UInt8, 0, [1, 0], [long.MaxValue, long.MinValue]);
        Assert.That(layout.Index(ViewIndex.All, ViewIndex.Slice(null, null, -1)).Count, Is.Zero);
        Assert.That(layout.Index(0).Count, Is.Zero);
        Assert.That(layout.Runs(), Is.Empty);
    }
}
