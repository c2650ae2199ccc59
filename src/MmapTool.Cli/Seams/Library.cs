using System.IO.Pipelines;
using MmapTool.Cli.Arguments;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Export;
using MmapTool.Operations.Headers;
using MmapTool.Operations.Recovery;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

/// <summary>The library itself.</summary>
internal sealed partial class Library : ILibrary
{
    /// <inheritdoc/>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait, CancellationToken cancellation)
    {
        DataFile file = DataFile.Open(path, MapAccess.Read, settings.Format, new FileLocking(Locked: true, wait) { Cancellation = cancellation }, settings.IgnoreJournal);
        file.Mapping.ResidentWindow = WindowOf(settings.Memory);
        return file;
    }

    /// <inheritdoc/>
    public DataFile OpenInput(Stream input, string name, CommonSettings settings, CancellationToken cancellation)
    {
        DataFile file = DataFile.CopyOf(input, name, settings.Format, cancellation);
        file.Mapping.ResidentWindow = WindowOf(settings.Memory);
        return file;
    }

    /// <inheritdoc/>
    public bool IsWritable(string path) => SystemPath.IsWritable(path);

    /// <inheritdoc/>
    public bool IsSameFile(string path, string other) => FileIdentity.Of(path) is { } identity && identity == FileIdentity.Of(other);

    /// <inheritdoc/>
    public void Export(MemoryView view, PipeWriter to, ExportFormat form, ExportStyle style, WorkSettings work)
    {
        // Nothing else runs in this process meanwhile: waiting here costs nobody a thread.
        ViewExport.WriteAsync(view, form, to, OptionsOf(style, work.Settings), work.Progress, work.Cancellation).AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public IEnumerable<Edit> ReadScript(Stream script, ViewNames names) => EditScript.Read(script, names);

    /// <inheritdoc/>
    public ChangeReport Patch(PatchJob job)
    {
        ChangeSettings settings = SettingsOf(job.Settings, job.Write, job.Progress) with { SaveUndo = job.SaveUndo };
        return job.Apply is { } patch
            ? PatchOperation.ApplyPatch(job.Path, patch, settings, job.Cancellation)
            : PatchOperation.Apply(job.Path, job.Edits, job.Casting, job.Input(), settings, job.Cancellation);
    }

    /// <inheritdoc/>
    public ChangeReport RecordLayout(RecordingJob job) =>
        LayoutRecording.Record(job.Path, job.Member, job.Relayout, job.Place, job.Force, SettingsOf(job.Settings, job.Write), job.Adopter, job.Cancellation);

    /// <inheritdoc/>
    public RecoverReport Recover(string path, RecoverAction action, TimeSpan wait, long memory, bool dryRun, string? journalFolder, Func<long, IProgress<long>?> progress, CancellationToken cancellation) =>
        RecoverOperation.Recover(path, action, wait, progress, memory, dryRun, journalFolder, cancellation);

    /// <summary>How text is written.</summary>
    internal static ExportOptions OptionsOf(ExportStyle style, CommonSettings settings) => new()
    {
        Width = style.Columns,
        Summarize = style.Summarize,
        FinalNewline = style.EndLine,
        Threads = settings.Threads,
        Memory = settings.Memory,
        Io = settings.Io,
    };

    /// <summary>How a file is changed.</summary>
    internal static ChangeSettings SettingsOf(CommonSettings settings, WriteSettings write, Func<long, IProgress<long>?>? progress = null) => new()
    {
        Format = settings.Format,
        Wait = write.Wait,
        DryRun = write.DryRun,
        Journal = write.Journal,
        JournalFolder = write.JournalFolder,
        UndoLimit = write.UndoLimit,
        KeepUndo = write.KeepUndo,
        Memory = settings.Memory,
        Sync = write.Sync,
        Threads = settings.Threads,
        StartProgress = progress,
    };

    // Of the budget an eighth is for the windows of the mapping; more was never faster.
    private static long WindowOf(long memory) => Math.Clamp(memory / 8, 1L << 20, 32L << 20);
}
