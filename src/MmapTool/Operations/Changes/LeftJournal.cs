using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Operations.Changes;

/// <summary>Sees that a change which fails with its journal left says so, whatever call it was that failed.</summary>
internal static class LeftJournal
{
    /// <summary>Whether a journal is there, or may be: the file system can't tell.</summary>
    /// <param name="place">Its place.</param>
    public static bool MayBeAt(IJournalPlace place)
    {
        try
        {
            return place.Exists;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Carries a change out.</summary>
    /// <param name="place">Where its journal goes; nothing stands there before.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="InterruptedChangeException">It failed, and the journal is there.</exception>
    public static TResult Told<TResult>(IJournalPlace place, Func<TResult> change)
    {
        try
        {
            return change();
        }
        catch (OperationCanceledException canceled) when (canceled is not ChangeCanceledException && MayBeAt(place))
        {
            throw new ChangeCanceledException(place.Path, $"the change was stopped, and {place.Path} is left of it: run 'mmaptool recover'", canceled);
        }
        catch (Exception error) when (error is not (InterruptedChangeException or OperationCanceledException or MappedFileException { IsDone: true }) && MayBeAt(place))
        {
            throw new InterruptedChangeException(place.Path, $"{error.Message}; {place.Path} is left of the change: run 'mmaptool recover', which brings the file to what it was or is to be", error);
        }
    }
}
