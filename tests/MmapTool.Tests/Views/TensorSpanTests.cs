using System.Numerics.Tensors;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>Views as the platform's tensor spans. For each layout there is no span, or it has the elements of the view in the view's order.</summary>
[TestFixture]
internal sealed class TensorSpanTests
{
    private static readonly ViewIndex[] Slices = [.. new long?[] { 1, 2, 3, -1, -2 }.SelectMany(step => new[] { ViewIndex.Slice(null, null, step), ViewIndex.Slice(1, null, step) }), ViewIndex.Slice(0, 1)];

    [Test]
    public void ATensorSpanHoldsTheElementsInTheOrderOfTheViewOrThereIsNone()
    {
        int expressed = 0;
        int refused = 0;
        foreach (MemoryView<short> view in Views())
        {
            _ = Check(view) ? expressed++ : refused++;
        }

        Assert.That(Math.Min(expressed, refused), Is.GreaterThan(400), $"{expressed} views are tensors, {refused} are not; both must be met");
    }

    [Test]
    public void EveryViewWithTheMemoryOrderOfCIsATensor()
    {
        foreach (long[] shape in Shapes().Where(shape => shape.Length > 0 && !shape.Contains(0)))
        {
            Assert.That(Check(Packed(shape)), $"({string.Join(',', shape)})");
        }
    }

    [Test]
    public void AViewThatIsNotOfThisMachinesOrderOrNotAlignedIsNoTensor()
    {
        MemoryView bytes = MemoryView.Over(new byte[9]);
        using MemoryLease lease = bytes.Source.Lease();
        Assert.That(bytes[1..].Cast(ElementType.Int32).TryAsTensorSpan<int>(lease, out ReadOnlyTensorSpan<int> _), Is.False);
        Assert.That(bytes[..8].Cast(ElementType.Int32.WithByteOrder(ByteOrder.Big)).TryAsTensorSpan<int>(lease, out ReadOnlyTensorSpan<int> _), Is.False);
    }

    private static bool Check(MemoryView<short> view)
    {
        short[] expected = view.ToArray();
        string place = $"{view.Layout}";
        using MemoryLease lease = view.Source.Lease();
        bool expressed = view.TryAsTensorSpan(lease, out ReadOnlyTensorSpan<short> tensor);
        if (expressed)
        {
            Assert.That(tensor.Lengths.ToArray(), Is.EqualTo(view.Shape.Select(length => (nint)length)), place);
            short[] walked = new short[expected.Length];
            tensor.FlattenTo(walked);
            Assert.That(walked, Is.EqualTo(expected), place);
        }

        // A broadcast view is read-only; all others can be written through in the same cases.
        if (!view.IsReadOnly)
        {
            Assert.That(view.TryAsTensorSpan(lease, out TensorSpan<short> writable), Is.EqualTo(expressed), place);
            if (expressed)
            {
                writable.Fill(-7);
                Assert.That(view.ToArray(), Has.All.EqualTo(-7), place);
                view.CopyFrom(expected);
            }
        }

        return expressed;
    }

    private static IEnumerable<MemoryView<short>> Views()
    {
        Random random = new(7);
        foreach (long[] shape in Shapes())
        {
            MemoryView<short> whole = Packed(shape);
            List<MemoryView<short>> views = [whole];
            for (int axis = 0; axis < shape.Length; axis++)
            {
                views = [.. views.SelectMany(view => Slices.Select(slice => view[[.. Enumerable.Repeat(ViewIndex.All, axis), slice]]))];

                // Three axes of eleven slices each are too many; this takes some of them.
                views = views.Count > 80 ? [.. random.GetItems<MemoryView<short>>([.. views], 80)] : views;
            }

            foreach (MemoryView<short> view in views)
            {
                yield return view;
                yield return view.Transpose();
                yield return view.BroadcastTo([2, .. view.Shape]).As<short>();
                if (view.Rank == 3)
                {
                    yield return view.Transpose(1, 0, 2);
                    yield return view.Transpose(2, 0, 1);
                }

                if (view.Rank > 0 && view.Shape[^1] > 0)
                {
                    yield return view[ViewIndex.Ellipsis, ^1, ViewIndex.NewAxis];
                    yield return view[ViewIndex.Ellipsis, 0..1].BroadcastTo(view.Shape.AsSpan()).As<short>();
                }
            }
        }
    }

    private static IEnumerable<long[]> Shapes()
    {
        long[] lengths = [0, 1, 2, 3, 5];
        return [[], .. lengths.Select(a => (long[])[a]), .. lengths.SelectMany(a => lengths.Select(b => (long[])[a, b])),
            .. lengths.SelectMany(a => lengths.SelectMany(b => lengths.Select(c => (long[])[a, b, c])))];
    }

    private static MemoryView<short> Packed(long[] shape)
    {
        long count = shape.Aggregate(1L, (product, length) => product * length);
        MemoryView<short> flat = MemoryView.Over([.. Enumerable.Range(1, (int)count).Select(number => (short)number)]);
        return flat.Reshape(shape);
    }
}
