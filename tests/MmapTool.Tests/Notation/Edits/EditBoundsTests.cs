using FsCheck;
using FsCheck.Fluent;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Tests.Layouts;
using MmapTool.Tests.Patching;
using MmapTool.Views;

namespace MmapTool.Tests.Notation;

/// <summary>
/// An edit changes exactly the elements that it names, or is refused. The targets are random: every kind of step, with bounds on and off their axes,
/// against lists of places.
/// </summary>
public sealed class EditBoundsTests
{
    private int refused;
    private int empty;
    private int changed;

    [Test]
    public void An_edit_changes_all_that_it_names_or_nothing()
    {
        Prop.ForAll<int>(Try).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(1_000_000_000));
        Assert.That(new[] { refused, empty, changed }, Is.All.GreaterThan(50), "refused, nothing there, changed");
    }

    private void Try(int seed)
    {
        Random random = new(seed);
        Target target = new(random);
        for (int step = random.Next(1, 5); step > 0 && target.Model is not null; step--)
        {
            target.Step();
        }

        target.EndInBytes();
        byte[] file = new byte[target.FileLength];
        string text = target.Text + new[] { " = 7", " += 7", " ^= 7", " : 0 -> 7" }[random.Next(4)];
        ArrayTarget array = new([.. file]);
        PatchSources sources = new(expression => new MemoryView(new ArraySource(file.Length), expression.Resolve(file.Length)));
        PatchOptions options = new() { StoredLimit = random.Next(2) == 0 ? 0 : 1 << 20, BlockCount = 3 };
        if (target.Model is not { } model)
        {
            refused++;
            Assert.That(() => PatchPlanner.PlanEdits(array, sources, [Edit.Parse(text)], options), Throws.TypeOf<ViewException>(), text);
            return;
        }

        foreach (long place in model.Offsets)
        {
            file[place] = 7;
        }

        _ = model.Offsets.Length > 0 ? changed++ : empty++;
        using Plan plan = PatchPlanner.PlanEdits(array, sources, [Edit.Parse(text)], options);
        PlanWriter.Execute(plan, array);
        Assert.That(array.Bytes, Is.EqualTo(file), text);
    }

    // Reading the same view may take other elements. It never takes more than there are, and a:+n never takes fewer than n.
    [TestCase("[5000:+4]", 2, 2)]
    [TestCase("[4094:+4]", 2, 2)]
    [TestCase("[-5000:+2]", 2, 2)]
    [TestCase("[4096:+1]", 2, 2)]
    [TestCase("[0:+4097]", 2, 2)]
    [TestCase("[9223372036854775807:+9223372036854775807]", 2, 2)]
    [TestCase("[4096:+0]", 0, 2)]
    [TestCase("[5:+0]", 0, 2)]
    [TestCase("[512:500]", 0, 2)]
    [TestCase("[4000:5000]", 96, 2)]
    [TestCase("[-5000:4]", 4, 2)]
    [TestCase("[5000:]", 0, 2)]
    [TestCase("[:-5000]", 0, 2)]
    [TestCase("[7:7]", 0, 2)]
    [TestCase("[9:3:-1]", 6, 6)]
    [TestCase("[4096::-1]", 4096, 2)]
    [TestCase("[0:9:-1]", 0, 2)]
    [TestCase("[0:4096]", 4096, 4096)]
    [TestCase("[-4096:]", 4096, 4096)]
    [TestCase("u1(64,64)[60:+5]", 2, 2)]
    [TestCase("u1(64,64)[..., 60:65]", 256, 2)]
    [TestCase("[10:20][5:15]", 5, 2)]
    [TestCase("[:16].cast(<u4)[2:+3]", 2, 2)]
    [TestCase("[:16].reshape(4,4).T[1:+4]", 2, 2)]
    [TestCase("{a:u1(3),b:u1}.a[..., 1:+3]", 2, 2)]
    public void An_example_reads_so_many_elements_and_changes_so_many(string view, long read, long written)
    {
        // 2 stands for a refusal, the exit status of one.
        const int Length = 4096;
        long Taken(ViewUse use)
        {
            try
            {
                return (ViewExpression.Parse(view) with { Use = use }).Resolve(Length).Count;
            }
            catch (ViewException)
            {
                return 2;
            }
        }

        Assert.That((Taken(ViewUse.Read), Taken(ViewUse.Change)), Is.EqualTo((read, written)));
    }

    private sealed class Target
    {
        private readonly Random random;

        public Target(Random random)
        {
            this.random = random;
            bool isRecord = random.Next(3) == 0;
            ElementType type = isRecord ? ElementTypeNotation.Parse("{a:u1,b:u1(3),c:u1(2,2)}") : ElementType.UInt8;
            long[] shape = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(random.Next(4) == 0 ? 0 : 1, 6))];
            long count = shape.Aggregate(1L, (product, length) => product * length);
            FileLength = count * type.ItemSize;
            Text = $"{type}({string.Join(",", shape)})";
            Model = new(type, shape, [.. Enumerable.Range(0, (int)count).Select(item => (long)item * type.ItemSize)]);
        }

        public long FileLength { get; }

        public string Text { get; private set; }

        public LayoutModel? Model { get; private set; }

        public void Step()
        {
            LayoutModel model = Model!;
            switch (random.Next(6))
            {
                case 0:
                    int[] axes = [.. Enumerable.Range(0, model.Shape.Length)];
                    random.Shuffle(axes);
                    Became(axes.Length == 0 ? ".T" : $".transpose({string.Join(",", axes)})", model.Transpose(axes));
                    break;
                case 1 when model.Type.Kind == ElementKind.Record:
                    RecordField field = model.Type.Fields[random.Next(model.Type.Fields.Length)];
                    Became($".{field.Name}", model.Field(field));
                    break;
                case 2 when model.IsCContiguous && model.Type.Kind != ElementKind.Record:
                    Became(".reshape(-1)", model with { Shape = [model.Offsets.Length] });
                    break;
                case 3 when model.IsCContiguous && model.Offsets.Length > 0:
                    long bytes = (long)model.Offsets.Length * model.ItemSize;
                    Became(".cast(u1)", new(ElementType.UInt8, [bytes], [.. Enumerable.Range(0, (int)bytes).Select(place => model.Offsets[0] + place)]));
                    break;
                default:
                    Index();
                    break;
            }
        }

        /// <summary>All fields of a record as their bytes, so that each byte is an element.</summary>
        public void EndInBytes()
        {
            if (Model is { Type.Kind: ElementKind.Record } model)
            {
                Became(".b", model.Field(model.Type.Fields.Single(field => field.Name == "b")));
            }
        }

        // Entries for some axes; those behind an ellipsis count from the last axis.
        private void Index()
        {
            LayoutModel? model = Model!;
            int rank = model.Shape.Length;
            int named = random.Next(rank + 1);
            int leading = random.Next(named + 1);
            List<string> entries = [];
            int axis = 0;
            for (int entry = 0; entry < named; entry++)
            {
                if (entry == leading && random.Next(2) == 0)
                {
                    entries.Add("...");
                    axis += rank - named;
                }

                if (model is null)
                {
                    // Entries behind a refused one keep their axes.
                    entries.Add(":");
                    continue;
                }

                if (random.Next(8) == 0)
                {
                    entries.Add("newaxis");
                    model = model with { Shape = [.. model.Shape[..axis], 1, .. model.Shape[axis..]] };
                    axis++;
                }

                model = Entry(model, entries, ref axis);
            }

            if (entries.Count == 0)
            {
                entries.Add("...");
            }

            Became($"[{string.Join(",", entries)}]", model);
        }

        private LayoutModel? Entry(LayoutModel model, List<string> entries, ref int axis)
        {
            long length = model.Shape[axis];
            if (random.Next(4) == 0)
            {
                long at = random.NextInt64(-length - (random.Next(6) == 0 ? 1 : 0), length + (random.Next(6) == 0 || length == 0 ? 1 : 0));
                entries.Add($"{at}");
                return at < -length || at >= length ? null : model.Drop(axis, at < 0 ? at + length : at);
            }

            // Mostly on the axis, and mostly the right way round.
            int off = random.Next(8) == 0 ? 3 : 0;
            long Bound() => random.NextInt64(-length - off, length + off + 1);
            long? step = random.Next(2) == 0 ? null : random.Next(1, 4) * (random.Next(2) == 0 ? 1 : -1);
            long? start = random.Next(3) == 0 ? null : Bound();
            string tail = step is null ? "" : $":{step}";
            List<long>? places;
            if (random.Next(2) == 0)
            {
                long most = start is { } from && length > 0 && from >= -length && from < length ? PythonSlice.Indices(length, from, null, step ?? 1).Count : length;
                long count = random.Next(4) == 0 ? random.NextInt64(most + 2) : Math.Min(most, 1 + random.NextInt64(most + 1));
                entries.Add($"{start}:+{count}{tail}");
                places = SliceModel.Exactly(length, start, count, step ?? 1, changing: true);
            }
            else
            {
                long? stop = random.Next(3) == 0 ? null : Bound();
                entries.Add($"{start}:{stop}{tail}");
                places = SliceModel.Inside(length, start, stop, step ?? 1);
            }

            return places is null ? null : model.Take(axis++, places);
        }

        private void Became(string step, LayoutModel? model) => (Text, Model) = (Text + step, model);
    }
}
