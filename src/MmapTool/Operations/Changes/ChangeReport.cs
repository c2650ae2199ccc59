namespace MmapTool.Operations.Changes;

/// <summary>The report on a change that was made, or that a dry run foresees.</summary>
/// <param name="Edits">How many edits.</param>
/// <param name="Ranges">How many byte ranges they touch.</param>
/// <param name="BytesWritten">The bytes of these ranges, including bytes that were the same before.</param>
/// <param name="Changes">For a dry run, what each edit does.</param>
/// <param name="Notes">Other facts about the change: how bytes are moved, that no journal was written.</param>
public sealed record ChangeReport(long Edits, long Ranges, long BytesWritten, IReadOnlyList<Change> Changes, IReadOnlyList<string> Notes)
{
    /// <summary>The full paths of the written files, with links followed. If a detached header was named, its data file is among them.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Surprises, one line each, "note: …" or "warning: …": for standard error.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether the other says the same, list by list.</summary>
    public bool Equals(ChangeReport? other) => other is not null
        && (Edits, Ranges, BytesWritten) == (other.Edits, other.Ranges, other.BytesWritten)
        && Changes.SequenceEqual(other.Changes) && Notes.SequenceEqual(other.Notes) && Files.SequenceEqual(other.Files) && Remarks.SequenceEqual(other.Remarks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Edits, Ranges, BytesWritten, Changes.Count, Notes.Count);
}

/// <summary>The effect of one edit.</summary>
/// <param name="Text">The edit as it was written, or the name of the change.</param>
/// <param name="Path">The file it is in.</param>
/// <param name="Offset">Byte offset of the first element.</param>
/// <param name="Length">Bytes it writes.</param>
/// <param name="Old">The values before, as JSON, where they are few.</param>
/// <param name="New">The values after, as JSON, where they are few.</param>
public sealed record Change(string Text, string Path, long Offset, long Length, string? Old, string? New);
