using MmapTool.Testing;
using MmapTool.Notation;

namespace MmapTool.Tests.Sweeps;

/// <summary>Walks the permuted shapes of a run, each with an element type, which change from one to the next.</summary>
internal static class Sweep
{
    /// <summary>Numbers of every size that vectors, tiles and columns have code of their own for, in both byte orders.</summary>
    public static readonly string[] Types = ["<u2", "u1", ">i4", "<f8", "<u3", ">f4", "<i8", ">u2", "<c16", "<f2", ">i3"];

    /// <summary>Calls <paramref name="check"/> with every view and its number.</summary>
    /// <param name="types">The element types.</param>
    /// <param name="check">Fails where something is wrong.</param>
    public static void Each(string[] types, Action<SweptView, int> check)
    {
        using TemporaryFolder folder = new();
        SweptFile[] files = [.. types.Select((type, number) => new SweptFile(folder[$"{number}.bin"], ElementTypeNotation.Parse(type)))];
        try
        {
            int cases = 0;
            int outOfOrder = 0;
            foreach (PermutedShape permuted in PermutedShapes.Some())
            {
                SweptView view = new(files[cases % files.Length], permuted);
                check(view, cases++);
                outOfOrder += permuted.Shape.Count(length => length > 1) >= 4 && !view.Layout.IsCContiguous ? 1 : 0;
            }

            TestContext.Out.WriteLine($"{cases} views, {outOfOrder} of 4 axes or more out of order");
            Assert.That(outOfOrder, Is.GreaterThan(100));
        }
        finally
        {
            Array.ForEach(files, file => file.Dispose());
        }
    }

    /// <summary>Fails unless both are the same, and names the first difference.</summary>
    public static void AssertSame<T>(ReadOnlySpan<T> seen, ReadOnlySpan<T> expected, string what)
    {
        int same = seen.CommonPrefixLength(expected);
        if (same < Math.Max(seen.Length, expected.Length))
        {
            Assert.Fail($"{what}: {seen.Length} of {expected.Length}, at {same} {(same < seen.Length ? $"{seen[same]}" : "the end")} for {(same < expected.Length ? $"{expected[same]}" : "the end")}");
        }
    }
}
