namespace MmapTool.Memory;

/// <summary>The lock on a file against other cooperating processes while it is open.</summary>
/// <param name="Locked">Whether a lock is taken at all: shared to read, exclusive to write.</param>
/// <param name="Wait">
/// How long to wait for a lock that somebody else holds: zero to fail at once, <see cref="Timeout.InfiniteTimeSpan"/> to wait for as long as it takes,
/// else at most <see cref="LongestWait"/>.
/// </param>
/// <exception cref="ArgumentOutOfRangeException">The wait is negative and not infinite, or longer than <see cref="LongestWait"/>.</exception>
public readonly record struct FileLocking(bool Locked, TimeSpan Wait)
{
    /// <summary>The longest wait that is not infinite: 2^31 - 1 milliseconds, the limit of .NET's other waits, about 24 days.</summary>
    public static TimeSpan LongestWait { get; } = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>How long to wait for a lock that somebody else holds.</summary>
    public TimeSpan Wait { get; init => field = Checked(value); } = Checked(Wait);

    /// <summary>Lock, and fail at once where somebody else holds the lock.</summary>
    public static FileLocking Now => new(true, TimeSpan.Zero);

    /// <summary>No lock.</summary>
    public static FileLocking None => new(false, TimeSpan.Zero);

    /// <summary>Ends the wait with an <see cref="OperationCanceledException"/>. A token that is cancelled already does so before the lock is tried.</summary>
    public CancellationToken Cancellation { get; init; }

    private static TimeSpan Checked(TimeSpan wait) => wait == Timeout.InfiniteTimeSpan || (wait >= TimeSpan.Zero && wait <= LongestWait)
        ? wait
        : throw new ArgumentOutOfRangeException(nameof(wait), wait, $"a wait is from 0 to {LongestWait}, or infinite (Timeout.InfiniteTimeSpan)");
}
