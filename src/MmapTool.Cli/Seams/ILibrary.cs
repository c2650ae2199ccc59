using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <summary>The library's heavy work as the verbs call it; tests put their own in its place.</summary>
internal interface ILibrary
{
    /// <summary>Opens a file to read, with a shared lock.</summary>
    DataFile Open(string path, CommonSettings settings, TimeSpan wait);

    /// <summary>Whether the file can be written by this user.</summary>
    bool IsWritable(string path);

    /// <summary>Whether both paths lead to one file, which need not exist.</summary>
    bool IsSameFile(string path, string other);

    /// <summary>Writes the elements out.</summary>
    void Export(MemoryView view, PipeWriter to, ExportForm form, ExportStyle style, WorkSettings work);

    /// <summary>The bytes that this takes, where that is known before writing; else 0.</summary>
    long ExpectedLength(MemoryView view, ExportForm form);

    /// <summary>The edits of a script, parsed as they are asked for.</summary>
    IEnumerable<Edit> ReadScript(Stream script);

    /// <summary>Plans edits, checks all of them, and unless it is a dry run carries them out.</summary>
    ChangeReport Patch(PatchJob job);

    /// <summary>Plans a change of the header that records a member's element type and shape, and unless it is a dry run carries it out.</summary>
    ChangeReport RecordLayout(HeaderJob job);
}

/// <summary>The forms in which a view is written out.</summary>
internal enum ExportForm
{
    /// <summary>As Python prints a list.</summary>
    List,

    /// <summary>JSON: Python's <c>tolist</c>.</summary>
    Json,

    /// <summary>Comma-separated values, RFC 4180, a row a line.</summary>
    Csv,

    /// <summary>A hex dump of the bytes, with their offsets.</summary>
    Hex,

    /// <summary>The elements' bytes, packed in C order.</summary>
    Raw,

    /// <summary>NumPy's file.</summary>
    Npy,
}

/// <summary>How text is laid out.</summary>
/// <param name="Columns">Where lines of a list are wrapped.</param>
/// <param name="Summarize">Whether a list of more than 1000 elements is summarised as NumPy does.</param>
/// <param name="Color">Whether a hex dump is coloured.</param>
/// <param name="EndLine">Whether a list or a JSON document ends with a line feed; the lines of the other texts do.</param>
internal sealed record ExportStyle(int Columns, bool Summarize, bool Color, bool EndLine);

/// <summary>What an operation may use, and whom it tells.</summary>
/// <param name="Settings">Threads, memory, input mode.</param>
/// <param name="Progress">Told the bytes of the view that are done.</param>
/// <param name="Cancellation">Ends it.</param>
internal sealed record WorkSettings(CommonSettings Settings, IProgress<long>? Progress, CancellationToken Cancellation);

/// <summary>How a value that does not fit its element type is stored.</summary>
internal enum ValueCasting
{
    /// <summary>Not at all: an error.</summary>
    Exact,

    /// <summary>Modulo 2 to the power of the bits.</summary>
    Wrap,

    /// <summary>The nearest value that fits.</summary>
    Saturate,

    /// <summary>Fractions cut off; a value out of range is an error still.</summary>
    Truncate,
}

/// <summary>Edits to a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Edits">The edits, in order; read once, perhaps from a long script.</param>
/// <param name="Casting">What becomes of values that do not fit.</param>
/// <param name="Input">Opens standard input for <c>@-</c>.</param>
/// <param name="Settings">Container, threads, memory.</param>
/// <param name="Write">Dry run, lock, journal, sync.</param>
/// <param name="Cancellation">Ends it, with the file as it was.</param>
internal sealed record PatchJob(
    string Path, IEnumerable<Edit> Edits, ValueCasting Casting, Func<Stream> Input, CommonSettings Settings, WriteSettings Write, CancellationToken Cancellation);

/// <summary>Where a new element type and shape are recorded.</summary>
internal enum HeaderPlace
{
    /// <summary>In the container's own header.</summary>
    Own,

    /// <summary>In an NRRD detached header beside the file.</summary>
    Detached,

    /// <summary>In an npy header put in front of a raw file's data.</summary>
    AdoptNpy,
}

/// <summary>A new element type and shape to record.</summary>
/// <param name="Path">The file.</param>
/// <param name="Member">The member's name; empty for the only one.</param>
/// <param name="Layout">The layout to record.</param>
/// <param name="Place">Where.</param>
/// <param name="Force">Whether a different detached header may be overwritten.</param>
/// <param name="Settings">Container, threads, memory.</param>
/// <param name="Write">Dry run, lock, journal, sync.</param>
/// <param name="Cancellation">Ends it, with the file as it was.</param>
internal sealed record HeaderJob(
    string Path, string Member, Layout Layout, HeaderPlace Place, bool Force, CommonSettings Settings, WriteSettings Write, CancellationToken Cancellation);

/// <summary>What was written, or would be.</summary>
/// <param name="Edits">How many edits.</param>
/// <param name="Ranges">How many byte ranges they touch.</param>
/// <param name="BytesWritten">How many bytes they are, those that were there already among them.</param>
/// <param name="Changes">For a dry run, what each edit does.</param>
/// <param name="Notes">What there is to say besides: how bytes are moved, that no journal was written.</param>
internal sealed record ChangeReport(long Edits, long Ranges, long BytesWritten, IReadOnlyList<Change> Changes, IReadOnlyList<string> Notes);

/// <summary>What an edit does.</summary>
/// <param name="Text">The edit as it was written, or what the change is called.</param>
/// <param name="Path">The file it is in.</param>
/// <param name="Offset">Byte offset of the first element.</param>
/// <param name="Length">Bytes it writes.</param>
/// <param name="Old">The values before, as JSON, where they are few.</param>
/// <param name="New">The values after, as JSON, where they are few.</param>
internal sealed record Change(string Text, string Path, long Offset, long Length, string? Old, string? New);
