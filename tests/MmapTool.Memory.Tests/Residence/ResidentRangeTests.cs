using FsCheck.Fluent;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

public class ResidentRangeTests
{
    private const long Block = 2 << 20;

    [SeededProperty(MaxTest = 2000)]
    public FsCheck.Property What_is_not_released_is_within_the_budget_and_a_window() => Prop.ForAll(
        Gen.Choose(0, 1_280_000_000).Zip(Gen.Choose(1, 16_000_000)).ListOf().ToArbitrary(),
        windows =>
        {
            const long Budget = 32 << 20;
            ResidentRange range = default;
            HashSet<long> resident = [];
            foreach ((int offset, int length) in windows)
            {
                if (range.Touch(offset, length, Budget, out (long Start, long End) released))
                {
                    resident.RemoveWhere(block => block * Block >= released.Start && (block + 1) * Block <= released.End);
                }

                for (long block = offset / Block; block <= (offset + length - 1) / Block; block++)
                {
                    resident.Add(block);
                }

                if (resident.Count * Block > Budget + length + (2 * Block))
                {
                    return false;
                }
            }

            (long Start, long End) rest = range.Take();
            return resident.All(block => block * Block >= rest.Start && (block + 1) * Block <= rest.End);
        });

    [Test]
    public void Small_steps_through_a_block_count_once()
    {
        ResidentRange range = default;
        for (int offset = 0; offset < Block; offset += 8)
        {
            Assert.That(range.Touch(offset, 8, 32 << 20, out _), Is.False);
        }

        Assert.That(range.Count, Is.EqualTo(Block));
    }
}
