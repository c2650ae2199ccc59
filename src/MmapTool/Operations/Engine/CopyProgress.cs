namespace MmapTool.Operations.Engine;

/// <summary>Bytes done by several threads, told to one listener from one thread at a time and never fewer than before.</summary>
internal sealed class CopyProgress(IProgress<long>? listener)
{
    private readonly Lock gate = new();
    private long done;

    /// <summary>Adds bytes that are done.</summary>
    public void Add(long bytes)
    {
        if (listener is not null)
        {
            lock (gate)
            {
                listener.Report(done += bytes);
            }
        }
    }
}
