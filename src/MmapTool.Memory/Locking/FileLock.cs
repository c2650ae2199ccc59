using System.Diagnostics;
using System.Globalization;

namespace MmapTool.Memory;

/// <summary>
/// Takes the advisory lock on an open file: flock(2), or LockFileEx on a byte that no file reaches. It ends when the file is closed
/// and its last mapping gone.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes the lock, waiting for it as long as asked; there is no system call that waits with a limit.</summary>
    /// <exception cref="MappedFileException">Somebody else holds it, or it can't be had to write.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static void Take(PlatformFile file, bool exclusive, FileLocking locking)
    {
        long start = Stopwatch.GetTimestamp();
        TimeSpan pause = FirstPause;
        locking.Cancellation.ThrowIfCancellationRequested();
        while (!TryTake(file, exclusive))
        {
            TimeSpan left = locking.Wait == Timeout.InfiniteTimeSpan ? LongestPause : locking.Wait - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                string waited = locking.Wait > TimeSpan.Zero
                    ? string.Create(CultureInfo.InvariantCulture, $" still, after {locking.Wait.TotalSeconds:0.###} seconds;")
                    : ";";
                throw new MappedFileException(file.Name, $"is locked by {LockHolder.Describe(file)}{waited} wait until it is done, or longer") { IsLocked = true };
            }

            if (locking.Cancellation.WaitHandle.WaitOne(left < pause ? left : pause))
            {
                throw new OperationCanceledException(locking.Cancellation);
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // Where a file system has no locks, a reader loses little; a writer could meet another one unnoticed.
    private static bool TryTake(PlatformFile file, bool exclusive)
    {
        try
        {
            return file.TryLock(exclusive);
        }
        catch (NotSupportedException) when (!exclusive)
        {
            return true;
        }
        catch (NotSupportedException error)
        {
            throw new MappedFileException(file.Name, "can't be locked for writing, since its file system has no locks; work on a copy elsewhere", error);
        }
    }
}
