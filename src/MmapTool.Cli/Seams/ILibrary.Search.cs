using MmapTool.Notation;
using MmapTool.Operations.Search;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal partial interface ILibrary
{
    /// <summary>Finds a pattern, the first so many matches; with no handler only counts them.</summary>
    /// <returns>How many there are.</returns>
    long Find(MemoryView view, Pattern pattern, long most, MatchHandler? handler, WorkSettings work);
}
