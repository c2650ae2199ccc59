namespace MmapTool.Operations.Engine;

/// <summary>Counts the bytes done by several threads, and reports the sum from one thread at a time. The sum never falls.</summary>
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
