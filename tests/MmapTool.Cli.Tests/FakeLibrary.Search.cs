using MmapTool.Cli.Seams;
using MmapTool.Notation;
using MmapTool.Operations.Search;
using MmapTool.Views;

namespace MmapTool.Cli.Tests;

internal sealed partial class FakeLibrary
{
    public long Find(MemoryView view, Pattern pattern, long most, MatchHandler? handler, WorkSettings work) =>
        throw failure ?? new InvalidOperationException("nothing to search");
}
