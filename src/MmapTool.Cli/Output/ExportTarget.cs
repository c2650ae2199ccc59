using MmapTool.Cli.Arguments;
using MmapTool.Cli.Seams;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Operations.Export;
using MmapTool.Views;

namespace MmapTool.Cli.Output;

/// <summary>Where a view is written to by <c>-o</c>, and in which form.</summary>
/// <param name="Path">The file, or <c>-</c> for standard output.</param>
/// <param name="Form">The form.</param>
/// <param name="Force">Whether a file that is there is overwritten.</param>
internal sealed record ExportTarget(string Path, ExportFormat Form, bool Force)
{
    /// <summary>Whether it is standard output.</summary>
    public bool IsStandardOutput => Path == "-";

    /// <summary>The form that a name's ending stands for; raw for any other.</summary>
    public static ExportFormat FormOf(string path) => System.IO.Path.GetExtension(path) switch
    {
        ".npy" => ExportFormat.Npy,
        ".csv" => ExportFormat.Csv,
        ".json" => ExportFormat.Json,
        _ => ExportFormat.Raw,
    };

    /// <summary>Writes the view, whole or not at all, and says so.</summary>
    /// <exception cref="UsageException">The output is the input, or bytes would go to a terminal.</exception>
    public int Write(DataFile input, MemoryView view, CommonSettings settings, WriteSettings write, Invocation invocation)
    {
        Refuse(input, invocation);
        long written = 0;
        if (!write.DryRun)
        {
            using Progress? progress = Progress.For(invocation.Streams, settings, "extract", view.Layout.ByteLength, invocation.InsideRun);
            WorkSettings work = new(settings, progress, invocation.Cancellation);
            ExportStyle style = new(Columns: 80, Summarize: false, EndLine: true);
            if (IsStandardOutput)
            {
                ToStandardOutput(view, style, work, invocation);
                return ExitStatus.Done;
            }

            using ReplacementFile file = ReplacementFile.Create(Path, Force);
            if (IsBytes)
            {
                written = invocation.Library.ExportToFile(view, file, Form, write.Sync, work);
            }
            else
            {
                NamedStream stream = new(file.Stream, Path);
                ExportPipe.To(stream, pipe => invocation.Library.Export(view, pipe, Form, style, work));
                written = stream.Written;
            }

            file.Commit(write.Sync);
        }

        Summarize(written, view.Layout, settings, write, invocation);
        return ExitStatus.Done;
    }

    private void ToStandardOutput(MemoryView view, ExportStyle style, WorkSettings work, Invocation invocation)
    {
        if (!IsBytes)
        {
            ExportPipe.To(invocation.Output, pipe => invocation.Library.Export(view, pipe, Form, style, work));
            return;
        }

        invocation.Library.ExportBytes(
            view, invocation.Output, Form, work, packed => DirectOutput.Splice(packed, invocation.Streams, work.Progress, work.Cancellation));
        invocation.Output.Flush();
    }

    private bool IsBytes => Form is ExportFormat.Raw or ExportFormat.Npy;

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

            if (invocation.Streams.OutputIsTerminal && Form is ExportFormat.Raw or ExportFormat.Npy)
            {
                throw new UsageException("standard output is a terminal, which bytes would garble: pipe them on, or give a file with -o OUT");
            }

            return;
        }

        // First of all, where a link that another user put there leads is nobody's business.
        ReplacementFile.EnsureTakable(Path, overwrite: true);

        // Renaming the output over its own input would lose the rest of the input, whatever --force says.
        // A detached header is part of the input: its data would no longer be read as they were.
        if (invocation.Library.IsSameFile(input.Path, Path) || (input.Container.HeaderPath is { } header && invocation.Library.IsSameFile(header, Path)))
        {
            throw new UsageException($"{Path} is the input itself, which an output never replaces: give another name with -o");
        }

        // A dry run creates nothing that would find out.
        if (!Force && File.Exists(Path))
        {
            throw new MappedFileException(Path, "is there already; --force overwrites it");
        }
    }

    /// <summary>Says what was written, or for a dry run would be.</summary>
    public void Summarize(long written, Layout layout, CommonSettings settings, WriteSettings write, Invocation invocation)
    {
        if (settings.Json)
        {
            JsonText.Document(invocation.Output, json =>
            {
                json.WriteStartObject();
                json.WriteString("output", Path);
                json.WriteString("as", FormName);
                json.WriteBoolean("dryRun", write.DryRun);
                json.WriteNumber("bytes", write.DryRun ? 0 : written);
                json.WriteString("dtype", layout.ElementType.ToString());
                json.WriteNumbers("shape", layout.Shape);
                json.WriteEndObject();
            });
        }
        else if (!settings.Quiet && !IsStandardOutput)
        {
            TextOutput text = new(invocation.Output);
            text.Line(write.DryRun
                ? $"{Path}: would write {Counted.Of(layout.Count, "element")} of {layout.ElementType} as {FormName}"
                : $"{Path}: {Counted.Of(layout.Count, "element")} of {layout.ElementType} as {FormName}, {Counted.Of(written, "byte")}");
            text.Flush();
        }
    }

    private string FormName => Form switch
    {
        ExportFormat.Npy => "npy",
        ExportFormat.Csv => "csv",
        ExportFormat.Json => "json",
        _ => "raw",
    };
}
