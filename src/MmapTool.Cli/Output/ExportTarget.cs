using MmapTool.Cli.Arguments;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Output;

/// <summary>Where a view is written to by <c>-o</c>, and in which form.</summary>
/// <param name="Path">The file, or <c>-</c> for standard output.</param>
/// <param name="Form">The form.</param>
/// <param name="Force">Whether a file that is there is overwritten.</param>
internal sealed record ExportTarget(string Path, OutputForm Form, bool Force)
{
    // How text looks in a file.
    private static ExportOptions Style { get; } = new() { FinalNewline = true };

    /// <summary>Whether it is standard output.</summary>
    public bool IsStandardOutput => Path == "-";

    /// <summary>Writes the view, whole or not at all, and says so.</summary>
    /// <exception cref="UsageException">The output is the input, or bytes would go to a terminal.</exception>
    public int Write(DataFile input, MemoryView view, CommonSettings settings, ChangeSettings write, Invocation invocation)
    {
        Refuse(input, invocation);
        Layout stored = IsBytes ? view.Stored().Layout : view.Layout;
        if (IsBytes)
        {
            EnsureSpace(input, view, stored.ByteLength, mayShare: true);
        }

        long written = 0;
        if (write.DryRun)
        {
            Try(view, settings, invocation);
        }
        else
        {
            using Progress? progress = Progress.For(invocation.Streams, settings, "extract", stored.ByteLength, invocation.InsideRun);
            WorkLimits limits = invocation.Limits(settings, progress);
            if (IsStandardOutput)
            {
                ToStandardOutput(view, limits, invocation);
                return ExitStatus.Done;
            }

            using ReplacementFile file = ReplacementFile.Create(Path, Force);
            if (IsBytes)
            {
                written = FileExport.Write(view, file, BytesOptions(view.Stored()), write.Sync, limits);
            }
            else
            {
                NamedStream stream = new(file.Stream, Path);
                ExportPipe.Write(stream, view, Form.Text, Style, limits);
                written = stream.Written;
            }

            Commit(file, settings, write, invocation);
        }

        Summarize(written, stored, settings, write, invocation);
        return ExitStatus.Done;
    }

    /// <summary>Puts the output in its place, and says so of other names that the file before it has.</summary>
    public void Commit(ReplacementFile file, CommonSettings settings, ChangeSettings write, Invocation invocation)
    {
        file.Commit(write.Sync);
        invocation.Done = Written;
        if (file.LeftBehind is { } left)
        {
            invocation.Say(settings, $"warning: {Path}: {left}");
        }
    }

    /// <summary>The words for an error that comes when the output is already in its place.</summary>
    public string Written => $"{Path} is written";

    /// <summary>Refuses an output that its disk has no room for, as far as that can be told.</summary>
    /// <param name="input">The file that is read.</param>
    /// <param name="view">The view that is written.</param>
    /// <param name="bytes">Bytes of the output at the least.</param>
    /// <param name="mayShare">Whether its blocks may be the input's.</param>
    /// <exception cref="MappedFileException">There is not so much space left.</exception>
    public void EnsureSpace(DataFile input, MemoryView view, long bytes, bool mayShare)
    {
        // Where the output is small there is no need to look, and what is a hole of the input stays one.
        const long least = 1 << 20;
        MappedFile source = view.Source as MappedFile ?? input.Mapping;
        if (!IsStandardOutput && bytes >= least && source.MissingSpace(view.Layout.Start, view.Layout.End - view.Layout.Start) == 0
            && !(mayShare && source.Extents.CanShareWithNeighbour(SystemPath.Full(Path))))
        {
            DiskSpace.Ensure(SystemPath.FolderOf(Path), bytes, Path);
        }
    }

    // Everything that the run would refuse before its first byte.
    private void Try(MemoryView view, CommonSettings settings, Invocation invocation)
    {
        WorkLimits limits = invocation.Limits(settings);
        FirstBytes.Of(stream =>
        {
            if (IsBytes)
            {
                ByteExport.Write(view, stream, BytesOptions(view.Stored()), limits);
            }
            else
            {
                ExportPipe.Write(stream, view, Form.Text, Style, limits);
            }
        });
    }

    private void ToStandardOutput(MemoryView view, WorkLimits limits, Invocation invocation)
    {
        if (!IsBytes)
        {
            ExportPipe.Write(invocation.Output, view, Form.Text, Style, limits);
            return;
        }

        ByteExport.Write(
            view, invocation.Output, BytesOptions(view.Stored()), limits, packed => DirectOutput.Splice(packed, invocation.Streams, limits.Progress, limits.Cancellation));
        invocation.Output.Flush();
    }

    private bool IsBytes => Form.IsBytes;

    /// <summary>Refuses an output that is the input or would garble a terminal.</summary>
    /// <exception cref="UsageException">It is.</exception>
    /// <exception cref="MappedFileException">It is there already and may not be overwritten.</exception>
    public void Refuse(DataFile input, Invocation invocation)
    {
        if (IsStandardOutput)
        {
            if (invocation.InsideRun)
            {
                throw new UsageException("inside run standard output carries the answers: give a file with -o OUT");
            }

            if (invocation.Streams.OutputIsTerminal && IsBytes)
            {
                throw new UsageException("standard output is a terminal, which bytes would garble: pipe them on, or give a file with -o OUT");
            }

            return;
        }

        // First of all, where a link that another user put there leads is nobody's business.
        ReplacementFile.EnsureTakable(Path, overwrite: true);

        // Renaming the output over its own input would lose the rest of the input, whatever --force says.
        // So would its other files: of a detached header that were replaced, the data would no longer be read as they were.
        if (!input.Mapping.IsCopy && input.Container.Files.Any(file => IsSameFile(file.Path, Path)))
        {
            throw new UsageException($"{Path} is the input itself, which an output never replaces: give another name with -o");
        }

        // A dry run creates nothing that would find out.
        ReplacementFile.EnsureTakable(Path, Force);
        FolderRights.EnsureFileCanBeMade(Path);
    }

    /// <summary>Says what was written, or for a dry run would be.</summary>
    public void Summarize(long written, Layout layout, CommonSettings settings, ChangeSettings write, Invocation invocation)
    {
        if (settings.Json)
        {
            JsonAnswer.Document(invocation.Output, json =>
            {
                json.WriteStartDocument();
                json.WriteText("output", Path);
                json.WriteText("as", Form.Name);
                json.WriteBoolean("dryRun", write.DryRun);
                json.WriteNumber("bytes", write.DryRun ? 0 : written);
                json.WriteText("dtype", layout.ElementType.ToString());
                json.WriteNumbers("shape", layout.Shape);
                json.WriteEndObject();
            });
        }
        else if (!settings.Quiet && !IsStandardOutput)
        {
            TextOutput text = new(invocation.Output);
            text.Line(write.DryRun
                ? $"{Path}: would write {Plural.Of(layout.Count, "element")} of {layout.ElementType} as {Form.Name}"
                : $"{Path}: {Plural.Of(layout.Count, "element")} of {layout.ElementType} as {Form.Name}, {Plural.Of(written, "byte")}");
            text.Flush();
        }
    }

    private ExportOptions BytesOptions(MemoryView view) => ExportOptions.In(Form.Writer!, view.ElementType, view.Shape, view.Layout);

    private static bool IsSameFile(string path, string other) => FileIdentity.Of(path) is { } identity && identity == FileIdentity.Of(other);
}
