namespace MmapTool.Memory;

/// <summary>How a file is locked against other cooperating processes while it is open.</summary>
/// <param name="Locked">Whether a lock is taken at all: shared to read, exclusive to write.</param>
/// <param name="Wait">How long to wait for a lock that somebody else holds; zero to fail at once.</param>
public readonly record struct FileLocking(bool Locked, TimeSpan Wait)
{
    /// <summary>Lock, and fail at once where somebody else holds the lock.</summary>
    public static FileLocking Now => new(true, TimeSpan.Zero);

    /// <summary>No lock.</summary>
    public static FileLocking None => new(false, TimeSpan.Zero);

    /// <summary>Ends the wait with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancellation { get; init; }
}
