using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Operations.Changes;

/// <summary>
/// Puts a longer header in front of a file's data: by inserting blocks, which moves no data, where the file system can; else by
/// writing the whole anew beside the file and renaming it into its place.
/// </summary>
internal static class FrontGrowth
{
    private const int CopyBlock = 256 * 1024;

    /// <summary>Replaces the first <paramref name="oldLength"/> bytes by a longer header.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the header starts; only 0 can be.</param>
    /// <param name="oldLength">Bytes of the header it has; 0 where it has none.</param>
    /// <param name="header">The new one.</param>
    /// <param name="settings">Journal, sync.</param>
    /// <param name="cancellation">Heeded before anything is changed, and while copying.</param>
    public static ChangeReport Carry(
        ChangingFile file, long offset, long oldLength, ImmutableArray<byte> header, ChangeSettings settings, CancellationToken cancellation)
    {
        if (offset != 0)
        {
            throw new ViewException($"a header at byte {offset} can't grow in place; write the data out with -o NAME.npy");
        }

        // Whichever way it will go: a new file may have to take the place.
        ReplacementFile.EnsureTakable(file.File.Path, overwrite: true);
        long growth = header.Length - oldLength;
        int block = file.File.Mapping.BlockSize;
        bool aligned = block > 0 && growth % block == 0 && file.File.Length > 0;
        if (settings.DryRun)
        {
            string how = aligned
                ? $"would insert {growth} bytes in front by moving extents where the file system can, else copy the file"
                : "would copy the file: its blocks don't allow inserting";
            return new(1, 1, header.Length, [new("the header", file.File.Path, 0, header.Length, null, null)], [how]);
        }

        cancellation.ThrowIfCancellationRequested();
        return aligned && Insert(file, oldLength, header, growth, settings)
            ? new(1, 1, header.Length, [], [$"{growth} bytes were inserted in front by moving extents: no data was copied", .. ChangingFile.Unprotected(settings)])
            : Copy(file, oldLength, header, settings, cancellation);
    }

    private static bool Insert(ChangingFile file, long oldLength, ImmutableArray<byte> header, long growth, ChangeSettings settings)
    {
        MappedFile mapping = file.File.Mapping;
        (long, long)[] old = oldLength > 0 ? [(0, oldLength)] : [];
        using UndoJournal? journal = settings.Journal
            ? UndoJournal.Begin(file.Place, new Patching.StableTarget(file.Target), file.Identity, "put a header in front", old, (0, growth))
            : null;
        bool inserted = false;
        try
        {
            inserted = mapping.TryInsertRange(0, growth);
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
        catch (IOException) when (journal is not null)
        {
            journal.RollBack(mapping.CloseGap);
            throw;
        }
    }

    private static ChangeReport Copy(ChangingFile file, long oldLength, ImmutableArray<byte> header, ChangeSettings settings, CancellationToken cancellation)
    {
        MappedFile mapping = file.File.Mapping;
        long data = mapping.Length - oldLength;
        using ReplacementFile copy = ReplacementFile.Create(mapping.Path, overwrite: true, header.Length + data);
        copy.WriteAt(0, header.AsSpan());
        byte[] buffer = new byte[CopyBlock];
        for (long done = 0; done < data;)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(CopyBlock, data - done));
            mapping.ReadAt(oldLength + done, piece);
            copy.WriteAt(header.Length + done, piece);
            done += piece.Length;
        }

        copy.Commit(settings.Sync);
        return new(1, 1, header.Length + data, [], ["the file was copied and replaced: this file system can't insert blocks here"]);
    }
}
