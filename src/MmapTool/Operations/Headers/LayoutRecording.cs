using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Patching;

namespace MmapTool.Operations.Headers;

/// <summary>Where a new element type and shape are recorded.</summary>
internal enum RecordingPlace
{
    /// <summary>In the container's own header.</summary>
    Own,

    /// <summary>In a header of its own beside the file.</summary>
    Detached,

    /// <summary>In a header put in front of the data of a file of plain bytes, which makes it a file of another format.</summary>
    Adopt,
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
    /// <param name="settings">Lock, journal, sync. The cancellation of their limits is heeded until the first byte is written.</param>
    /// <param name="adopter">For <see cref="RecordingPlace.Adopt"/> the name of the format; the first that can where left out.</param>
    /// <exception cref="ViewException">The container can't record the layout.</exception>
    /// <exception cref="MappedFileException">The file can't be opened, locked or written.</exception>
    internal static ChangeReport Record(
        string path,
        string member,
        Func<Layout, Layout> relayout,
        RecordingPlace place,
        bool overwrite = false,
        ChangeSettings? settings = null,
        string? adopter = null)
    {
        DefinedEnum.Ensure(place);
        settings ??= new();
        if (place == RecordingPlace.Detached)
        {
            using DataFile data = DataFile.Open(path, MapAccess.Read, settings.Format, settings.Locking);
            return WriteDetached(data, relayout(data.Member(member).Reachable), overwrite, settings);
        }

        using ChangingFile file = ChangingFile.Open(path, settings);
        Member found = file.File.Member(member);
        file.EnsureHere(found);
        Layout layout = relayout(found.Reachable);
        if (place == RecordingPlace.Adopt)
        {
            return Adopt(file, layout, AdopterOf(adopter), settings);
        }

        HeaderChange change = file.File.RecordLayout(found, layout, file.File.Mapping.BlockSize)
            ?? throw new ViewException($"a {file.File.Container.Format.Info.Name} file records no element type or shape: record them beside it with --header, or write the data out with {ContainerFormats.OutputAdvice}");
        return Carry(file, change, settings) with { Remarks = file.Remarks };
    }

    /// <summary>Makes a change of a header, or for a dry run says what it would do.</summary>
    internal static ChangeReport Carry(ChangingFile file, HeaderChange change, ChangeSettings settings)
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
            return HeaderGrowth.Carry(file, change.Offset, change.OldBytes.Length, change.NewBytes, settings);
        }

        using Plan plan = Plan.OfBytes(file.Target, change.Offset, change.OldBytes.AsSpan(), change.NewBytes.AsSpan(), "the header");
        return file.Execute(plan, "record a layout in the header", settings.Limits.Cancellation);
    }

    private static IDataAdopter AdopterOf(string? name) =>
        ContainerFormats.Adopters.FirstOrDefault(format => name is null || format.Info.Name == name)
        ?? throw new ViewException($"no file can be made {name} in place; the formats that one can be made are {string.Join(", ", ContainerFormats.Adopters.Select(format => format.Info.Name))}");

    private static ChangeReport Adopt(ChangingFile file, Layout layout, IDataAdopter adopter, ChangeSettings settings)
    {
        FormatInfo now = file.File.Container.Format.Info;
        if (!file.File.Container.IsPlainBytes)
        {
            throw new ViewException($"only a {ContainerFormats.PlainBytes.Info.Name} file can be made {adopter.Info.Name} in place, and this one is {now.Name}; write the data out with -o NAME{adopter.Info.Endings[0]}");
        }

        if (layout.Offset != 0 || layout.ByteLength != file.File.Length || !layout.IsContiguous)
        {
            throw new ViewException($"{adopter.Info.Name} records the whole of its data packed, and {layout} is not the whole of the file's {Plural.Of(file.File.Length, "byte")}");
        }

        return HeaderGrowth.Carry(file, 0, 0, adopter.HeaderInFront(layout, file.File.Mapping.BlockSize), settings);
    }

    private static ChangeReport WriteDetached(DataFile data, Layout layout, bool overwrite, ChangeSettings settings)
    {
        ISideHeader format = ContainerFormats.SideHeaders[0];
        string header = format.PathBeside(data.Path);
        ReplacementFile.EnsureTakable(header, overwrite: true);
        if (FileIdentity.Of(header) == data.Mapping.Identity)
        {
            throw new ViewException($"{header} is the data itself: a file of that name can't have a header of that name");
        }

        ReadOnlySpan<byte> bytes = format.WriteBeside(System.IO.Path.GetFileName(data.Path), layout).AsSpan();
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
