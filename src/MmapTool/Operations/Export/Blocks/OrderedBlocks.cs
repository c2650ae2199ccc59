using System.Runtime.ExceptionServices;

namespace MmapTool.Operations.Export;

/// <summary>
/// Has the blocks of an export made by several threads, a few ahead of the one that is being written, and hands them out in order. The
/// caller makes blocks as well, whenever the next one is not ready: so that it never depends on a thread of the pool being free.
/// </summary>
internal sealed class OrderedBlocks : IThreadPoolWorkItem, IDisposable
{
    // A thread has one block in work and one waiting; more would only be memory.
    private const int BlocksPerThread = 2;

    private readonly TextBlocks blocks;
    private readonly int threads;
    private readonly TextBlock[] ring;
    private readonly Stack<BlockFormatter> formatters = [];
    private readonly object gate = new();
    private long claimed;
    private long taken;
    private int called;
    private int working;
    private bool stopped;

    /// <param name="blocks">The export.</param>
    /// <param name="threads">Threads that work at once, the caller's included.</param>
    /// <param name="memory">Bytes that the text of finished blocks may take, about.</param>
    public OrderedBlocks(TextBlocks blocks, int threads, long memory)
    {
        this.blocks = blocks;
        this.threads = threads;
        long most = Math.Max(2, memory / TextBlocks.LargestText);
        ring = [.. Enumerable.Range(0, (int)Math.Min(most, (BlocksPerThread * (long)threads) + 1)).Select(_ => new TextBlock())];
    }

    /// <summary>The next block; to be given back by <see cref="Release"/> before the one after it is asked for.</summary>
    /// <returns><see langword="null"/> after the last one.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TextBlock? Next(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            TextBlock? own;
            lock (gate)
            {
                if (taken == blocks.Count)
                {
                    return null;
                }

                TextBlock next = ring[taken % ring.Length];
                if (next.IsReady)
                {
                    next.Failure?.Throw();
                    return next;
                }

                CallForThreads();
                own = Claim();
                if (own is null)
                {
                    // Another thread is making this block, which does not take long.
                    Monitor.Wait(gate);
                    continue;
                }
            }

            BlockFormatter? formatter = null;
            Make(own, ref formatter);
            lock (gate)
            {
                GiveBack(formatter);
            }
        }
    }

    /// <summary>Lets go of the block that <see cref="Next"/> gave.</summary>
    public void Release()
    {
        lock (gate)
        {
            ring[taken % ring.Length].IsReady = false;
            taken++;
            CallForThreads();
        }
    }

    /// <summary>Waits until no other thread is at work any more. Those that were called and come later find nothing to do.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            while (working > 0)
            {
                Monitor.Wait(gate);
            }

            while (formatters.TryPop(out BlockFormatter? formatter))
            {
                formatter.Dispose();
            }
        }
    }

    /// <summary>A thread of the pool: makes blocks as long as there is room for more.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (gate)
        {
            working++;
        }

        BlockFormatter? formatter = null;
        while (true)
        {
            TextBlock? block;
            lock (gate)
            {
                block = Claim();
                if (block is null)
                {
                    GiveBack(formatter);
                    called--;
                    working--;
                    Monitor.PulseAll(gate);
                    return;
                }
            }

            Make(block, ref formatter);
        }
    }

    private bool CanClaim => !stopped && claimed < blocks.Count && claimed < taken + ring.Length;

    // Under the lock.
    private TextBlock? Claim()
    {
        if (!CanClaim)
        {
            return null;
        }

        TextBlock block = ring[claimed % ring.Length];
        block.Number = claimed++;
        return block;
    }

    // Under the lock. Threads that find nothing to do end, and are called again when there is.
    private void CallForThreads()
    {
        for (long free = taken + ring.Length - claimed; CanClaim && free > 0 && called < threads - 1; free--)
        {
            called++;
            try
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
            catch (OutOfMemoryException)
            {
                // The system gives no thread now: the one that takes the blocks makes them, too.
                return;
            }
        }
    }

    private void Make(TextBlock block, ref BlockFormatter? formatter)
    {
        // A failure is told when it is the block's turn, so that everything before it is written.
        try
        {
            block.Failure = null;
            formatter ??= TakeFormatter();
            block.Text.ResetWrittenCount();
            formatter.Format(block);
        }
        catch (Exception exception)
        {
            block.Failure = ExceptionDispatchInfo.Capture(exception);
        }

        lock (gate)
        {
            block.IsReady = true;
            Monitor.PulseAll(gate);
        }
    }

    private BlockFormatter TakeFormatter()
    {
        lock (gate)
        {
            if (formatters.TryPop(out BlockFormatter? formatter))
            {
                return formatter;
            }
        }

        return blocks.NewFormatter();
    }

    // Under the lock.
    private void GiveBack(BlockFormatter? formatter)
    {
        if (formatter is not null)
        {
            formatters.Push(formatter);
        }
    }
}
