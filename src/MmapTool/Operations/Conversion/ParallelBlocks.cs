using System.Runtime.ExceptionServices;

namespace MmapTool.Operations.Conversion;

/// <summary>Work on ranges of elements, several at once.</summary>
internal static class ParallelBlocks
{
    /// <summary>Calls <paramref name="body"/> for consecutive ranges of at most <paramref name="perRange"/> elements until all are done.</summary>
    /// <param name="count">Elements.</param>
    /// <param name="perRange">Elements of a range.</param>
    /// <param name="threads">The most threads; 0 for one a processor. With 1 the ranges come in order, on the calling thread.</param>
    /// <param name="body">Given the first element and the number of them.</param>
    public static void Run(long count, long perRange, int threads, Action<long, long> body)
    {
        long ranges = (count + perRange - 1) / perRange;
        if (threads == 1 || ranges <= 1)
        {
            for (long range = 0; range < ranges; range++)
            {
                One(range);
            }

            return;
        }

        try
        {
            Parallel.For(0, ranges, new ParallelOptions { MaxDegreeOfParallelism = threads > 0 ? threads : Environment.ProcessorCount }, One);
        }
        catch (AggregateException error)
        {
            // One disk fails for all: the first failure says what there is to say.
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }

        void One(long range) => body(range * perRange, Math.Min(perRange, count - (range * perRange)));
    }
}
