using System.IO.Pipelines;
using System.Text;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Text;
using MmapTool.Views;

namespace MmapTool.Operations.Export;

/// <summary>Writes views of any size as text or bytes, in bounded memory: a block of at most 64 KiB, or one element, at a time.</summary>
public static class ViewExport
{
    private const long FlushInterval = 1 << 20;
    private const int FlushBlocks = 16;

    // Blocks from which on threads are worth it, and the part of the memory that their text may take.
    private const int LeastBlocks = 4;
    private const int TextShare = 8;

    /// <summary>Writes a view to a pipe, flushing about every MiB. Stops when the reader has completed.</summary>
    /// <param name="view">The view.</param>
    /// <param name="format">The format to write it in.</param>
    /// <param name="output">The pipe; it is flushed but not completed.</param>
    /// <param name="options">The options; the defaults if left out.</param>
    /// <param name="limits">
    /// Threads, memory, way of reading, progress (told after every flush) and cancellation; the defaults where left out. The output is the same with any.
    /// </param>
    /// <exception cref="Errors.ViewException">The view has no sensible form in this format: more columns or empty rows than could be read.</exception>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled, or a flush by <see cref="PipeWriter.CancelPendingFlush"/>: a part of the text is in the pipe.
    /// </exception>
    /// <returns>Whether the reader could get the whole view; false if it completed before the last flush ended.</returns>
    public static async ValueTask<bool> WriteAsync(
        MemoryView view,
        ExportFormat format,
        PipeWriter output,
        ExportOptions? options = null,
        WorkLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(view);
        DefinedEnum.Ensure(format);
        view = Plain(view, format);
        using MemoryLease lease = view.Source.Lease();
        BlockExport export = Start(new ViewElementReader(view, lease), format, options ?? ExportOptions.Default);
        export.Source = view.Source;
        return await WriteAsync(export, output, options ?? ExportOptions.Default, limits ?? WorkLimits.Default).ConfigureAwait(false);
    }

    /// <summary>Writes a view to a stream, synchronously.</summary>
    /// <inheritdoc cref="WriteAsync(MemoryView, ExportFormat, PipeWriter, ExportOptions?, WorkLimits?)"/>
    public static void Write(
        MemoryView view,
        ExportFormat format,
        Stream output,
        ExportOptions? options = null,
        WorkLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(view);
        DefinedEnum.Ensure(format);
        view = Plain(view, format);
        using MemoryLease lease = view.Source.Lease();
        BlockExport export = Start(new ViewElementReader(view, lease), format, options ?? ExportOptions.Default);
        export.Source = view.Source;
        Write(export, output, options ?? ExportOptions.Default, limits ?? WorkLimits.Default);
    }

    /// <summary>
    /// A view as text, for people and debuggers: summarised, so that a view of any size is read and shown in a moment.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="width">Columns of a line.</param>
    /// <exception cref="MappedFileException">The file can't be read.</exception>
    public static string ToText(MemoryView view, int width = 80)
    {
        using MemoryStream text = new();
        Write(view, ExportFormat.Text, text, new ExportOptions { Width = width, Summarize = true });
        return Encoding.ASCII.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    // The view as it is exported: elements that have no text, or no bytes, of their own become numbers.
    private static MemoryView Plain(MemoryView view, ExportFormat format) =>
        format is ExportFormat.Text or ExportFormat.Json or ExportFormat.Csv ? view.Shown() : view.Stored();

    internal static BlockExport Start(ElementReader reader, ExportFormat format, ExportOptions options)
    {
        // A summary shows a few of them, whatever their number.
        if (format is ExportFormat.Json or ExportFormat.Csv || (format == ExportFormat.Text && !options.Summarize))
        {
            EmptyElements.Refuse(reader.Layout);
        }

        return StartAny(reader, format, options);
    }

    private static BlockExport StartAny(ElementReader reader, ExportFormat format, ExportOptions options) => format switch
    {
        ExportFormat.Text => new ListTextMaker(reader, options).Export(),
        ExportFormat.Json => new ElementExport(
            reader, reader.Layout.ElementType.DispatchText<JsonStyle, NestedTextMaker, ElementWriter>(new(reader.Layout, ","u8.ToArray())), options.FinalNewline),
        ExportFormat.Csv => new ElementExport(
            reader, reader.Layout.ElementType.DispatchText<CsvStyle, CsvTextMaker, ElementWriter>(new(reader.Layout)), false),
        ExportFormat.Hex => new HexDump(reader, options),
        ExportFormat.Bytes => new PackedBytes(reader, options.FortranOrder, options.Header),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such export format"),
    };

    internal static async ValueTask<bool> WriteAsync(
        BlockExport export, PipeWriter output, ExportOptions options, WorkLimits limits)
    {
        SettingsTrace.Begin(limits);
        if (Threads(export, options, limits) is { } blocks)
        {
            return await WriteAsync(blocks, export.Source, output, limits).ConfigureAwait(false);
        }

        bool more = true;
        for (int block = 1; more; block++)
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            more = export.WriteNext(output);
            export.Source?.EnsureIntact();

            // A pipe whose reader is gone drops what it is given and counts none of it: only a flush tells.
            bool flushes = !more || block % FlushBlocks == 0 || !output.CanGetUnflushedBytes || output.UnflushedBytes >= FlushInterval;
            if (!flushes)
            {
                continue;
            }

            FlushResult flushed = await output.FlushAsync(limits.Cancellation).ConfigureAwait(false);
            limits.Progress?.Report(export.BytesDone);
            if (PipeFlush.HasNoReader(flushed))
            {
                return false;
            }
        }

        return true;
    }

    internal static void Write(BlockExport export, Stream output, ExportOptions options, WorkLimits limits)
    {
        SettingsTrace.Begin(limits);
        if (Threads(export, options, limits) is { } blocks)
        {
            Write(blocks, export.Source, output, limits);
            return;
        }

        StreamBufferWriter buffer = new(output);
        long reported = 0;
        bool more = true;
        while (more)
        {
            limits.Cancellation.ThrowIfCancellationRequested();
            more = export.WriteNext(buffer);
            export.Source?.EnsureIntact();
            if (limits.Progress is { } progress && (!more || export.BytesDone - reported >= FlushInterval))
            {
                reported = export.BytesDone;
                progress.Report(reported);
            }
        }

        buffer.Flush();
    }

    // A block goes to the pipe's stream as it is, with no copy in between.
    private static async ValueTask<bool> WriteAsync(TextBlocks blocks, MemorySource? source, PipeWriter output, WorkLimits limits)
    {
        using OrderedBlocks ordered = Ordered(blocks, limits);
        while (ordered.Next(limits.Cancellation) is { } block)
        {
            source?.EnsureIntact();
            FlushResult flushed = await output.WriteAsync(blocks.Join(block), limits.Cancellation).ConfigureAwait(false);
            ordered.Release();
            limits.Progress?.Report(blocks.BytesOf(block.Number + 1));
            if (PipeFlush.HasNoReader(flushed))
            {
                return false;
            }
        }

        return true;
    }

    private static void Write(TextBlocks blocks, MemorySource? source, Stream output, WorkLimits limits)
    {
        using OrderedBlocks ordered = Ordered(blocks, limits);
        while (ordered.Next(limits.Cancellation) is { } block)
        {
            source?.EnsureIntact();
            output.Write(blocks.Join(block).Span);
            ordered.Release();
            limits.Progress?.Report(blocks.BytesOf(block.Number + 1));
        }
    }

    // A small view is written before another thread would have begun.
    private static TextBlocks? Threads(BlockExport export, ExportOptions options, WorkLimits limits) =>
        limits.ThreadCount > 1 && export.Blocks(options, limits with { Threads = limits.ThreadCount }) is { Count: >= LeastBlocks } blocks ? blocks : null;

    private static OrderedBlocks Ordered(TextBlocks blocks, WorkLimits limits) => new(blocks, limits.ThreadCount, limits.Memory / TextShare);
}
