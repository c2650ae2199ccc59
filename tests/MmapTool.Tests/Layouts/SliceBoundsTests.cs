using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;

namespace MmapTool.Tests.Layouts;

/// <summary>
/// <c>a:+n</c> is exactly n elements for every use, and a slice to change is never cut to fit. All small axes, bounds, counts and steps are tried, against
/// lists of places.
/// </summary>
public sealed class SliceBoundsTests
{
    private static readonly long?[] Bounds = [null, .. Enumerable.Range(-9, 19).Select(bound => (long?)bound)];

    private static readonly long?[] Steps = [null, -5, -3, -2, -1, 1, 2, 3, 5];

    private static IEnumerable<(long Length, long? Start, long? Step)> Begun =>
        from length in Enumerable.Range(0, 8) from start in Bounds from step in Steps select ((long)length, start, step);

    [Test]
    public void A_count_is_met_exactly_or_refused([Values] bool changing)
    {
        foreach ((long length, long? start, long? step) in Begun)
        {
            for (int count = 0; count < 10; count++)
            {
                ViewIndex slice = ViewIndex.From(start, count, step);
                Check(slice, length, changing, SliceModel.Exactly(length, start, count, step ?? 1, changing));
            }
        }
    }

    [Test]
    public void A_slice_to_change_lies_within_its_axis_and_is_not_empty()
    {
        foreach ((long length, long? start, long? step) in Begun)
        {
            foreach (long? stop in Bounds)
            {
                Check(ViewIndex.Slice(start, stop, step), length, changing: true, SliceModel.Inside(length, start, stop, step ?? 1));
            }
        }
    }

    private static void Check(ViewIndex slice, long length, bool changing, List<long>? expected)
    {
        Layout axis = Layout.Contiguous(ElementType.UInt8, [3, length]);
        string where = $"{slice} of {length}, {(changing ? "changed" : "read")}";
        ViewExpression view = new(null, [new IndexStep([ViewIndex.All, slice])]) { Use = changing ? ViewUse.Change : ViewUse.Read };
        if (expected is null)
        {
            string message = Assert.Throws<ViewException>(() => view.Resolve(3 * length, axis, _ => null, () => ""), where)!.Message;
            Assert.That(message, Does.StartWith($"in [:,{slice}]: axis 1 has {Plural.Of(length, "element")}, and {slice} "), where);
            Assert.That(message, Does.Match("(start at .* to |there is nothing to take|ask for as many|swap the two|take a bound from |select an element at least)"), where);
            return;
        }

        Layout made = view.Resolve(3 * length, axis, _ => null, () => "").Index(1);
        Assert.That(LayoutModel.Indices(made.Shape).Select(index => made.OffsetOf(index) - length), Is.EqualTo(expected), where);
    }

    // An axis of 2^62, whose distances multiply to more than 64 bits: 2^63 - 1 elements from 5 never wrap round to none.
    [TestCase(5, long.MaxValue, 1, null)]
    [TestCase(5, long.MaxValue, 3, null)]
    [TestCase(5, (1L << 62) - 4, 1, null)]
    [TestCase(long.MaxValue, 1, 1, null)]
    [TestCase(long.MinValue, 1, 1, null)]
    [TestCase(long.MinValue, long.MaxValue, long.MinValue, null)]
    [TestCase(-1, long.MaxValue, long.MinValue, null)]
    [TestCase(-1, 2, long.MinValue, null)]
    [TestCase(0, 2, 1L << 62, null)]
    [TestCase(1L << 62, 0, long.MaxValue, 0)]
    [TestCase(5, (1L << 62) - 5, 1, (1L << 62) - 5)]
    [TestCase(-1, 1L << 62, -1, 1L << 62)]
    [TestCase(-1, 1, long.MinValue, 1)]
    [TestCase(0, 2, (1L << 62) - 1, 2)]
    public void A_count_near_the_end_of_64_bits_is_exact_or_refused(long start, long count, long step, long? expected)
    {
        Layout axis = Layout.Contiguous(ElementType.UInt8, [1L << 62]);
        ViewIndex slice = ViewIndex.From(start, count, step);
        if (expected is null)
        {
            Assert.That(() => axis.Index(slice), Throws.TypeOf<ViewException>().With.Message.Contains($"axis 0 has {1L << 62} elements, and {slice} "));
            return;
        }

        Assert.That(axis.Index(slice).Count, Is.EqualTo(expected));
    }

    [Test]
    public void A_journal_tells_its_slices_as_the_first_version_cut_them()
    {
        Layout Told(string text) => (ViewExpression.Parse(text) with { Use = ViewUse.Journal }).Resolve(10);
        Assert.That(Told("[8:+5]").Count, Is.EqualTo(2));
        Assert.That(Told("[12:+5]").Count, Is.Zero);
        Assert.That(Told("[-20:+3]").Shape, Is.EqualTo(new long[] { 3 }));
        Assert.That(Told("[4:20]").Count, Is.EqualTo(6));
    }
}
