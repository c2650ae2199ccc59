using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The state of an interrupted change, as a file's mark and the journals beside it and at the marked place show it.</summary>
internal enum Interruption
{
    /// <summary>Nothing of one.</summary>
    None,

    /// <summary>There is a journal.</summary>
    Journaled,

    /// <summary>The mark is on a file that it was not made for: a copy of a file under change.</summary>
    Copied,

    /// <summary>The mark's journal is nowhere to be found, and the file may have been changed.</summary>
    Lost,

    /// <summary>The mark's journal is not there, and the file has not been changed since it was marked: the change had not begun.</summary>
    Unbegun,
}

/// <summary>An interrupted change as it shows from outside of the journal.</summary>
/// <param name="What">The state that it shows.</param>
/// <param name="Journal">Where the journal is, if it is there.</param>
/// <param name="Mark">The file's mark; <see langword="null"/> where it has none.</param>
internal sealed record MarkedState(Interruption What, JournalPlace? Journal, JournalMark? Mark)
{
    /// <summary>Looks.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="beside">The place beside it.</param>
    public static MarkedState Of(MappedFile file, JournalPlace beside)
    {
        JournalMark? mark = JournalMark.On(file);
        bool isBeside = beside.Exists;
        if (mark is null)
        {
            return new(isBeside ? Interruption.Journaled : Interruption.None, isBeside ? beside : null, null);
        }

        if (!mark.IsOf(file.Identity, file.Birth))
        {
            return new(Interruption.Copied, isBeside ? beside : null, mark);
        }

        if (isBeside)
        {
            return new(Interruption.Journaled, beside, mark);
        }

        JournalPlace away = JournalPlace.At(mark, file.Owner);
        return away.Exists ? new(Interruption.Journaled, away, mark)
            : new(mark.ProvesUntouched(file.ChangeTime) ? Interruption.Unbegun : Interruption.Lost, null, mark);
    }

    /// <summary>The refusal by verbs that are not to touch such a file; <see langword="null"/> where they may.</summary>
    /// <param name="path">The file's path, as it was given.</param>
    public string? Refusal(string path) => What switch
    {
        Interruption.Journaled => $"a change was interrupted, and {Journal!.Path} is left of it; run 'mmaptool recover {path}{(Journal.Folder is { } folder ? $" --journal-dir {folder}" : "")}' first",
        Interruption.Copied => $"is a copy that was made while a change of the original was under way ({Mark!.Journal}), and may be changed in part: copy it again when that is recovered; or, if it is as you want it, 'mmaptool recover --discard {path}' clears the mark",
        Interruption.Lost => $"a change was interrupted, and its journal, {Mark!.Journal}, can't be reached from here: bring it back and run 'mmaptool recover {path}'; or, if the file is as you want it, 'mmaptool recover --discard {path}' clears the mark",
        _ => null,
    };
}
