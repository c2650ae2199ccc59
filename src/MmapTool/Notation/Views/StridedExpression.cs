using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>
/// Writes an expression for a strided layout. It is a contiguous row of the file, divided and sliced axis by axis from the slowest on. The axes are then
/// divided where several step as one, reversed, and put into their order.
/// </summary>
internal sealed class StridedExpression
{
    private readonly Layout _layout;
    private readonly long _fileLength;

    // Bytes of a unit: 1, or the item size where all strides are multiples of it.
    private readonly long _unit;
    private readonly List<ViewStep> _steps = [];

    // The axes of more than one element, from the largest distance between elements to the smallest, and those of one.
    private readonly int[] _axes;
    private readonly int[] _ones;

    private StridedExpression(Layout layout, long fileLength, long unit)
    {
        _layout = layout;
        _fileLength = fileLength;
        _unit = unit;
        _axes = [.. Enumerable.Range(0, layout.Rank).Where(axis => layout.Shape[axis] > 1).OrderByDescending(Stride)];
        _ones = [.. Enumerable.Range(0, layout.Rank).Where(axis => layout.Shape[axis] == 1)];
    }

    /// <summary>An expression that should give the layout, or <see langword="null"/>.</summary>
    public static ViewExpression? TryWrite(Layout layout, long fileLength, long unit)
    {
        StridedExpression writer = new(layout, fileLength, unit);
        return writer._axes.Any(axis => layout.Strides[axis] % unit != 0 || layout.Strides[axis] == 0) ? null : writer.Write();
    }

    private ViewExpression? Write()
    {
        List<(long Count, long Stride)> merged = Merged();
        long element = _layout.ItemSize / _unit;
        long remainder = _layout.Start % _unit;
        long available = (_fileLength - remainder) / _unit;
        if (StridedDecomposition.Find(merged, element, available) is not { } groups)
        {
            return null;
        }

        long length = groups.IsEmpty ? element : (long)groups.Peek().Length;

        // The row may begin before the first element, by as much as the division has room; it must where it would end beyond the file.
        long first = _layout.Start / _unit;
        StridedRoom room = StridedRoom.Of(groups);
        if (room.Place(Math.Max(0, first + length - available)) is not { } places || room.Distance(places) > first)
        {
            return null;
        }

        ViewStart start = Row(remainder, first - room.Distance(places), length);
        List<long> shape = [];
        Queue<long> starts = new(places);
        foreach (StridedGroup group in groups)
        {
            Divide(shape, group, starts);
        }

        if (_unit < _layout.ItemSize)
        {
            _steps.Add(new ViewTypeStep(_layout.ElementType));
            Index([ViewIndex.Ellipsis, ViewIndex.At(0)]);
        }

        if (merged.Count < _axes.Length)
        {
            _steps.Add(new ReshapeStep([.. _axes.Select(axis => _layout.Shape[axis])]));
        }

        Reverse();
        List<int> order = AddOnes();
        Transpose(order);
        return Folded(start);
    }

    private long Stride(int axis) => _layout.Distance(axis);

    private List<(long Count, long Stride)> Merged()
    {
        List<(long Count, long Stride)> merged = [];
        foreach (int axis in _axes)
        {
            (long count, long stride) = (_layout.Shape[axis], Stride(axis) / _unit);
            if (merged.Count > 0 && merged[^1].Stride == (Int128)count * stride)
            {
                merged[^1] = (merged[^1].Count * count, stride);
            }
            else
            {
                merged.Add((count, stride));
            }
        }

        return merged;
    }

    private TypeStart Row(long remainder, long first, long length)
    {
        if (_unit > 1 && (remainder != 0 || _fileLength % _unit != 0))
        {
            Index([ViewIndex.From(remainder + (first * _unit), length * _unit)]);
            _steps.Add(new CastStep(_layout.ElementType));
            return new(ElementType.UInt8, null);
        }

        if (first != 0 || length * _unit != _fileLength)
        {
            Index([ViewIndex.From(first, length)]);
        }

        return new(_unit == _layout.ItemSize ? _layout.ElementType : ElementType.UInt8, null);
    }

    // The last axis, a contiguous row, becomes the group's axes and a new last axis of what is wanted inside its chunks.
    private void Divide(List<long> shape, StridedGroup group, Queue<long> starts)
    {
        ImmutableArray<ViewIndex> picked = [.. group.Levels.Select(level => Pick(level, starts.Dequeue()))];
        long within = starts.Dequeue();
        long every = group.Stride / group.Chunk;
        bool single = group.Chunk == 1;
        long chunks = (((group.Kept - 1) * every) + 1);
        bool last = group.Inner == 1 && _unit == _layout.ItemSize;
        if (!single)
        {
            _steps.Add(new ReshapeStep([.. shape, chunks, group.Chunk]));
        }

        ViewIndex kept = every == 1 ? ViewIndex.All : ViewIndex.Slice(null, null, every);
        ViewIndex inside = last ? ViewIndex.At(within) : group.Inner == group.Chunk ? ViewIndex.All : ViewIndex.From(within == 0 ? null : within, group.Inner);
        ImmutableArray<ViewIndex> outer = shape.Count == 0 ? [] : [ViewIndex.Ellipsis];
        Index(single ? [.. outer, kept] : [.. outer, kept, inside]);

        if (group.Levels.Length > 1)
        {
            IEnumerable<long> slots = group.Levels.Select(level => level.Slots);
            _steps.Add(new ReshapeStep([.. shape, .. slots, .. last ? (long[])[] : [group.Inner]]));
        }

        Index([.. outer, .. picked, .. last ? (ViewIndex[])[] : [ViewIndex.All]]);
        shape.AddRange(group.Levels.Select(level => level.Count));
    }

    private static ViewIndex Pick(StridedLevel level, long start) =>
        level.Step == 1 && level.Slots == level.Count ? ViewIndex.All : ViewIndex.From(start == 0 ? null : start, level.Count, level.Step == 1 ? null : level.Step);

    private void Reverse() =>
        Index([.. _axes.Select(axis => _layout.Strides[axis] < 0 ? ViewIndex.Slice(null, null, -1) : ViewIndex.All)]);

    // Axes of one element have strides too, though nothing steps along them. A sub-array field of one element brings such axes, with
    // the item size as stride, and slices multiply that. Where a stride is no multiple of it, the field is one of bytes.
    private List<int> AddOnes()
    {
        int size = _layout.ItemSize;
        int[] made = [.. _ones.Where(axis => _layout.Strides[axis] != 0)];
        int[] free = [.. _ones.Where(axis => _layout.Strides[axis] == 0)];
        bool bytes = made.Any(axis => _layout.Strides[axis] % size != 0);
        int unit = bytes ? 1 : size;
        if (_axes.Length == 0)
        {
            // A row of one element leaves an axis of its own, which is dropped.
            Index([ViewIndex.At(0)], needed: _unit == size);
        }

        if (made.Length > 0)
        {
            IEnumerable<long> ones = made.Select(_ => 1L);
            ElementType field = bytes ? ElementType.UInt8 : _layout.ElementType;
            RecordField ladder = new("x", field, 0, bytes ? [size, .. ones] : [.. ones]);
            _steps.Add(new ViewTypeStep(ElementType.Record([ladder])));
            _steps.Add(new FieldStep("x"));
        }

        Index([
            ViewIndex.Ellipsis,
            .. made.Select(axis => _layout.Strides[axis] == unit ? ViewIndex.All : ViewIndex.Slice(null, null, _layout.Strides[axis] / unit)),
            .. free.Select(_ => ViewIndex.NewAxis),
        ]);

        if (bytes)
        {
            int rank = _axes.Length + made.Length + free.Length;
            IEnumerable<long> others = Enumerable.Range(0, rank + 1).Where(axis => axis != _axes.Length).Select(axis => (long)axis);
            _steps.Add(new TransposeStep([.. others, _axes.Length]));
            _steps.Add(new ViewTypeStep(_layout.ElementType));
            Index([ViewIndex.Ellipsis, ViewIndex.At(0)]);
        }

        return [.. _axes, .. made, .. free];
    }

    private void Transpose(List<int> order)
    {
        ImmutableArray<long> axes = [.. Enumerable.Range(0, order.Count).Select(axis => (long)order.IndexOf(axis))];
        if (axes.Length < 2 || axes.SequenceEqual(axes.Order()))
        {
            return;
        }

        _steps.Add(new TransposeStep(axes.SequenceEqual(axes.OrderDescending()) ? null : axes));
    }

    // Leaves out what changes nothing.
    private void Index(ImmutableArray<ViewIndex> indices, bool needed = true)
    {
        if (needed && indices.Any(index => index != ViewIndex.All && index != ViewIndex.Ellipsis))
        {
            _steps.Add(new IndexStep(indices));
        }
    }

    // A shape goes into the start or the cast before it.
    private ViewExpression Folded(ViewStart start)
    {
        if (_steps.Count > 0 && start is TypeStart type && _steps[0] is ReshapeStep first)
        {
            _steps.RemoveAt(0);
            start = type with { Shape = first.Shape };
        }

        for (int index = 1; index < _steps.Count; index++)
        {
            if (_steps[index] is ReshapeStep reshape && _steps[index - 1] is CastStep { Shape: null } cast)
            {
                _steps[index - 1] = cast with { Shape = reshape.Shape };
                _steps.RemoveAt(index);
            }
        }

        return new(start, [.. _steps]);
    }
}
