using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>The facts about a container format that lists, help and messages show: the one place that holds them.</summary>
/// <param name="Name">The name that <c>--format</c> and <c>--as</c> take and <c>info</c> shows.</param>
/// <param name="Endings">The endings of names of such files, each with its dot; the first is the usual one. None for bytes of any name.</param>
/// <param name="Help">The format in one line.</param>
public sealed record FormatInfo(string Name, ImmutableArray<string> Endings, string Help)
{
    /// <summary>The endings of files that may hold a header alone, whose data lie in other files; the first is the usual one.</summary>
    public ImmutableArray<string> HeaderEndings { get; init; } = [];

    /// <summary>Whether a file of this name ought to be of this format.</summary>
    public bool HasEnding(string path) => EndsWithAny(Argument.NotNull(path), Endings);

    /// <summary>Whether a file of this name may hold a header alone.</summary>
    public bool MayBeHeader(string path) => EndsWithAny(Argument.NotNull(path), HeaderEndings);

    private static bool EndsWithAny(string path, ImmutableArray<string> endings)
    {
        foreach (string ending in endings)
        {
            if (path.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
