using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Tests.Layouts;

/// <summary>The bytes of boxes of strided units are those that are found by listing them.</summary>
public sealed class BoxPlacesTests
{
    [Test]
    public void A_box_tells_its_next_byte_as_a_list_of_its_bytes_does()
    {
        Random random = new(Seeds.Next("box places"));
        for (int round = 0; round < 2000; round++)
        {
            int rank = random.Next(4);
            int unit = random.Next(1, 5);
            long[] strides = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(-40, 41))];
            long[] extent = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 5))];
            HashSet<long> bytes = [];
            Add(0, 1000);
            BoxPlaces places = new(strides, unit);
            places.Set(1000, extent);
            string where = $"unit {unit}, strides {string.Join(",", strides)}, extent {string.Join(",", extent)}";
            Assert.That((places.Lower, places.Upper), Is.EqualTo((bytes.Min(), bytes.Max() + 1)), where);
            for (long address = places.Lower - 2; address < places.Upper + 2; address++)
            {
                // Where axes meet, a byte between units may count as one of the box; none of the box is ever passed over.
                long expected = bytes.Where(place => place >= address).DefaultIfEmpty(long.MaxValue).Min();
                long next = places.Next(address);
                Assert.That(next, AreApart() ? Is.EqualTo(expected) : Is.InRange(address, expected), where);
            }

            bool AreApart()
            {
                long reach = unit;
                foreach (int axis in Enumerable.Range(0, rank).Where(axis => extent[axis] > 1 && strides[axis] != 0).OrderBy(axis => Math.Abs(strides[axis])))
                {
                    if (Math.Abs(strides[axis]) < reach)
                    {
                        return false;
                    }

                    reach += (extent[axis] - 1) * Math.Abs(strides[axis]);
                }

                return true;
            }

            void Add(int axis, long place)
            {
                if (axis == rank)
                {
                    bytes.UnionWith(Enumerable.Range(0, unit).Select(index => place + index));
                    return;
                }

                for (long index = 0; index < extent[axis]; index++)
                {
                    Add(axis + 1, place + (index * strides[axis]));
                }
            }
        }
    }
}
