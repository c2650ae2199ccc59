using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Views;

namespace MmapTool.Tests.Layouts;

/// <summary>C#'s own indices and ranges on every indexer, against what arrays do with them.</summary>
[TestFixture]
internal sealed class CSharpIndexTests
{
    private const int Longest = 5;

    private static readonly Index[] Ends = [.. Enumerable.Range(0, Longest + 3).SelectMany(value => new Index[] { new(value), new(value, fromEnd: true) })];

    private static readonly Range[] Ranges = [.. Ends.SelectMany(start => Ends.Select(end => new Range(start, end)))];

    [Test]
    public void ARangeTakesWhatItTakesOfAnArrayOnEveryIndexer()
    {
        int taken = 0;
        int refused = 0;
        for (int length = 0; length <= Longest; length++)
        {
            int[] array = [.. Enumerable.Range(1, length)];
            MemoryView<int> typed = MemoryView.Over(array);
            MemoryView view = typed;
            foreach (Range range in Ranges)
            {
                int[]? expected = Of(() => array[range]);
                _ = expected is null ? refused++ : taken++;
                string place = $"[{range}] of {length}";
                Assert.That(View(() => typed[range]), Is.EqualTo(expected), place);
                Assert.That(View(() => typed[[range]]), Is.EqualTo(expected), place);
                Assert.That(View(() => typed[ViewIndex.Ellipsis, range]), Is.EqualTo(expected), place);
                Assert.That(View(() => view[range].As<int>()), Is.EqualTo(expected), place);
                Assert.That(View(() => new MemoryView<int>(view.Source, view.Layout.Index(range))), Is.EqualTo(expected), place);

                // The array lies within a larger memory, so that bytes outside of the view could be taken by mistake.
                MemoryView<int> inside = MemoryView.Over([.. new int[8], .. array, .. new int[8]])[8..(8 + length)];
                Assert.That(View(() => inside[range]), Is.EqualTo(expected), place);

                // The same on the last and on the first axis of a table whose rows, or columns, are the array.
                MemoryView<int> rows = typed.Reshape(1, length);
                MemoryView<int> columns = typed.Reshape(length, 1);
                Assert.That(View(() => rows[0, range]), Is.EqualTo(expected), place);
                Assert.That(View(() => rows[.., range][ViewIndex.At(0)]), Is.EqualTo(expected), place);
                Assert.That(View(() => ((MemoryView)rows)[^1, range].As<int>()), Is.EqualTo(expected), place);
                Assert.That(View(() => columns[range, 0]), Is.EqualTo(expected), place);
                Assert.That(View(() => columns[range][.., ^1]), Is.EqualTo(expected), place);
            }
        }

        Assert.That(Math.Min(taken, refused), Is.GreaterThan(200), "ranges that fit and ranges that do not must both be met");

        static int[]? View(Func<MemoryView<int>> take)
        {
            try
            {
                return take().ToArray();
            }
            catch (ViewException)
            {
                return null;
            }
        }
    }

    [Test]
    public void AnIndexReadsAndWritesWhatItDoesOfAnArrayOnEveryIndexer()
    {
        for (int length = 0; length <= Longest; length++)
        {
            foreach (Index index in Ends)
            {
                int[] array = [.. Enumerable.Range(1, length)];
                int[] copy = [.. array];
                MemoryView<int> typed = MemoryView.Over(copy);
                MemoryView<int> row = typed.Reshape(1, length);
                MemoryView view = typed;
                string place = $"[{index}] of {length}";
                int? expected = Of(() => array[index..][..1])?[0];
                Assert.That(One(() => typed[index]), Is.EqualTo(expected), place);
                Assert.That(One(() => typed[[index]]), Is.EqualTo(expected), place);
                Assert.That(One(() => row[0, index]), Is.EqualTo(expected), place);
                Assert.That(One(() => row[^1, index]), Is.EqualTo(expected), place);
                Assert.That(One(() => (int)view[index].GetValue()), Is.EqualTo(expected), place);
                Assert.That(One(() => (int)view[ViewIndex.Ellipsis, index].GetValue()), Is.EqualTo(expected), place);
                Assert.That(One(() => row[.., index].ToArray()[0]), Is.EqualTo(expected), place);
                Assert.That(One(() => typed[index] = 70), Is.EqualTo(expected is null ? null : 70), place);
                Assert.That(One(() => row[0, index] += 7), Is.EqualTo(expected is null ? null : 77), place);
                if (expected is not null)
                {
                    array[index] = 77;
                }

                Assert.That(copy, Is.EqualTo(array), place);
            }
        }

        static int? One(Func<int> read)
        {
            try
            {
                return read();
            }
            catch (ViewException)
            {
                return null;
            }
        }
    }

    [Test]
    public void FillingTheLastNoneChangesNothing()
    {
        int[] numbers = [1, 2, 3, 4];
        MemoryView.Over(numbers)[^0..].Fill(9);
        Assert.That(numbers, Is.EqualTo(new[] { 1, 2, 3, 4 }));
    }

    [Test]
    public void ARangeThatDoesNotFitIsNamedWithItsAxis()
    {
        MemoryView<int> view = MemoryView.Over(new int[4]);
        Assert.That(() => view[2..9], Throws.TypeOf<ViewException>().With.Message.EqualTo("the range 2..9 is not inside an axis of 4 elements; a range must be, a Slice is clamped"));
        Assert.That(() => view[^0], Throws.TypeOf<ViewException>().With.Message.EqualTo("index ^0 is out of bounds for axis 0, which has 4 elements: take -4 to 3"));
        Assert.That(() => view[^5], Throws.TypeOf<ViewException>().With.Message.EqualTo("index ^5 is out of bounds for axis 0, which has 4 elements: take -4 to 3"));
    }

    [Test]
    public void AnAxisLongerThanAnIntIsCountedFromItsEnd()
    {
        // 5 GiB of one byte that repeats: a range's numbers are 32-bit, the axis is not.
        MemoryView view = MemoryView.Over(new byte[1]).BroadcastTo(5L << 30);
        Assert.That(view[^3..].Count, Is.EqualTo(3));
        Assert.That(view[3..].Count, Is.EqualTo((5L << 30) - 3));
        Assert.That(view[..^3].Count, Is.EqualTo((5L << 30) - 3));
        Assert.That(view[^1].Rank, Is.Zero);
    }

    [Test]
    public void TheNotationOfARangeTakesTheSame()
    {
        foreach (Range range in Ranges)
        {
            for (int length = 0; length <= Longest; length++)
            {
                int[]? expected = Of(() => Enumerable.Range(1, length).ToArray()[range]);
                if (expected is not null)
                {
                    ViewIndex index = range;
                    MemoryView<int> view = MemoryView.Over([.. Enumerable.Range(1, length)]);
                    Assert.That(view[ViewIndex.Slice(index.Start, index.Stop)].ToArray(), Is.EqualTo(expected), $"{index} for [{range}] of {length}");
                }
            }
        }
    }

    private static int[]? Of(Func<int[]> take)
    {
        try
        {
            return take();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
