namespace MmapTool.Operations.Engine;

/// <summary>
/// Progress of one stage of the work, told to a listener that counts the bytes of all stages. A stage may follow others, count in units of several
/// bytes, or be added to by several threads. The listener is told by one thread at a time, never fewer bytes than before.
/// </summary>
internal sealed class StageProgress : IProgress<long>
{
    private readonly IProgress<long> listener;
    private readonly long before;
    private readonly int bytesPerUnit;
    private readonly Lock gate = new();
    private long added;

    private StageProgress(IProgress<long> listener, long before, int bytesPerUnit) =>
        (this.listener, this.before, this.bytesPerUnit) = (listener, before, bytesPerUnit);

    /// <summary>The progress of a stage; <see langword="null"/> where there is no listener.</summary>
    /// <param name="listener">Told the bytes that are done of all the work.</param>
    /// <param name="before">Bytes of the stages before this one.</param>
    /// <param name="bytesPerUnit">Bytes of a unit that the stage counts in.</param>
    public static StageProgress? Of(IProgress<long>? listener, long before = 0, int bytesPerUnit = 1) =>
        listener is null ? null : new(listener, before, bytesPerUnit);

    /// <summary>Tells the units of this stage that are done in all.</summary>
    public void Report(long value) => listener.Report(before + (value * bytesPerUnit));

    /// <summary>Adds units that one of several threads has done.</summary>
    public void Add(long units)
    {
        lock (gate)
        {
            Report(added += units);
        }
    }
}
