namespace MmapTool.Journaling;

/// <summary>
/// A chunked change that its text alone does not tell. The journal keeps the rest that is needed to make it again: values that were read from elsewhere, many
/// small edits. It is kept whole and durable before the target is touched. From then on it is read from there, before a stop and after it, so that both times
/// it is the same.
/// </summary>
internal interface IKeepingChange : IChunkedChange
{
    /// <summary>Bytes to keep; more than none.</summary>
    long KeptLength { get; }

    /// <summary>Hands out exactly so many, in their order, in pieces of any size.</summary>
    void WriteKept(Action<ReadOnlySpan<byte>> write);

    /// <summary>Reads them from the journal from now on.</summary>
    void UseKept(KeptBytes kept);
}
