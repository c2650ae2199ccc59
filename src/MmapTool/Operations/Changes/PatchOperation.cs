using System.IO.Pipelines;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.PatchFormats;
using MmapTool.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Operations.Changes;

/// <summary>Applies edits to a file in place: all of them, or none.</summary>
public static class PatchOperation
{
    /// <summary>Plans the edits, checks every one, and unless it is a dry run writes them.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edits">The edits, in order; read once.</param>
    /// <param name="castValues">How values that do not fit are treated.</param>
    /// <param name="input">Standard input, for <c>@-</c>.</param>
    /// <param name="settings">Lock, journal, sync, limits. Their cancellation stops the change at any time; bytes that were changed are put back.</param>
    /// <exception cref="Errors.MmapToolException">An edit can't be done; nothing was written.</exception>
    /// <exception cref="MappedFileException">The file can't be opened, locked or written; it is as it was.</exception>
    /// <exception cref="Errors.InterruptedChangeException">The change stopped part of the way, now or before, and has to be recovered.</exception>
    public static ChangeReport Apply(
        string path,
        IEnumerable<Edit> edits,
        CastValues castValues = CastValues.Exact,
        Stream? input = null,
        ChangeSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(edits);
        DefinedEnum.Ensure(castValues);
        settings ??= new();
        using ChangingFile file = ChangingFile.Open(path, settings);
        return Apply(file, edits, castValues, input, settings);
    }

    /// <summary>The same on a file that is open.</summary>
    internal static ChangeReport Apply(ChangingFile file, IEnumerable<Edit> edits, CastValues castValues, Stream? input, ChangeSettings settings)
    {
        CancellationToken cancellation = settings.Limits.Cancellation;
        using OtherFiles others = new(settings.Locking);
        PipeReader? reader = input is null ? null : PipeReader.Create(input, new StreamPipeReaderOptions(leaveOpen: true));
        PatchSources sources = new(file.View, others.View, reader, others.Whole);
        PatchOptions options = new() { Following = DependentEdits.Of(file.File.Container), CastValues = castValues, Describe = settings.DryRun, Threads = settings.Limits.Threads, MemoryLimit = Math.Min(PatchOptions.MostMemory, settings.Limits.Memory / 4) };
        string operation = "patch";
        Edit? only = null;
        using Plan plan = PatchPlanner.PlanEdits(file.Target, sources, Named(edits), options, cancellation);
        reader?.Complete();
        settings.SaveUndo?.Ensure(file, others.Paths);
        ChangeReport report = file.Execute(plan, operation, cancellation, Resumable);
        return report with { Remarks = [.. file.Remarks, .. plan.Padding is { } padded ? (string[])[$"note: {padded}"] : []] };

        // The journal holds the change as text if that is possible: text can be read, and some of these changes can be undone. Else the journal holds all that
        // the change needs.
        IChunkedChange? Resumable() =>
            (IChunkedChange?)ChunkedEdit.TryMake(plan, only!, castValues, file.File.Resolve, file.Target, file.File.Mapping, settings.Limits.Threads)
            ?? ChunkedPlan.TryMake(plan, operation, file.Target);

        // The first edit stands for all in the journal's text.
        IEnumerable<Edit> Named(IEnumerable<Edit> all)
        {
            long count = 0;
            foreach (Edit edit in all)
            {
                only = edit;
                operation = count++ == 0 ? $"patch '{edit.Text}'" : operation;
                yield return edit;
            }

            operation += count > 1 ? $" and {count - 1} more" : "";
        }
    }

    /// <summary>Applies a patch file, of any format that is known, in place: all of it, or nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="patch">The patch file.</param>
    /// <param name="settings">Lock, journal, sync, limits. Their cancellation stops the change at any time; bytes that were changed are put back.</param>
    /// <exception cref="Errors.ContainerException">The patch file is damaged, or of no format that is known; nothing was written.</exception>
    /// <exception cref="Errors.MismatchException">The file is not what the patch is for; nothing was written.</exception>
    /// <exception cref="MappedFileException">A file can't be opened, locked or written; it is as it was.</exception>
    /// <exception cref="Errors.InterruptedChangeException">The change stopped part of the way, now or before, and has to be recovered.</exception>
    public static ChangeReport ApplyPatch(string path, string patch, ChangeSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(patch);
        settings ??= new();
        CancellationToken cancellation = settings.Limits.Cancellation;
        using ChangingFile file = ChangingFile.Open(path, settings);
        if (FileIdentity.Of(patch) == file.Identity.File)
        {
            throw new Errors.ViewException($"{patch} is the file itself, and no patch for it");
        }

        using MappedFile source = MappedFile.Open(patch, MapAccess.Read, settings.Locking);
        PatchOptions options = new() { Describe = settings.DryRun };
        using Plan plan = PatchFormatList.Of(source).Plan(source, file.Target, options, cancellation);
        settings.SaveUndo?.Ensure(file, [patch]);
        string operation = $"patch --apply {patch}";
        return file.Execute(plan, operation, cancellation, () => ChunkedPlan.TryMake(plan, operation, file.Target));
    }

    /// <summary>The files that edits read from, open until the plan is done.</summary>
    private sealed class OtherFiles(FileLocking locking) : IDisposable
    {
        private readonly Dictionary<string, DataFile> open = new(StringComparer.Ordinal);

        public IEnumerable<string> Paths => open.Keys;

        public MemoryView View(string path, ViewExpression expression) => Open(path).View(expression);

        public (MemoryView View, bool IsPlain) Whole(string path)
        {
            DataFile file = Open(path);
            return (file.View(), file.Container.IsPlainBytes);
        }

        public void Dispose()
        {
            foreach (DataFile file in open.Values)
            {
                file.Dispose();
            }
        }

        private DataFile Open(string path)
        {
            if (!open.TryGetValue(path, out DataFile? file))
            {
                file = DataFile.Open(path, locking: locking);
                open.Add(path, file);
            }

            return file;
        }
    }
}
