namespace MmapTool.Transfer;

/// <summary>Threads beside the calling one: as many as are asked for and the system gives. One is enough for all work.</summary>
internal static class WorkerThreads
{
    // Bytes of a thread's stack. The deepest calls need a fraction of them.
    private const int StackBytes = 256 << 10;

    /// <summary>Starts threads.</summary>
    /// <param name="count">The most.</param>
    /// <param name="work">The work of each thread; it throws nothing.</param>
    /// <param name="name">The name of the threads.</param>
    /// <returns>Those that run, to be waited for.</returns>
    public static List<Thread> Start(long count, ThreadStart work, string name)
    {
        List<Thread> started = [];
        while (started.Count < count)
        {
            Thread thread = new(work, StackBytes) { IsBackground = true, Name = name };
            try
            {
                thread.Start();
            }
            catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
            {
                // The container's limit of processes and threads is reached, or there is no room for another stack.
                break;
            }

            started.Add(thread);
        }

        return started;
    }
}
