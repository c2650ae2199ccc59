using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Layouts;

/// <summary>A generated layout and its model, made and changed together by random steps.</summary>
internal sealed class ModelledLayout
{
    // Every element of the model is a number in a list, and is checked after every step.
    private const int MostElements = 600;

    private readonly Random random;

    public ModelledLayout(int seed)
    {
        random = new Random(seed);
        LayoutWish wish = new();
        ElementType type = wish.Type(random);
        ImmutableArray<long> shape = LayoutGenerator.Shape(random, wish, type.ItemSize);
        Layout = random.Next(6) switch
        {
            0 => Layout.Contiguous(type, shape, 1000 + random.Next(20)),
            1 => Layout.FortranContiguous(type, shape, 1000 + random.Next(20)),
            _ => LayoutGenerator.Strided(random, wish),
        };
        Model = LayoutModel.Strided(Layout.ElementType, Layout.Offset, [.. Layout.Shape], [.. Layout.Strides]);
        How = $"{Layout}";
        Model.AssertIs(Layout, How);
    }

    public Layout Layout { get; private set; }

    public LayoutModel Model { get; private set; }

    public string How { get; private set; }

    public ModelledLayout Step(int times)
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
                View(TypeGenerator.Sized(random));
                break;
            case 5 when Layout.ElementType is { Kind: ElementKind.Record, Fields.Length: > 0 } && rank < 6:
                RecordField field = Layout.ElementType.Fields[random.Next(Layout.ElementType.Fields.Length)];
                if (field.Type.ItemSize == 0 || Model.Offsets.Length * field.Count > MostElements)
                {
                    break;
                }

                Became(Layout.Field(field.Name), Model.Field(field), $".{field.Name}");
                break;
            case 6 when Model.Offsets.Length < 150 && rank < 6:
                long[] wide = [.. Enumerable.Repeat(2L, random.Next(2)), .. Layout.Shape.Select(length => length == 1 && random.Next(2) == 0 ? random.Next(3) : length)];
                Became(Layout.BroadcastTo([.. wide]), Model.Broadcast(wide), $".broadcast({string.Join(",", wide)})");
                break;
            case 7:
                Cast(TypeGenerator.Sized(random));
                break;
            case 8 when rank < 6:
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
            Assert.That(() => step(), Throws.TypeOf<MmapTool.Errors.ViewException>(), How + name);
            return;
        }

        Became(step(), expected, name);
    }

    private void Became(Layout layout, LayoutModel model, string step)
    {
        (Layout, Model, How) = (layout, model, How + step);
        Model.AssertIs(Layout, How);
    }
}
