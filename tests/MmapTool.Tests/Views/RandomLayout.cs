using System.Collections.Immutable;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>A random layout and its model, made and changed together by random steps.</summary>
internal sealed class RandomLayout
{
    private static readonly ElementType[] Types =
    [
        ElementType.UInt8, ElementType.Int16, ElementType.Create(ElementKind.SignedInteger, 3), ElementType.Single, ElementType.Double,
        ElementType.Complex, ElementType.Create(ElementKind.Void, 5), ElementType.Create(ElementKind.Float, 4, ByteOrder.Big), Record(),
    ];

    private readonly Random random;

    public RandomLayout(int seed)
    {
        random = new Random(seed);
        ElementType type = Types[random.Next(Types.Length)];
        long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => (long)random.Next(5))];
        long[] strides = [.. shape.Select(_ => (long)random.Next(-40, 41))];
        long offset = 1000 + random.Next(20);
        switch (random.Next(4))
        {
            case 0:
                Layout = Layout.Contiguous(type, [.. shape], offset);
                break;
            case 1:
                Layout = Layout.FortranContiguous(type, [.. shape], offset);
                break;
            case 2:
                strides = [.. shape.Select(_ => (long)(random.Next(-3, 4) * type.ItemSize))];
                Layout = Layout.Create(type, offset, [.. shape], [.. strides]);
                break;
            default:
                Layout = Layout.Create(type, offset, [.. shape], [.. strides]);
                break;
        }

        Model = LayoutModel.Strided(type, offset, shape, [.. Layout.Strides]);
        How = $"{Layout}";
        AssertIsPackedAsAsked(shape);
    }

    public Layout Layout { get; private set; }

    public LayoutModel Model { get; private set; }

    public string How { get; private set; }

    public RandomLayout Step(int times)
    {
        for (int step = 0; step < times; step++)
        {
            Step();
        }

        return this;
    }

    private void Step()
    {
        int rank = Layout.Rank;
        switch (random.Next(9))
        {
            case 0 when rank > 0:
                Index();
                break;
            case 1 when rank > 0:
                int dropped = random.Next(rank);
                if (Layout.Shape[dropped] > 0)
                {
                    long at = random.Next((int)Layout.Shape[dropped]);
                    ViewIndex[] entries = [.. Enumerable.Repeat(ViewIndex.All, dropped), random.Next(2) == 0 ? at : at - Layout.Shape[dropped]];
                    Became(Layout.Index(entries), Model.Drop(dropped, at), $"[{string.Join(",", entries)}]");
                }

                break;
            case 2:
                int[] axes = [.. Enumerable.Range(0, rank)];
                random.Shuffle(axes);
                Became(Layout.Transpose([.. axes.Select(axis => (long)axis)]), Model.Transpose(axes), $".transpose({string.Join(",", axes)})");
                break;
            case 3:
                Reshape();
                break;
            case 4:
                View(Types[random.Next(Types.Length)]);
                break;
            case 5 when Layout.ElementType.Kind == ElementKind.Record && rank < 4:
                RecordField field = Layout.ElementType.Fields[random.Next(Layout.ElementType.Fields.Length)];
                Became(Layout.Field(field.Name), Model.Field(field), $".{field.Name}");
                break;
            case 6 when Model.Offsets.Length < 200 && rank < 4:
                long[] wide = [.. Enumerable.Repeat(2L, random.Next(2)), .. Layout.Shape.Select(length => length == 1 ? random.Next(4) : length)];
                Became(Layout.BroadcastTo([.. wide]), Model.Broadcast(wide), $".broadcast({string.Join(",", wide)})");
                break;
            case 7:
                Cast(Types[random.Next(Types.Length)]);
                break;
            case 8 when rank < 5:
                int place = random.Next(rank + 1);
                ViewIndex[] fresh = [.. Enumerable.Repeat(ViewIndex.All, place), ViewIndex.NewAxis];
                Became(Layout.Index(fresh), Model with { Shape = [.. Model.Shape[..place], 1, .. Model.Shape[place..]] }, ".newaxis");
                break;
        }
    }

    private void Index()
    {
        int axis = random.Next(Layout.Rank);
        long length = Layout.Shape[axis];
        long? start = random.Next(3) == 0 ? null : random.Next(-7, 8);
        long? stop = random.Next(3) == 0 ? null : random.Next(-7, 8);
        long step = random.Next(2) == 0 ? random.Next(1, 4) : -random.Next(1, 4);
        bool lastAxis = axis == Layout.Rank - 1 && random.Next(2) == 0;
        ViewIndex slice = ViewIndex.Slice(start, stop, step);
        ViewIndex[] entries = lastAxis ? [ViewIndex.Ellipsis, slice] : [.. Enumerable.Repeat(ViewIndex.All, axis), slice];
        Became(Layout.Index(entries), Model.Take(axis, PythonSlice.Indices(length, start, stop, step)), $"[{string.Join(",", entries)}]");
    }

    private void Reshape()
    {
        long count = Model.Offsets.Length;
        List<long> shape = [];
        long left = count;
        while (left > 1 && shape.Count < 4)
        {
            long[] divisors = [.. Enumerable.Range(1, (int)left).Where(number => left % number == 0).Select(number => (long)number)];
            long chosen = divisors[random.Next(divisors.Length)];
            shape.Add(chosen);
            left /= chosen;
        }

        shape.Add(left);
        if (count == 0)
        {
            shape.Add(random.Next(3));
        }

        LayoutModel model = Model with { Shape = [.. shape] };
        Attempt(() => Layout.Reshape([.. shape]), model.IsStrided ? model : null, $".reshape({string.Join(",", shape)})");
    }

    private void View(ElementType type) => Attempt(() => Layout.View(type), Model.View(type) is { IsStrided: true } viewed ? viewed : null, $".view({type})");

    private void Cast(ElementType type)
    {
        long bytes = (long)Model.Offsets.Length * Model.ItemSize;
        bool fits = Model.IsCContiguous && bytes % type.ItemSize == 0;
        long start = Model.Offsets.FirstOrDefault();
        LayoutModel model = new(type, [bytes / type.ItemSize], [.. Enumerable.Range(0, (int)(bytes / type.ItemSize)).Select(item => start + ((long)item * type.ItemSize))]);
        Attempt(() => Layout.Cast(type), fits ? model : null, $".cast({type})");
    }

    private void Attempt(Func<Layout> step, LayoutModel? expected, string name)
    {
        if (expected is null)
        {
            Assert.That(() => step(), Throws.TypeOf<Errors.ViewException>(), How + name);
            return;
        }

        Became(step(), expected, name);
    }

    private void Became(Layout layout, LayoutModel model, string step)
    {
        (Layout, Model, How) = (layout, model, How + step);
        Model.AssertIs(Layout, How);
    }

    private void AssertIsPackedAsAsked(long[] shape)
    {
        Assert.That(Layout.Shape.ToArray(), Is.EqualTo(shape));
        Model.AssertIs(Layout, How);
    }

    private static ElementType Record()
    {
        ElementType inner = ElementType.Record([new("a", ElementType.Int16, 0), new("b", ElementType.UInt8, 3)]);
        ImmutableArray<RecordField> fields =
        [
            new("t", ElementType.Int64, 0), new("v", ElementType.Single, 9), new("rgb", ElementType.UInt8, 13, [2, 3]), new("inner", inner, 20, [2]),
        ];
        return ElementType.Record(fields, 31);
    }
}
