using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Layouts;

/// <summary>From addresses back to elements, for layouts in any order of their axes, against a check of every element.</summary>
public sealed class LayoutWindowTests
{
    [Test]
    public void The_elements_that_touch_a_range_are_those_that_a_look_at_each_finds()
    {
        LayoutClasses classes = new();
        LayoutWish wish = new() { MaximumElements = 120, MaximumExtent = 2000, MayShareBytes = false };
        Seeds.Each(1500, seed =>
        {
            Random random = new(seed);
            Layout layout = LayoutGenerator.Strided(random, wish);
            classes.Note(layout);
            long[] places = LayoutModel.Strided(layout.ElementType, layout.Offset, [.. layout.Shape], [.. layout.Strides]).Offsets;
            LayoutWindow window = new(layout);
            for (int round = 0; round < 8; round++)
            {
                long start = layout.Start - 5 + random.NextInt64(layout.End - layout.Start + 10);
                long end = start + random.Next(1, 60);
                List<(long Number, long Place)> found = [.. window.Rows(start, end).SelectMany(row =>
                    Enumerable.Range(0, (int)row.Count).Select(index => (row.First + (index * row.Step), row.Offset + (index * row.Stride))))];
                List<(long Number, long Place)> expected = [.. places.Select((place, number) => ((long)number, place)).Where(one => one.place < end && one.place + layout.ItemSize > start)];
                Assert.That(found, Is.EquivalentTo(expected), $"{layout} from {start} to {end}");
                Assert.That(window.Touches(start, end), Is.EqualTo(expected.Count > 0));
            }
        });
        classes.AssertMet(LayoutClasses.Ranks(5), LayoutClasses.Lengths, LayoutClasses.Steps, LayoutClasses.NearPlaces);
    }
}
