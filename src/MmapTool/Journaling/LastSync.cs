using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The sync of a folder after the journal in it has been deleted: whatever becomes of it, what was done is done.</summary>
internal static class LastSync
{
    /// <summary>Makes it.</summary>
    /// <param name="place">The journal's place, where it no longer is.</param>
    /// <param name="done">The work that is done, in words that begin a sentence.</param>
    /// <exception cref="MappedFileException">The sync failed: the message says that it is done all the same.</exception>
    public static void After(IJournalPlace place, string done)
    {
        try
        {
            place.SyncFolder();
        }
        catch (IOException error)
        {
            throw new MappedFileException(place.Path, $"{done}, and only the last sync of the folder failed ({error.Message}): after a power cut in the next minutes the journal may be there again; then run 'mmaptool recover'", error)
            {
                IsDone = true,
            };
        }
    }
}
