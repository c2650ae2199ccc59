using System.Buffers;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <content>The walk over the elements, block by block, and their writing.</content>
internal sealed partial class ComputedStep
{
    // Bytes that one call makes a hole.
    private const long HolePiece = 1L << 30;


    /// <summary>Works out all blocks, and hands each one on.</summary>
    public void ForEachBlock(IByteSource own, Action<long, byte[], int> block, bool descending = false) =>
        ForEachBlock(own, 0, Target.Count, block, descending);

    /// <summary>As <see cref="ForEachBlock(IByteSource, Action{long, byte[], int}, bool)"/>, for some of the elements.</summary>
    public void ForEachBlock(IByteSource own, (long First, long Count) run, Action<long, byte[], int> block) =>
        ForEachBlock(own, run.First, run.Count, block, descending: false);

    /// <summary>Works out all blocks on several threads, and hands each one on, in no order; what fails is the first that can't be worked out.</summary>
    /// <param name="own">The file as the edits before left it.</param>
    /// <param name="threads">The most threads; 0 for one a processor.</param>
    /// <param name="block">Given the first element, a buffer, and the bytes of it; called from several threads.</param>
    public void ForEachBlockAtOnce(IByteSource own, int threads, Action<long, byte[], int> block) => ForEachBlockAtOnce(own, (0, Target.Count), threads, block);

    /// <summary>As <see cref="ForEachBlockAtOnce(IByteSource, int, Action{long, byte[], int})"/>, for some of the elements.</summary>
    public void ForEachBlockAtOnce(IByteSource own, (long First, long Count) run, int threads, Action<long, byte[], int> block) =>
        ParallelBlocks.Run(run.Count, perRange, Math.Min(threads > 0 ? threads : Environment.ProcessorCount, mostThreads), (first, count) => ForEachBlock(own, run.First + first, count, block, descending: false));

    public override void Paint(IByteSource before, long offset, Span<byte> buffer)
    {
        int item = Target.ItemSize;
        byte[] elements = new byte[Math.Min(BlockCount, ((long)buffer.Length / item) + 2) * item];
        foreach (LayoutWindow.Row row in Window.Rows(offset, offset + buffer.Length))
        {
            int most = row.Step == 1 ? elements.Length / item : 1;
            for (long done = 0; done < row.Count; done += most)
            {
                int count = (int)Math.Min(most, row.Count - done);
                Evaluate(before, row.First + (done * row.Step), elements.AsSpan(0, count * item));
                for (int index = 0; index < count; index++)
                {
                    long place = row.Offset + ((done + index) * row.Stride);
                    long start = Math.Max(place, offset);
                    long end = Math.Min(place + item, offset + buffer.Length);
                    elements.AsSpan((int)((index * (long)item) + start - place), (int)(end - start)).CopyTo(buffer[(int)(start - offset)..]);
                }
            }
        }
    }

    public override void Write(IByteTarget target, Action<long> written, int threads = 1)
    {
        if (LeavesHole)
        {
            // A piece at a time, so that it can be stopped.
            for (long done = 0; done < ByteLength;)
            {
                long piece = Math.Min(HolePiece, ByteLength - done);
                target.WriteZeros(Start + done, piece);
                written(piece);
                done += piece;
            }

            return;
        }

        if (threads == 1 || !HasSeparateBlocks)
        {
            ForEachBlock(target, WriteBlock, IsDescending);
            return;
        }

        Lock telling = new();
        ForEachBlockAtOnce(target, threads, (first, elements, length) =>
        {
            Scatter(first, elements, length);
            lock (telling)
            {
                written(length);
            }
        });

        void WriteBlock(long first, byte[] elements, int length)
        {
            Scatter(first, elements, length);
            written(length);
        }

        void Scatter(long first, byte[] elements, int length) =>
            LayoutTransfer.Scatter(target, Target, first, length / Target.ItemSize, elements.AsSpan(0, length));
    }

    private void ForEachBlock(IByteSource own, long start, long count, Action<long, byte[], int> block, bool descending)
    {
        byte[] elements = ArrayPool<byte>.Shared.Rent(checked((int)(Math.Min(BlockCount, count) * Target.ItemSize)));
        try
        {
            long blocks = (count + BlockCount - 1) / BlockCount;
            for (long index = 0; index < blocks; index++)
            {
                long done = (descending ? blocks - 1 - index : index) * BlockCount;
                int length = (int)(Math.Min(BlockCount, count - done) * Target.ItemSize);
                Evaluate(own, start + done, elements.AsSpan(0, length));
                block(start + done, elements, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(elements);
        }
    }
}
