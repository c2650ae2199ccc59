namespace MmapTool.Operations.Engine;

/// <summary>Progress of a pass that follows others.</summary>
internal sealed class LaterProgress(IProgress<long> progress, long before) : IProgress<long>
{
    /// <summary>Told so many bytes more than the pass tells; none where none is wanted.</summary>
    public static IProgress<long>? After(IProgress<long>? progress, long before) => progress is null ? null : new LaterProgress(progress, before);

    /// <inheritdoc/>
    public void Report(long value) => progress.Report(before + value);
}
