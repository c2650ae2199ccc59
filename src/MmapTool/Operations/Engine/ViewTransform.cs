using System.Buffers;
using MmapTool.Patching;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>
/// Changes elements where they lie: each thread reads blocks of a range of its own, changes them, and writes them back, by calls and not through
/// the mapping, where a page's first store costs a fault.
/// </summary>
/// <remarks>
/// Neither durable nor journaled: whoever calls has locked the file and sees to both. What lies between elements that are close together is
/// read and written back with them; nobody else may write it meanwhile, and no other thread of this work does.
/// </remarks>
public static class ViewTransform
{
    private const int BlockBytes = 256 << 10;

    // Consecutive blocks for one thread: the nearer threads are to each other, the smaller the pages they leave in the cache.
    private const int BlocksOfRange = 64;

    /// <summary>Changes elements, each exactly once.</summary>
    /// <param name="target">The file.</param>
    /// <param name="before">Where the old elements lie: in the order of memory, with no byte in two of them.</param>
    /// <param name="after">
    /// Where the new ones go: the same places, or such that none lies beyond the old one of its number. Then one thread works, in order.
    /// </param>
    /// <param name="first">The number of the first to change.</param>
    /// <param name="count">How many.</param>
    /// <param name="transform">What is done with them.</param>
    /// <param name="limits">Threads, progress in bytes of old elements, cancellation: between blocks, with some changed and some not.</param>
    /// <exception cref="ArgumentException">A layout is not in the order of memory, or the two do not go together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of the layout's.</exception>
    /// <exception cref="IOException">The file can't be read or written; some elements may have been changed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; some elements may have been changed.</exception>
    public static void Run<TTransform>(
        IPatchTarget target, Layout before, Layout after, long first, long count, TTransform transform, WorkLimits limits)
        where TTransform : struct, IBlockTransform
    {
        ArgumentNullException.ThrowIfNull(target);
        bool isInPlace = EnsureFit(before, after);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, before.Count - first);
        limits.Cancellation.ThrowIfCancellationRequested();
        if (count == 0 || after.ItemSize == 0)
        {
            return;
        }

        int perBlock = Math.Max(1, (limits.WindowBytes > 0 ? limits.WindowBytes : BlockBytes) / before.ItemSize);
        long blocks = ((count - 1) / perBlock) + 1;
        int threads = isInPlace ? (int)Math.Min(limits.ThreadCount, blocks) : 1;
        long perRange = Math.Clamp(blocks / (threads * 4L), 1, BlocksOfRange) * perBlock;
        long end = first + count;
        long next = first;
        Lock telling = new();
        long done = 0;
        ParallelWork.Run(threads, Work, limits.Cancellation);

        void Work(CancellationToken cancellation)
        {
            byte[] old = ArrayPool<byte>.Shared.Rent(checked(perBlock * before.ItemSize));
            byte[] made = ArrayPool<byte>.Shared.Rent(checked(perBlock * after.ItemSize));
            try
            {
                while (Interlocked.Add(ref next, perRange) - perRange is var start && start < end)
                {
                    long stop = Math.Min(start + perRange, end);
                    for (long at = start; at < stop; at += perBlock)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Block(at, (int)Math.Min(perBlock, stop - at), old, made);
                    }

                    Tell((stop - start) * before.ItemSize);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(old);
                ArrayPool<byte>.Shared.Return(made);
            }
        }

        void Block(long at, int elements, byte[] old, byte[] made)
        {
            Span<byte> from = old.AsSpan(0, elements * before.ItemSize);
            Span<byte> to = made.AsSpan(0, elements * after.ItemSize);
            LayoutTransfer.Gather(target, before, at, elements, from);
            transform.Transform(at, from, to);
            LayoutTransfer.Scatter(target, after, at, elements, to);
        }

        void Tell(long bytes)
        {
            if (limits.Progress is not null)
            {
                lock (telling)
                {
                    limits.Progress.Report(done += bytes);
                }
            }
        }
    }

    // Whether every new element goes where the old one was.
    private static bool EnsureFit(Layout before, Layout after)
    {
        bool isInPlace = before.Offset == after.Offset && before.ItemSize == after.ItemSize
            && before.Shape.AsSpan().SequenceEqual(after.Shape.AsSpan()) && before.Strides.AsSpan().SequenceEqual(after.Strides.AsSpan());
        if (!LayoutOverlap.IsAscending(before) || !LayoutOverlap.IsAscending(after))
        {
            throw new ArgumentException("the elements are not in the order of memory, or share bytes", nameof(before));
        }

        // Along every axis steps are no longer than they were, so that no element is ahead of its old place.
        bool staysBehind = before.Shape.AsSpan().SequenceEqual(after.Shape.AsSpan()) && after.Offset <= before.Offset && after.ItemSize <= before.ItemSize;
        for (int axis = 0; staysBehind && axis < before.Rank; axis++)
        {
            staysBehind = before.Shape[axis] <= 1 || after.Strides[axis] <= before.Strides[axis];
        }

        return staysBehind ? isInPlace : throw new ArgumentException("the new elements would lie where old ones are still to be read", nameof(after));
    }
}
