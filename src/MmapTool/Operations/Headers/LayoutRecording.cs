using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Formats.Npy;
using MmapTool.Formats.Nrrd;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Patching;

namespace MmapTool.Operations.Headers;

/// <summary>Where a new element type and shape are recorded.</summary>
public enum RecordingPlace
{
    /// <summary>In the container's own header.</summary>
    Own,

    /// <summary>In an NRRD detached header beside the file.</summary>
    Detached,

    /// <summary>In an npy header put in front of a raw file's data.</summary>
    AdoptNpy,
}

/// <summary>Records another element type and shape for the same bytes of data, without touching them.</summary>
public static class LayoutRecording
{
    /// <summary>Records a layout.</summary>
    /// <param name="path">The file.</param>
    /// <param name="member">The member's name; empty for the only one.</param>
    /// <param name="relayout">From the member's layout to the one to record.</param>
    /// <param name="place">Where.</param>
    /// <param name="overwrite">Whether a different detached header may be overwritten.</param>
    /// <param name="settings">Lock, journal, sync.</param>
    /// <param name="cancellation">Heeded until the first byte is written.</param>
    /// <exception cref="ViewException">The container can't record the layout.</exception>
    /// <exception cref="MappedFileException">The file can't be opened, locked or written.</exception>
    public static ChangeReport Record(
        string path,
        string member,
        Func<Layout, Layout> relayout,
        RecordingPlace place,
        bool overwrite = false,
        ChangeSettings? settings = null,
        CancellationToken cancellation = default)
    {
        DefinedEnum.Ensure(place);
        settings ??= new();
        if (place == RecordingPlace.Detached)
        {
            using DataFile data = DataFile.Open(path, MapAccess.Read, settings.Format, settings.Locking(cancellation));
            return WriteDetached(data, relayout(data.Member(member).Layout), overwrite, settings);
        }

        using ChangingFile file = ChangingFile.Open(path, settings, cancellation);
        Member found = file.File.Member(member);
        Layout layout = relayout(found.Layout);
        if (place == RecordingPlace.AdoptNpy)
        {
            return Adopt(file, layout, settings, cancellation);
        }

        HeaderChange change = file.File.RecordLayout(found, layout, file.File.Mapping.BlockSize)
            ?? throw new ViewException($"a {file.File.Container.Format} file records no element type or shape: record them beside it with --header, or write the data out with -o NAME.npy");
        return Carry(file, change, settings, cancellation) with { Remarks = file.Remarks };
    }

    /// <summary>Makes a change of a header, or for a dry run says what it would do.</summary>
    internal static ChangeReport Carry(ChangingFile file, HeaderChange change, ChangeSettings settings, CancellationToken cancellation)
    {
        if (change.IsEmpty)
        {
            return new(0, 0, 0, [], ["the header says so already"]);
        }

        if (change.Path != file.File.Path)
        {
            return Replace(change.Path, change.NewBytes.AsSpan(), "the detached header", settings);
        }

        if (!change.FitsInPlace)
        {
            return HeaderGrowth.Carry(file, change.Offset, change.OldBytes.Length, change.NewBytes, settings, cancellation);
        }

        using Plan plan = Plan.OfBytes(file.Target, change.Offset, change.OldBytes.AsSpan(), change.NewBytes.AsSpan(), "the header");
        return file.Execute(plan, "record a layout in the header", cancellation);
    }

    private static ChangeReport Adopt(ChangingFile file, Layout layout, ChangeSettings settings, CancellationToken cancellation)
    {
        if (file.File.Container.Format != "raw")
        {
            throw new ViewException($"only a raw file can be made an npy file in place, and this one is {file.File.Container.Format}; write the data out with -o NAME.npy");
        }

        if (layout.Offset != 0 || layout.ByteLength != file.File.Length || !layout.IsContiguous)
        {
            throw new ViewException($"npy records the whole of its data packed, and {layout} is not the whole of the file's {Plural.Of(file.File.Length, "byte")}");
        }

        // Without room for a block of the file system the copy gets the usual header.
        int block = file.File.Mapping.BlockSize;
        bool blockFits = block > 0 && block <= NpyHeader.MaximumCharacters;
        return HeaderGrowth.Carry(file, 0, 0, NpyHeader.Write(layout, blockFits ? block : NpyHeader.Alignment), settings, cancellation);
    }

    private static ChangeReport WriteDetached(DataFile data, Layout layout, bool overwrite, ChangeSettings settings)
    {
        string header = NrrdHeader.DetachedPath(data.Path);
        ReplacementFile.EnsureTakable(header, overwrite: true);
        if (FileIdentity.Of(header) == data.Mapping.Identity)
        {
            throw new ViewException($"{header} is the data itself: a file named .nhdr can't have a header of that name");
        }

        string text = NrrdHeader.Write(System.IO.Path.GetFileName(data.Path), layout);
        byte[] bytes = PathText.ToBytes(text);
        if (FilePresence.IsFile(header))
        {
            if (SystemPath.ReadAll(header).AsSpan().SequenceEqual(bytes))
            {
                return new(0, 0, 0, [], [$"{header} says so already"]);
            }

            if (!overwrite)
            {
                throw new MappedFileException(header, "is there already and says something else; --force overwrites it");
            }
        }

        return Replace(header, bytes, "the detached header", settings);
    }

    private static ChangeReport Replace(string path, ReadOnlySpan<byte> bytes, string text, ChangeSettings settings)
    {
        ReplacementFile.EnsureTakable(path, overwrite: true);
        FolderRights.EnsureFileCanBeMade(path);
        string[] files = [ChangingFile.FullPathOf(path)];
        if (!settings.DryRun)
        {
            using ReplacementFile file = ReplacementFile.Create(path, overwrite: true, bytes.Length);
            file.WriteAt(0, bytes);
            file.Commit(settings.Sync);
            return new(1, 1, bytes.Length, [], [$"{path}: {text}, written anew", .. file.LeftBehind is { } left ? [$"{path}: {left}"] : (string[])[]]) { Files = files };
        }

        return new(1, 1, bytes.Length, [new(text, path, 0, bytes.Length, null, null)], [$"{path}: {text}, would be written anew"]) { Files = files };
    }
}
