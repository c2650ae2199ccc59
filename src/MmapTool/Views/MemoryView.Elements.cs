using System.Buffers;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Views;

public partial class MemoryView
{
    private const int ContiguousWindow = 1 << 20;

    private const int LargestBlock = 64 << 10;
    private const int StridedWindow = 4 << 20;

    /// <summary>
    /// Copies <paramref name="count"/> elements from number <paramref name="first"/> on (counted in C order) to the destination, packed
    /// and in the byte order they have in memory.
    /// </summary>
    /// <param name="lease">A lease of <see cref="Source"/>.</param>
    /// <param name="first">The first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">At least <paramref name="count"/> times the item size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of this view's.</exception>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void ReadElements(MemoryLease lease, long first, int count, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(lease);
        Layout from = Checked(first, count, destination.Length);
        ReadWindow window = new(lease, from.Start, from.End);
        if (from.IsCContiguous)
        {
            Read(ref window, from.Offset + (first * from.ItemSize), destination[..(count * from.ItemSize)]);
            return;
        }

        // A file is read by calls: a window for each of many small pieces would take longer.
        IByteSource read = Source is MappedFile file ? file : lease;
        if (!TransposedReader.TryRead(read, from, first, count, destination))
        {
            ReadRuns(ref window, from, first, count, destination);
        }
    }

    /// <summary>
    /// Copies packed elements, in the byte order they have in memory, from <paramref name="elements"/> to the view, from element number
    /// <paramref name="first"/> on. Where elements share bytes (a stride of 0), the last one in C order stays. Of bits, elements are the integers that they
    /// are of, and the other bits of those in memory stay.
    /// </summary>
    /// <param name="lease">A writable lease of <see cref="Source"/>.</param>
    /// <param name="first">The first element.</param>
    /// <param name="elements">A whole number of elements.</param>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of this view's.</exception>
    /// <exception cref="ArgumentException">The bytes are no whole number of elements.</exception>
    public void WriteElements(MemoryLease lease, long first, ReadOnlySpan<byte> elements)
    {
        EnsureWritable();
        if (elements.IsEmpty)
        {
            return;
        }

        if (ItemSize == 0 || elements.Length % ItemSize != 0)
        {
            throw new ArgumentException($"{elements.Length} bytes are no whole number of elements of {ItemSize}", nameof(elements));
        }

        Layout to = Checked(first, elements.Length / ItemSize, elements.Length);
        if (to.ElementType.Bits is { } bits)
        {
            WriteBits(lease, bits, first, elements);
            return;
        }

        WritePacked(lease, to, first, elements);
    }

    // The integers as they are, with the bits of the new ones.
    private void WriteBits(MemoryLease lease, BitField bits, long first, ReadOnlySpan<byte> elements)
    {
        int size = ItemSize;
        int perBlock = LargestBlock / size;
        byte[] rented = ArrayPool<byte>.Shared.Rent(perBlock * size);
        try
        {
            for (int done = 0; done < elements.Length / size; done += perBlock)
            {
                int count = Math.Min(perBlock, (elements.Length / size) - done);
                Span<byte> kept = rented.AsSpan(0, count * size);
                ReadElements(lease, first + done, count, kept);
                bits.Merge(elements.Slice(done * size, kept.Length), kept);
                WritePacked(lease, Layout, first + done, kept);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void WritePacked(MemoryLease lease, Layout to, long first, ReadOnlySpan<byte> elements)
    {
        WriteWindow window = new(lease, to.Start, to.End);
        if (to.IsCContiguous)
        {
            Write(ref window, to.Offset + (first * to.ItemSize), elements);
            return;
        }

        foreach (StridedRun run in to.Runs(first, elements.Length / to.ItemSize))
        {
            // Never more than are left of the elements.
            // Never more than the destination has: all runs together are as many bytes as the caller checked.
            int length = (int)run.ByteLength;
            Write(ref window, run, elements[..length]);
            elements = elements[length..];
        }
    }

    private Layout Checked(long first, int count, int available)
    {
        Layout checkedLayout = Layout;
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, checkedLayout.Count - first);
        return (long)count * checkedLayout.ItemSize <= available
            ? checkedLayout
            : throw new ArgumentException($"{count} elements of {checkedLayout.ItemSize} bytes do not fit a buffer of {available} bytes");
    }

    private static void ReadRuns(ref ReadWindow window, Layout from, long first, long count, Span<byte> destination)
    {
        foreach (StridedRun run in from.Runs(first, count))
        {
            // Never more than the destination has: all runs together are as many bytes as the caller checked.
            int length = (int)run.ByteLength;
            Read(ref window, run, destination[..length]);
            destination = destination[length..];
        }
    }

    private static void Read(ref ReadWindow window, long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int length = Math.Min(ContiguousWindow, destination.Length);
            window.At(offset, length).CopyTo(destination);
            destination = destination[length..];
            offset += length;
        }
    }

    private static void Write(ref WriteWindow window, long offset, ReadOnlySpan<byte> elements)
    {
        while (!elements.IsEmpty)
        {
            int length = Math.Min(ContiguousWindow, elements.Length);
            elements[..length].CopyTo(window.At(offset, length));
            elements = elements[length..];
            offset += length;
        }
    }

    private static void Read(ref ReadWindow window, StridedRun run, Span<byte> destination)
    {
        int blockLength = (int)run.BlockLength;
        if (run.IsScatteredIn(window.Best) && blockLength <= LargestBlock)
        {
            for (int block = 0; block < run.Count; block++)
            {
                window.Alone(run.Offset + (block * run.Stride), blockLength).CopyTo(destination[(block * blockLength)..]);
            }

            return;
        }

        if (run.Count == 1 || blockLength > LargestBlock)
        {
            for (long block = 0; block < run.Count; block++)
            {
                Read(ref window, run.Offset + (block * run.Stride), destination.Slice((int)block * blockLength, blockLength));
            }

            return;
        }

        for (long block = 0; block < run.Count;)
        {
            (long low, int extent, int count, int position) = run.Batch(block, Math.Max(window.Best, blockLength));
            BlockCopy.Gather(window.At(low, extent), position, (int)run.Stride, blockLength, count, destination[((int)block * blockLength)..]);
            block += count;
        }
    }

    private static void Write(ref WriteWindow window, StridedRun run, ReadOnlySpan<byte> elements)
    {
        int blockLength = (int)run.BlockLength;
        if (IsSparse(run))
        {
            for (long block = 0; block < run.Count; block++)
            {
                Write(ref window, run.Offset + (block * run.Stride), elements.Slice((int)block * blockLength, blockLength));
            }

            return;
        }

        for (long block = 0; block < run.Count;)
        {
            (long low, int extent, int count, int position) = run.Batch(block, StridedWindow);
            BlockCopy.Scatter(elements[((int)block * blockLength)..], blockLength, count, window.At(low, extent), position, (int)run.Stride);
            block += count;
        }
    }

    private static bool IsSparse(StridedRun run) => run.Count == 1 || run.BlockLength > LargestBlock || run.IsScattered;
}
