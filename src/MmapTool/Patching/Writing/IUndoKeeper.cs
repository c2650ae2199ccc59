using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>Keeps the undo of a plan for later, beside the journal, which lasts only as long as the change.</summary>
internal interface IUndoKeeper
{
    /// <summary>Keeps the old bytes of all that a plan overwrites, before anything is written.</summary>
    /// <exception cref="MappedFileException">They can't be written.</exception>
    void Keep(Plan plan, IByteTarget target, CancellationToken cancellation);

    /// <summary>Completes the undo after the plan has been carried out, and puts it in its place.</summary>
    /// <param name="plan">The same plan.</param>
    /// <param name="target">The file that was changed.</param>
    /// <param name="sync">Whether the undo must survive the loss of power.</param>
    /// <exception cref="MappedFileException">It can't be written, or its place has been taken meanwhile.</exception>
    void Complete(Plan plan, IByteTarget target, bool sync);

    /// <summary>Takes the undo out of its place again: the change that it belongs to is not made.</summary>
    void Withdraw();
}
