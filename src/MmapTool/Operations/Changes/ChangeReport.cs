namespace MmapTool.Operations.Changes;

/// <summary>The report on a change that was made, or for a dry run would be.</summary>
/// <param name="Edits">How many edits.</param>
/// <param name="Ranges">How many byte ranges they touch.</param>
/// <param name="BytesWritten">How many bytes they are, those that were there already among them.</param>
/// <param name="Changes">For a dry run, what each edit does.</param>
/// <param name="Notes">Other facts about the change: how bytes are moved, that no journal was written.</param>
public sealed record ChangeReport(long Edits, long Ranges, long BytesWritten, IReadOnlyList<Change> Changes, IReadOnlyList<string> Notes)
{
    /// <summary>The files that are written, by their full paths, links followed: a detached header leads to another file than the one that was named.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Surprises, one line each, "note: …" or "warning: …": for standard error.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>The effect of one edit.</summary>
/// <param name="Text">The edit as it was written, or what the change is called.</param>
/// <param name="Path">The file it is in.</param>
/// <param name="Offset">Byte offset of the first element.</param>
/// <param name="Length">Bytes it writes.</param>
/// <param name="Old">The values before, as JSON, where they are few.</param>
/// <param name="New">The values after, as JSON, where they are few.</param>
public sealed record Change(string Text, string Path, long Offset, long Length, string? Old, string? New);
