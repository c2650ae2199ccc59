using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Search;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal sealed partial class Library
{
    /// <inheritdoc/>
    public long Find(MemoryView view, Pattern pattern, long most, MatchHandler? handler, WorkSettings work)
    {
        WorkLimits limits = work.Limits;
        return handler is null ? ViewSearch.Count(view, pattern, most, limits) : ViewSearch.Find(view, pattern, handler, most, limits);
    }
}
