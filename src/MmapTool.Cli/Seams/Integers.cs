namespace MmapTool.Cli.Seams;

/// <summary>Integers as the notation writes them.</summary>
internal static class Integers
{
    /// <summary>Reads one: <c>4096</c>, <c>0x1000</c>, <c>64Mi</c>, <c>-1</c>.</summary>
    /// <exception cref="Errors.NotationException">It is none.</exception>
    public static long Parse(string text) => throw new NotImplementedException($"IntegerNotation: {text}");
}
