using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Operations.Conversion;
using MmapTool.Patching;

namespace MmapTool.Operations.Changes;

/// <summary>The obstacles to a change that can be told beforehand. A dry run and the run itself ask the same, so that they fail alike.</summary>
internal static class Foresight
{
    /// <summary>Refuses a change whose journal can't be made.</summary>
    /// <exception cref="MappedFileException">The folder is closed, read-only or full.</exception>
    public static void EnsureJournalCanBeMade(ChangingFile file, ChangeSettings settings)
    {
        if (settings.Journal)
        {
            try
            {
                FolderRights.EnsureFileCanBeMade(file.Place.Path);
            }
            catch (MappedFileException error)
            {
                throw new MappedFileException(error.Path, $"{error.Message} (the journal that makes the change safe goes there; --no-journal does without, for scratch files)", error);
            }
        }
    }

    /// <summary>Refuses a change that its disk has no room for.</summary>
    /// <param name="file">The file.</param>
    /// <param name="journaled">Bytes that the journal takes at the least.</param>
    /// <param name="holes">Bytes of the file that have no space yet and will be written.</param>
    /// <exception cref="MappedFileException">There is not so much space left.</exception>
    public static void EnsureSpace(ChangingFile file, long journaled, long holes) =>
        Ensure(file, journaled, holes);

    private static void Ensure(ChangingFile file, long journaled, long holes)
    {
        string folder = SystemPath.FolderOf(file.Place.Path);
        DiskSpace.Ensure(folder, file.Place.IsElsewhere ? journaled : journaled + holes, file.File.Path);
        if (file.Place.IsElsewhere && !file.File.Mapping.IsDevice)
        {
            DiskSpace.Ensure(SystemPath.FolderOf(file.FullPath), holes, file.File.Path);
        }
    }

    /// <summary>Bytes of a plan's ranges that have no space on disk yet; what several steps write counts once.</summary>
    public static long Holes(Plan plan, IByteTarget target)
    {
        long holes = 0;
        long end = 0;
        foreach ((long offset, long length) in PlanRanges.Of(plan))
        {
            // Ranges that go back are another step's, and may be the same holes again.
            if (offset >= end)
            {
                holes += target.MissingSpace(offset, length);
                end = offset + length;
            }
        }

        return holes;
    }

    /// <summary>Bytes of what a conversion writes that have no space on disk yet.</summary>
    public static long Holes(ConversionChange change, IByteTarget target) =>
        change.RangesThatNeedSpace(target).Sum(range => target.MissingSpace(range.Offset, range.Length));

    /// <summary>Refuses old bytes that are more than the journal may keep, where the change can't go in chunks.</summary>
    /// <exception cref="ViewException">They are.</exception>
    public static void EnsureWithinLimit(long copied, long limit)
    {
        if (copied > limit)
        {
            throw new ViewException($"the change overwrites more than the {Plural.Of(limit, "byte")} that the journal may keep: allow more with --undo-limit SIZE (the journal needs that much disk space), or do without on a scratch file with --no-journal");
        }
    }
}
