using System.Runtime.ExceptionServices;
using MmapTool.Transfer;

namespace MmapTool.Operations.Engine;

/// <summary>The same work on several threads, each of which takes what is next until nothing is left.</summary>
internal static class ParallelWork
{
    /// <summary>
    /// Runs the work on this thread and others, and waits for all. An exception of one of them is thrown here, and the others are told to stop.
    /// </summary>
    /// <param name="threads">How many; 1 at least.</param>
    /// <param name="work">The work of one thread, which looks at the token between its parts.</param>
    /// <param name="cancellation">Tells all to stop.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Run(int threads, Action<CancellationToken> work, CancellationToken cancellation)
    {
        if (threads <= 1)
        {
            work(cancellation);
            return;
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExceptionDispatchInfo? failure = null;
        List<Thread> others = WorkerThreads.Start(threads - 1, Guarded, "copy");
        Guarded();
        foreach (Thread other in others)
        {
            other.Join();
        }

        cancellation.ThrowIfCancellationRequested();
        failure?.Throw();

        void Guarded()
        {
            try
            {
                work(stop.Token);
            }
            catch (Exception exception)
            {
                // The first failure counts. The others then fail because they were stopped.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        }
    }
}
