using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Operations.Changes;

/// <summary>Sees that a change which fails with its journal left says so, whatever call it was that failed.</summary>
internal static class LeftJournal
{
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
        catch (OperationCanceledException canceled) when (canceled is not ChangeCanceledException && place.Exists)
        {
            throw new ChangeCanceledException(place.Path, $"the change was stopped, and {place.Path} is left of it: run 'mmaptool recover'", canceled);
        }
        catch (Exception error) when (error is not (InterruptedChangeException or OperationCanceledException or MappedFileException { IsDone: true }) && place.Exists)
        {
            throw new InterruptedChangeException(place.Path, $"{error.Message}; {place.Path} is left of the change: run 'mmaptool recover', which brings the file to what it was or is to be", error);
        }
    }
}
