namespace MmapTool.Patching;

/// <summary>
/// What stands around the writing of a plan so that it happens wholly or not at all: the place of the undo journal. The writer calls
/// <see cref="Begin"/>, then writes and syncs, then <see cref="Commit"/>; or <see cref="Abandon"/> where it could not go on.
/// </summary>
public interface IChangeGuard
{
    /// <summary>Called before anything is allocated or written: the old bytes of <see cref="Plan.ChangedRuns"/> can be kept.</summary>
    void Begin(Plan plan, IPatchTarget target);

    /// <summary>Called when everything is written and, unless it was asked not to be, durable.</summary>
    void Commit();

    /// <summary>Called where an error or a cancellation ended the writing.</summary>
    /// <param name="wasWritten">Whether any byte of the file may have changed.</param>
    void Abandon(bool wasWritten);
}
