using MmapTool.Cli.Arguments;

namespace MmapTool.Cli.Output;

/// <summary>A progress bar for work whose size is known only once it has been planned.</summary>
internal sealed class LateProgress(Invocation invocation, CommonSettings settings, string label) : IDisposable
{
    private Progress? bar;

    /// <summary>Begins the bar, where one is wanted.</summary>
    public IProgress<long>? Start(long total)
    {
        bar ??= Progress.For(invocation.Streams, settings, label, total, invocation.InsideRun);
        return bar;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bar?.Dispose();
        bar = null;
    }
}
