namespace MmapTool.Operations.Changes;

/// <summary>Elements done, told as bytes.</summary>
internal sealed class ElementProgress(IProgress<long> bytes, int itemSize) : IProgress<long>
{
    /// <summary>That, or null where nobody is to be told.</summary>
    public static ElementProgress? Of(IProgress<long>? bytes, int itemSize) => bytes is null ? null : new(bytes, itemSize);

    public void Report(long value) => bytes.Report(value * itemSize);
}
