using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Recovery;

namespace MmapTool.Operations.Changes;

/// <summary>Forgets an interrupted change: its journal is deleted and the file's mark removed, and the file stays as it is.</summary>
internal static class Discarding
{
    /// <summary>Does it, or for a dry run says what it would do.</summary>
    /// <param name="path">The file's path, as it was given.</param>
    /// <param name="state">The state that was found.</param>
    /// <param name="file">The file, open for writing unless it is a dry run.</param>
    /// <param name="beside">The place beside it.</param>
    /// <param name="dryRun">Whether nothing is done.</param>
    public static RecoverReport Do(string path, MarkedState state, MappedFile file, JournalPlace beside, bool dryRun)
    {
        // A copy's mark names the original's journal, and only what stands beside the copy is the copy's. Another change's journal is not the mark's.
        JournalPlace? journal = state.Journal;
        journal?.Hold(writable: false);
        using (journal)
        {
            JournalHeader? header = null;
            if (journal is not null)
            {
                using IJournalFile open = journal.Open();
                header = JournalHeader.Read(open);
                if (journal.Path != beside.Path && header?.Nonce != state.Mark?.Nonce)
                {
                    throw new ContainerException($"{journal.Path}, which the file's mark names, is the journal of another change: nothing was changed; look at it, and move it away", 0);
                }
            }

            List<string> forgotten = [.. journal is null ? [] : (string[])[journal.Path], .. state.Mark is null ? [] : (string[])[$"the attribute {JournalMark.Name} of {file.Path}"]];
            JournalReport found = new(
                state.What switch
                {
                    Interruption.None => JournalState.None,
                    Interruption.Copied => JournalState.Copy,
                    Interruption.Journaled => JournalState.Discardable,
                    _ => JournalState.Lost,
                },
                header,
                0,
                0,
                0,
                state.Refusal(path) ?? "there is no journal");
            if (!dryRun && state.Mark is not null)
            {
                file.RemoveAttribute(JournalMark.Name);
            }

            if (!dryRun && journal is not null)
            {
                journal.Delete();
                journal.SyncFolder();
            }

            return new(path, (journal ?? beside).Path, found, forgotten.Count > 0 ? RecoverOutcome.Discarded : RecoverOutcome.None, false, false, 0) { DryRun = dryRun, Forgotten = forgotten };
        }
    }
}
