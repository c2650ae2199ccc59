using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Export;
using MmapTool.Operations.Headers;
using MmapTool.Operations.Recovery;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <summary>The library's heavy work as the verbs call it; tests put their own in its place.</summary>
internal partial interface ILibrary
{
    /// <summary>Opens a file to read, with a shared lock. The token ends the wait for it.</summary>
    DataFile Open(string path, CommonSettings settings, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Reads standard input to its end, as a file to read. The token ends that.</summary>
    DataFile OpenInput(Stream input, string name, CommonSettings settings, CancellationToken cancellation);

    /// <summary>Whether the file can be written by this user.</summary>
    bool IsWritable(string path);

    /// <summary>Whether both paths lead to one file, which need not exist.</summary>
    bool IsSameFile(string path, string other);

    /// <summary>Writes the elements out as text.</summary>
    void Export(MemoryView view, PipeWriter to, ExportFormat form, ExportStyle style, WorkSettings work);

    /// <summary>The edits of a script, parsed as they are asked for.</summary>
    IEnumerable<Edit> ReadScript(Stream script, ViewNames names);

    /// <summary>Plans edits, checks all of them, and unless it is a dry run carries them out.</summary>
    ChangeReport Patch(PatchJob job);

    /// <summary>Plans a change of the header that records a member's element type and shape, and unless it is a dry run carries it out.</summary>
    ChangeReport RecordLayout(RecordingJob job);

    /// <summary>Shows, undoes or finishes an interrupted change.</summary>
    RecoverReport Recover(string path, RecoverAction action, TimeSpan wait, long memory, bool dryRun, string? journalFolder, Func<long, IProgress<long>?> progress, CancellationToken cancellation);
}

/// <summary>How text is laid out.</summary>
/// <param name="Columns">Where lines of a list are wrapped.</param>
/// <param name="Summarize">Whether a list of more than 1000 elements is summarised as NumPy does.</param>
/// <param name="EndLine">Whether a list or a JSON document ends with a line feed; the lines of the other texts do.</param>
internal sealed record ExportStyle(int Columns, bool Summarize, bool EndLine);

/// <summary>Edits to a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Edits">The edits, in order; read once, perhaps from a long script.</param>
/// <param name="Apply">The patch file to apply instead; <see langword="null"/> for none.</param>
/// <param name="SaveUndo">Where the undo is kept; <see langword="null"/> for nowhere.</param>
/// <param name="Casting">How values that do not fit are treated.</param>
/// <param name="Input">Opens standard input for <c>@-</c>.</param>
/// <param name="Settings">Container, threads, memory.</param>
/// <param name="Write">Dry run, lock, journal, sync.</param>
/// <param name="Progress">Called with the bytes to be written; told those written.</param>
/// <param name="Cancellation">Ends it, with the file as it was.</param>
internal sealed record PatchJob(
    string Path,
    IEnumerable<Edit> Edits,
    string? Apply,
    UndoPlace? SaveUndo,
    CastValues Casting,
    Func<Stream> Input,
    CommonSettings Settings,
    WriteSettings Write,
    Func<long, IProgress<long>?> Progress,
    CancellationToken Cancellation);

/// <summary>A new element type and shape to record.</summary>
/// <param name="Path">The file.</param>
/// <param name="Member">The member's name; empty for the only one.</param>
/// <param name="Relayout">From the member's layout to the one to record.</param>
/// <param name="Place">Where.</param>
/// <param name="Force">Whether a different detached header may be overwritten.</param>
/// <param name="Settings">Container, threads, memory.</param>
/// <param name="Write">Dry run, lock, journal, sync.</param>
/// <param name="Cancellation">Ends it, with the file as it was.</param>
internal sealed record RecordingJob(
    string Path, string Member, Func<Layout, Layout> Relayout, RecordingPlace Place, bool Force, CommonSettings Settings, WriteSettings Write, CancellationToken Cancellation)
{
    /// <summary>The name of the format that the file becomes, for <see cref="RecordingPlace.Adopt"/>.</summary>
    public string? Adopter { get; init; }
}
