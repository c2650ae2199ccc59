using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Headers;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Operations.Conversion;

/// <summary>Turns the values of a view into another element type where they lie, chunk by chunk, with the header that describes them.</summary>
public static class InPlaceConversion
{
    /// <summary>Converts.</summary>
    /// <param name="path">The file, or a detached header.</param>
    /// <param name="view">The view, of the type that the values have now: any of a raw file, the whole of a container's member.</param>
    /// <param name="to">The type they get: of the same size, or with <paramref name="shrink"/> a smaller one.</param>
    /// <param name="mode">How values that do not fit are treated.</param>
    /// <param name="shrink">Whether the file may get shorter.</param>
    /// <param name="settings">Lock, journal, sync, limits. The check that all values fit comes first, under the same limits.</param>
    /// <exception cref="ViewException">The view or the types can't be converted in place; nothing was written.</exception>
    /// <exception cref="ValueException">A value does not fit: the message names the first; nothing was written.</exception>
    /// <exception cref="MappedFileException">The file can't be opened, locked or written; it is as it was.</exception>
    /// <exception cref="InterruptedChangeException">The change stopped part of the way, now or before, and has to be recovered.</exception>
    public static ChangeReport Convert(
        string path,
        ViewExpression view,
        ElementType to,
        CastValues mode = CastValues.Exact,
        bool shrink = false,
        ChangeSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(to);
        DefinedEnum.Ensure(mode);
        settings ??= new();
        WorkLimits limits = settings.Limits;
        using ChangingFile file = ChangingFile.Open(path, settings);
        MemoryView elements = file.View(view with { Use = ViewUse.Change });
        if (elements.ElementType.Kind == ElementKind.Bits)
        {
            throw new ViewException($"bits can't become another type where they are ({elements.ElementType}): convert the integers, or write the bits out with -o OUT");
        }

        if ((elements.ElementType.ValueCount > 1 || to.ValueCount > 1) && !elements.ElementType.Equals(to))
        {
            throw new ViewException($"{elements.ElementType} can't become {to} in place: groups of numbers are packed and unpacked on the way to another file, -o OUT");
        }

        if (file.File.Container.Format is IDependentFields)
        {
            throw new ViewException($"a {file.File.Container.Format.Info.Name} file keeps checksums of its values, which would become wrong; write the values out with -o OUT");
        }

        ElementConverter converter = ElementConverter.Of(elements.ElementType, to, mode);
        if (elements.Count == 0 && HasHeader(file.File, elements.Layout, to))
        {
            return RecordEmpty(file, elements.Layout, to, settings);
        }

        if (shrink && file.File.Mapping.IsDevice)
        {
            throw new ViewException("is a device, whose length can't change: leave out --shrink, or write the values out with -o OUT");
        }

        ConversionChange.EnsureSize(elements.Layout, to, shrink);
        HeaderSplice? header = HeaderOf(file.File, elements.Layout, to);
        if (header?.Path is { } place)
        {
            ReplacementFile.EnsureTakable(place, overwrite: true);
        }

        ConversionChange change = ConversionChange.Of(elements.Layout, converter, shrink, header, FileOf(file, limits));
        ConversionCheck.Run(elements, converter, limits);
        if (change.Count > 0)
        {
            Foresight.EnsureJournalCanBeMade(file, settings);
            Foresight.EnsureSpace(file, settings.Journal ? ChunkedRun.LeastJournal(file.Target, change, settings.KeepUndo, ChunkLength.For(limits.Memory)) : 0, Foresight.Holes(change, file.Target));
        }

        if (header?.Path is { } beside)
        {
            Memory.ReplacementFile.EnsureTakable(beside, overwrite: true);
            Memory.FolderRights.EnsureFileCanBeMade(beside);
        }

        long bytes = change.CountOutsideHoles(file.Target) * to.ItemSize;
        string[] files = [file.FullPath, .. header?.Path is { } own ? (string[])[ChangingFile.FullPathOf(own)] : []];
        if (settings.DryRun)
        {
            Layout span = elements.Layout;
            return new(1, 1, bytes, [new($"convert {view}".TrimEnd() + $" --to {to}", file.File.Path, span.Start, span.End - span.Start, null, null)], Notes(change)) { Files = files, Remarks = file.Remarks };
        }

        // A header of its own is replaced by the change.
        string[] left = header?.Path is { } replaced && ReplacementFile.NamesLeftBehind(replaced) is { } names ? [$"{replaced}: {names}"] : [];
        ChangeReport report = file.Execute(change, limits.Cancellation);
        return report with { BytesWritten = bytes, Notes = [.. Notes(change), .. report.Notes, .. left], Files = files, Remarks = file.Remarks };
    }

    private static ConversionChange.ChangedFile FileOf(ChangingFile file, WorkLimits limits) =>
        new(file.File.Path, file.File.Length, file.File.Mapping.SetLength, limits.Threads);

    // The header must stay true for its whole member.
    private static HeaderSplice? HeaderOf(DataFile file, Layout layout, ElementType to)
    {
        if (!HasHeader(file, layout, to))
        {
            return null;
        }

        Member member = MemberOf(file, layout);
        if (to.ItemSize == layout.ItemSize || layout.ItemSize == 0)
        {
            HeaderChange? change = file.RecordLayout(member, Layout.Create(to, layout.Offset, layout.Shape, layout.Strides));
            return change is { } header && (header.FitsInPlace || header.Path != file.Path)
                ? HeaderSplice.Of(header, file.Path)
                : throw NoRoom(file, to);
        }

        ImmutableArray<long> strides = [.. layout.Strides.Select(stride => stride / layout.ItemSize * to.ItemSize)];
        HeaderChange? shorter = file.Record(member, Layout.Create(to, layout.Offset, layout.Shape, strides));
        return shorter is { } found && (found.FitsInPlace || found.Path != file.Path)
            ? HeaderSplice.Of(found, file.Path)
            : throw (shorter is null ? new ViewException($"a {file.Container.Format.Info.Name} file can't get shorter in place; write the values out with -o OUT") : NoRoom(file, to));
    }

    private static bool HasHeader(DataFile file, Layout layout, ElementType to) => !file.Container.IsPlainBytes && !layout.ElementType.Equals(to);

    private static Member MemberOf(DataFile file, Layout layout) => file.Container.Members.FirstOrDefault(member => layout.Equals(member.Layout))
        ?? throw new ViewException($"{file.Container.Format.Info.Name} records one element type for all of a member: only a whole one can be converted in place; -o OUT writes a part elsewhere, and --format {ContainerFormats.PlainBytes.Info.Name} with a view takes the file as bytes");

    // Without elements there is nothing to convert, to grow or to cut: only what the header says changes.
    private static ChangeReport RecordEmpty(ChangingFile file, Layout layout, ElementType to, ChangeSettings settings)
    {
        Layout empty = Layout.Contiguous(to, layout.Shape, layout.Offset);
        HeaderChange change = file.File.RecordLayout(MemberOf(file.File, layout), layout.IsCContiguous ? empty : Layout.FortranContiguous(to, layout.Shape, layout.Offset), file.File.Mapping.BlockSize)
            ?? throw new ViewException($"a {file.File.Container.Format.Info.Name} file records no element type");
        return LayoutRecording.Carry(file, change, settings);
    }

    private static ViewException NoRoom(DataFile file, ElementType to) =>
        new($"the header of this {file.Container.Format.Info.Name} file has no room for {to}; write the values out with -o OUT");

    private static string[] Notes(ConversionChange change) =>
        change.FinalLength == change.OldLength ? [] : [$"the file gets shorter, from {Plural.Of(change.OldLength, "byte")} to {change.FinalLength}"];
}
