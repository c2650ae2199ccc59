using System.Security.Cryptography;
using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Layouts;

/// <summary>Layout against <see cref="LayoutModel"/>: random layouts, random steps.</summary>
public sealed class LayoutPropertyTests
{
    [Test]
    public void Every_step_leads_to_the_places_that_the_model_lists()
    {
        LayoutClasses classes = new();
        Seeds.Each(4000, seed => classes.Note(new ModelledLayout(seed).Step(6).Layout));
        classes.AssertMet(LayoutClasses.Ranks(6), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.Shared, LayoutClasses.Numbers, LayoutClasses.Others, LayoutClasses.NearPlaces);
    }

    [Test]
    public void Runs_give_exactly_the_elements_in_order_for_every_range()
    {
        LayoutClasses classes = new();
        Seeds.Each(500, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(4);
            classes.Note(sample.Layout);
            long count = sample.Layout.Count;
            Random random = new(seed);
            IEnumerable<(long First, long Count)> ranges = count <= 20
                ? from first in Enumerable.Range(0, (int)count + 1) from taken in Enumerable.Range(0, (int)count - first + 1) select ((long)first, (long)taken)
                : Enumerable.Range(0, 100).Select(_ => random.NextInt64(count)).Select(first => (first, random.NextInt64(count - first + 1))).Append((0, count));
            foreach ((long first, long taken) in ranges)
            {
                long[] places = [.. sample.Layout.Runs(first, taken).SelectMany(run => Expand(run, sample.Layout.ItemSize))];
                Assert.That(places, Is.EqualTo(sample.Model.Offsets.Skip((int)first).Take((int)taken)), $"{sample.How} elements {first}:+{taken}");
            }
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    [Test]
    public void A_packed_view_is_one_run_of_one_block()
    {
        LayoutClasses classes = new();
        Seeds.Each(500, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(3);
            classes.Note(sample.Layout);
            if (sample.Model.IsCContiguous && sample.Layout.Count > 0)
            {
                Assert.That(sample.Layout.Runs(), Is.EqualTo(new[] { new StridedRun(sample.Model.Offsets[0], 1, 0, sample.Layout.ByteLength) }), sample.How);
            }
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    // CPython 3.11.2:
    // import hashlib; h = hashlib.sha256(); R = [None, *range(-9, 10)]; S = [*range(-5, 0), *range(1, 6)]
    // for n in range(8):
    //   for a in R:
    //     for b in R:
    //       for s in S: h.update((','.join(map(str, range(n)[a:b:s])) + ';').encode())
    // print(h.hexdigest())
    [Test]
    public void Slices_are_Pythons_for_every_small_start_stop_and_step()
    {
        StringBuilder ours = new();
        StringBuilder models = new();
        long?[] bounds = [null, .. Enumerable.Range(-9, 19).Select(bound => (long?)bound)];
        for (int length = 0; length < 8; length++)
        {
            Layout layout = Layout.Contiguous(ElementType.UInt8, [length]);
            foreach (long? start in bounds)
            {
                foreach (long? stop in bounds)
                {
                    foreach (int step in new[] { -5, -4, -3, -2, -1, 1, 2, 3, 4, 5 })
                    {
                        Layout slice = layout.Index(ViewIndex.Slice(start, stop, step));
                        ours.AppendJoin(',', LayoutModel.Indices(slice.Shape).Select(index => slice.OffsetOf(index))).Append(';');
                        models.AppendJoin(',', PythonSlice.Indices(length, start, stop, step)).Append(';');
                    }
                }
            }
        }

        Assert.That(Digest(ours), Is.EqualTo(SliceDigest));
        Assert.That(Digest(models), Is.EqualTo(SliceDigest), "the model that the other tests lean on");
    }

    private const string SliceDigest = "de5cae75431ff6f7044713ef6bdd3ca07dc4b861fb4aafb68b0d225064ddb09d";

    private static string Digest(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));

    private static IEnumerable<long> Expand(StridedRun run, int itemSize)
    {
        for (long block = 0; block < run.Count; block++)
        {
            for (long part = 0; part < run.BlockLength; part += itemSize)
            {
                yield return run.Offset + (block * run.Stride) + part;
            }
        }
    }
}
