using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;

namespace MmapTool.Operations.Headers;

/// <summary>
/// Puts a longer header in front of a file's data. It inserts blocks, which moves no data, where the file system can. Else it writes the whole anew beside
/// the file and renames it into its place.
/// </summary>
internal static class HeaderGrowth
{
    private const int CopyBlock = 256 * 1024;

    /// <summary>Replaces the first <paramref name="oldLength"/> bytes by a longer header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the header starts; only 0 can be.</param>
    /// <param name="oldLength">Bytes of the header it has; 0 where it has none.</param>
    /// <param name="header">The new one.</param>
    /// <param name="settings">Journal, sync.</param>
    public static ChangeReport Carry(
        ChangingFile file, long offset, long oldLength, ImmutableArray<byte> header, ChangeSettings settings)
    {
        if (offset != 0)
        {
            throw new ViewException($"a header at byte {offset} can't grow in place; write the data out with {ContainerFormats.OutputAdvice}");
        }

        // Whichever way it will go: a new file may have to take the place.
        ReplacementFile.EnsureTakable(file.File.Path, overwrite: true);
        long growth = header.Length - oldLength;
        int block = file.File.Mapping.BlockSize;
        bool aligned = block > 0 && growth % block == 0 && file.File.Length > 0;
        FolderRights.EnsureFileCanBeMade(file.File.Path);
        if (aligned)
        {
            Foresight.EnsureJournalCanBeMade(file, settings);
        }
        else
        {
            Foresight.EnsureSpace(file, header.Length + file.File.Length - oldLength, 0);
        }

        if (settings.DryRun)
        {
            string how = aligned
                ? $"would insert {growth} bytes in front by moving extents where the file system can, else copy the file"
                : "would copy the file: its blocks don't allow inserting";
            return new(1, 1, header.Length, [new("the header", file.File.Path, 0, header.Length, null, null)], [how]) { Files = [file.FullPath] };
        }

        settings.Limits.Cancellation.ThrowIfCancellationRequested();
        ChangeReport report = LeftJournal.Told(file.Place, () => aligned && Insert(file, oldLength, header, growth, settings)
            ? new(1, 1, header.Length, [], [$"{growth} bytes were inserted in front by moving extents: no data was copied", .. ChangingFile.Unprotected(settings), .. file.Renamed])
            : Copy(file, oldLength, header, settings));
        return report with { Files = [file.FullPath] };
    }

    // False where the file system can't, or the extents are too many: nothing was changed.
    private static bool Insert(ChangingFile file, long oldLength, ImmutableArray<byte> header, long growth, ChangeSettings settings)
    {
        MappedFile mapping = file.File.Mapping;
        IByteTarget target = file.Target;
        if (settings.Sync)
        {
            // Bytes in memory alone have no place on the disk yet that the journal could record.
            mapping.Sync();
        }

        if (GapOpening.TryPlan(target, 0, growth, header.AsSpan()) is not { } gap)
        {
            return false;
        }

        long before = mapping.Length;
        (long, long)[] old = oldLength > 0 ? [(0, oldLength)] : [];
        using UndoJournal? journal = settings.Journal
            ? UndoJournal.Begin(file.Place, target, file.Identity, "put a header in front", old, gap)
            : null;
        try
        {
            bool inserted = mapping.TryInsertRange(0, growth);
            if (inserted)
            {
                mapping.WriteAt(0, header.AsSpan());
                if (settings.Sync)
                {
                    mapping.Sync();
                }
            }

            journal?.Commit();
            return inserted;
        }
        catch (IOException error) when (journal is { IsDeleted: false })
        {
            TakeBack(() => journal.RollBack(mapping.CloseGap), file.Place.Path, error);
            throw;
        }
        catch (IOException error) when (journal is null)
        {
            TakeBack(() => Close(mapping, target, gap, before), null, error);
            throw;
        }
    }

    // The call may have stopped half-way.
    private static void Close(MappedFile mapping, IByteTarget target, GapOpening gap, long oldLength)
    {
        (long place, string? refusal) = GapEvidence.Find(gap, target, oldLength);
        if (refusal is not null)
        {
            throw new ContainerException(refusal, 0);
        }

        if (place >= 0)
        {
            mapping.CloseGap(place, gap.Length);
        }

        target.WriteAt(0, gap.Replaced.AsSpan());
    }

    private static void TakeBack(Action takeBack, string? journal, IOException error)
    {
        try
        {
            takeBack();
        }
        catch (Exception failure) when (failure is IOException or MmapToolException)
        {
            throw journal is null
                ? new MappedFileException(error is MappedFileException known ? known.Path : string.Empty, $"the header was put in front only in part ({error.Message}), and that can't be taken back ({failure.Message}): restore the file from a backup", error)
                : new InterruptedChangeException(journal, $"the change failed part of the way ({error.Message}), and what it had changed can't be put back ({failure.Message}): mend the disk, then run 'mmaptool recover'");
        }
    }

    private static ChangeReport Copy(ChangingFile file, long oldLength, ImmutableArray<byte> header, ChangeSettings settings)
    {
        MappedFile mapping = file.File.Mapping;
        long data = mapping.Length - oldLength;
        using ReplacementFile copy = ReplacementFile.Create(mapping.Path, overwrite: true, header.Length + data);
        copy.WriteAt(0, header.AsSpan());
        byte[] buffer = new byte[CopyBlock];
        for (long done = 0; done < data;)
        {
            settings.Limits.Cancellation.ThrowIfCancellationRequested();
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(CopyBlock, data - done));
            mapping.ReadAt(oldLength + done, piece);
            copy.WriteAt(header.Length + done, piece);
            done += piece.Length;
        }

        if (FileIdentity.Of(mapping.Path) != mapping.Identity)
        {
            throw new MappedFileException(mapping.Path, "is another file by now than the one that was copied; look at it, and try again");
        }

        copy.Commit(settings.Sync);
        string how = "the file was copied and replaced: its blocks can't be moved here, or are in too many places";
        return new(1, 1, header.Length + data, [], copy.LeftBehind is { } left ? [how, left] : [how]);
    }
}
