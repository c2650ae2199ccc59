using System.Runtime.ExceptionServices;

namespace MmapTool.Transfer;

/// <summary>Work on ranges of elements, several at once.</summary>
internal static class ParallelBlocks
{
    /// <summary>Calls <paramref name="body"/> for consecutive ranges of at most <paramref name="perRange"/> elements until all are done.</summary>
    /// <remarks>
    /// The ranges are handed out in order, so that writes at any time lie close together. The failure reported is that of the first range that can fail: all
    /// ranges before it have been handed out, and are worked on to their end.
    /// </remarks>
    /// <param name="count">Elements.</param>
    /// <param name="perRange">Elements of a range.</param>
    /// <param name="threads">The most threads; 0 for one a processor. With 1 the ranges come one after another, on the calling thread.</param>
    /// <param name="body">Given the first element and the number of them. The failure of the first range that fails is the caller's.</param>
    public static void Run(long count, long perRange, int threads, Action<long, long> body)
    {
        long ranges = (count + perRange - 1) / perRange;
        int workers = (int)Math.Min(ranges, threads > 0 ? threads : Environment.ProcessorCount);
        if (workers <= 1)
        {
            for (long range = 0; range < ranges; range++)
            {
                One(range);
            }

            return;
        }

        Lock gate = new();
        long next = 0;
        long failed = long.MaxValue;
        ExceptionDispatchInfo? failure = null;
        List<Thread> others = WorkerThreads.Start(workers - 1, Work, "blocks");
        Work();
        others.ForEach(other => other.Join());
        failure?.Throw();

        void Work()
        {
            while (TryTake(out long range))
            {
                try
                {
                    One(range);
                }
                catch (Exception error)
                {
                    Fail(range, error);
                }
            }
        }

        bool TryTake(out long range)
        {
            lock (gate)
            {
                range = next;
                next += failure is null && next < ranges ? 1 : 0;
                return range < next;
            }
        }

        void Fail(long range, Exception error)
        {
            lock (gate)
            {
                (failed, failure) = range < failed ? (range, ExceptionDispatchInfo.Capture(error)) : (failed, failure);
            }
        }

        void One(long range) => body(range * perRange, Math.Min(perRange, count - (range * perRange)));
    }
}
