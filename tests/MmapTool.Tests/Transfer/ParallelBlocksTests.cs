using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Tests.Patching;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Tests.Transfer;

public sealed class ParallelBlocksTests
{
    [Test]
    public void Every_element_is_in_one_range([Values(1, 2, 7)] int threads, [Values(1, 3, 100)] int perRange)
    {
        int[] seen = new int[100];
        ParallelBlocks.Run(seen.Length, perRange, threads, (first, count) =>
        {
            for (long index = first; index < first + count; index++)
            {
                Interlocked.Increment(ref seen[index]);
            }
        });
        Assert.That(seen, Is.All.EqualTo(1));
    }

    [Test]
    public void The_first_range_that_fails_is_the_one_that_is_told([Values(1, 2, 7)] int threads)
    {
        for (int round = 0; round < 50; round++)
        {
            long told = -1;
            try
            {
                ParallelBlocks.Run(1000, 1, threads, (first, _) =>
                {
                    if (first >= 10)
                    {
                        throw new ArgumentOutOfRangeException(nameof(first), first, "failed");
                    }
                });
            }
            catch (ArgumentOutOfRangeException error)
            {
                told = (long)error.ActualValue!;
            }

            Assert.That(told, Is.EqualTo(10));
        }
    }

    [Test]
    public void A_later_range_that_fails_sooner_is_not_the_one_that_is_told([Values(2, 3, 7)] int threads)
    {
        using ManualResetEventSlim later = new();
        Assert.That(
            () => ParallelBlocks.Run(1000, 1, threads, (first, _) =>
            {
                if (first == 10)
                {
                    // The next block belongs to another thread, and fails while this block is in work.
                    later.Wait(TimeSpan.FromSeconds(5));
                    Thread.Sleep(5);
                }

                if (first >= 10)
                {
                    if (first > 10)
                    {
                        later.Set();
                    }

                    throw new InvalidDataException($"{first}");
                }
            }),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo("10"));
    }

    /// <summary>Blocks of three elements on a real file, against a loop. For large blocks, the interop tests compare with NumPy.</summary>
    [TestCase(1, 1, 0)]
    [TestCase(4, 1, 3)]
    [TestCase(9, 2, 5)]
    [TestCase(600, 1, 1)]
    public void Tiny_blocks_on_several_threads_write_the_same(int stride, int runLength, int offset)
    {
        byte[] before = [.. Enumerable.Range(0, 20_000).Select(index => (byte)(index * 7))];
        Layout layout = Layout.Create(ElementType.UInt8, offset, [(before.Length - offset) / stride, runLength], [stride, 1]);
        byte[] expected = [.. before];
        for (long row = 0; row < layout.Shape[0]; row++)
        {
            for (int column = 0; column < runLength; column++)
            {
                expected[offset + (row * stride) + column] += 5;
            }
        }

        using TemporaryFolder folder = new();
        foreach (int threads in (int[])[1, 2, 7])
        {
            string path = folder.Write($"of{threads}", before);
            using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
            {
                IByteTarget target = file;
                PatchOptions options = new() { CastValues = CastValues.Wrap, Threads = threads, StoredLimit = 0, BlockCount = 3 };
                using Plan plan = PatchPlanner.PlanEdits(target, PatchBench.Sources(target), [PatchBench.Edit(layout, EditOperator.Add, PatchBench.Json("5"))], options);
                Assert.That(plan.Steps, Has.Exactly(1).InstanceOf<ComputedStep>());
                long told = 0;
                PlanWriter.Execute(plan, target, new() { Threads = threads }, new Told(value => told = value));
                Assert.That(told, Is.EqualTo(layout.ByteLength));
            }

            Assert.That(File.ReadAllBytes(path), Is.EqualTo(expected), $"{threads} threads");
        }
    }

    private sealed class Told(Action<long> listener) : IProgress<long>
    {
        public void Report(long value) => listener(value);
    }
}
