using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>
/// The guard around the writing of a plan, so that it happens wholly or not at all: the place of the undo journal. The writer calls <see cref="Begin"/>, then
/// writes and syncs, then <see cref="Commit"/>; or <see cref="Abandon"/> where it could not go on.
/// </summary>
internal interface IChangeGuard
{
    /// <summary>Called before anything is allocated or written: the old bytes of <see cref="Plan.ChangedRuns"/> can be kept.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="target">The file.</param>
    /// <param name="progress">Told the old bytes that are kept.</param>
    /// <param name="cancellation">Stops it, with nothing left of it.</param>
    void Begin(Plan plan, IByteTarget target, IProgress<long>? progress, CancellationToken cancellation);

    /// <summary>Called when everything is written and, unless it was asked not to be, durable.</summary>
    void Commit();

    /// <summary>Called where an error or a cancellation ended the writing.</summary>
    /// <param name="written">Where bytes of the file may have changed, from an offset up to another; equal where none have.</param>
    /// <param name="canceled">The cancellation; <see langword="null"/> for an error.</param>
    void Abandon((long Start, long End) written, OperationCanceledException? canceled);
}
