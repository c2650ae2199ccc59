using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;
using MmapTool.Views;

namespace MmapTool.Operations.Engine;

/// <summary>The elements of a scan as one thread reads them: where they lie if they lie packed, else gathered in a buffer.</summary>
internal sealed class ScanWindows : IDisposable
{
    private readonly ScanSource source;
    private readonly Layout layout;
    private readonly WindowChoice choice;
    private readonly bool isAcross;
    private readonly long perBlock;
    private MemoryLease? mapped;
    private MemoryLease? buffered;
    private byte[] gathered = [];
    private byte[] zeros = [];

    // Which elements are gathered.
    private long bandFirst;
    private int bandCount;

    // The window that blocks are cut from, a range of the memory.
    private long windowStart;
    private int windowLength;
    private long windowUsed;
    private MemoryLease? windowLease;

    private (long Start, long End) hole;

    // Of a view that is not packed, in which holes are.
    private readonly LayoutHoles? holes;

    public ScanWindows(ScanSource source)
    {
        this.source = source;
        layout = source.View.Layout;
        choice = new(source.File is null ? WindowSource.Mapped : source.Io);
        isAcross = TransposedReader.Gains(layout);
        perBlock = layout.IsCContiguous ? layout.Count : Math.Max(1, layout.MergedAxes().PerBlock);

        // Without knowledge of holes, the scan does not ask for them.
        hole = source.File is { Length: > 0 } file ? file.NextHole(Math.Clamp(layout.Start, 0, file.Length)) : (long.MaxValue, long.MaxValue);
        holes = !layout.IsCContiguous && hole.Start < layout.End ? new(layout, source.File!.Length, source.File.NextHole) : null;
    }

    /// <summary>Packed elements; valid until the next are asked for.</summary>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="end">Where those end that will be asked for next, in order.</param>
    public ReadOnlySpan<byte> Elements(long first, int count, long end)
    {
        int length = checked(count * layout.ItemSize);
        if (layout.IsCContiguous)
        {
            long offset = layout.Offset + (first * layout.ItemSize);
            return IsHole(offset, offset + length) ? Zeros(offset + length, length) : Window(offset, length);
        }

        (long lower, long upper) = layout.Extent(first, count);
        if (holes is not null && holes.IsInHole(first, count))
        {
            return Zeros(upper, length);
        }

        if (first < bandFirst || first + count > bandFirst + bandCount)
        {
            // Elements that lie across memory's order are read the faster the more of them are asked for at once.
            long most = isAcross ? Math.Max(count, Math.Min(end - first, source.MappedWindow / layout.ItemSize)) : count;
            (bandFirst, bandCount) = (first, 0);
            Gather(first, (int)most, (lower, upper));
            bandCount = (int)most;
        }

        return gathered.AsSpan((int)(first - bandFirst) * layout.ItemSize, length);
    }

    public void Dispose()
    {
        mapped?.Dispose();
        buffered?.Dispose();
    }

    // The extent is the memory that is gone through; what lies far apart is not all of it.
    private void Gather(long first, int count, (long Lower, long Upper) extent)
    {
        int length = checked(count * layout.ItemSize);
        if (gathered.Length < length)
        {
            gathered = GC.AllocateUninitializedArray<byte>(length);
        }

        long perElement = Math.Max(1, Math.Min(extent.Upper - extent.Lower, length + (((count / perBlock) + 1) * Page)) / count);
        for (int done = 0, piece; done < count; done += piece)
        {
            choice.End(windowUsed);
            int stretch = (int)Math.Clamp(WindowChoice.Stretch / perElement, 1, count - done);
            if (choice.IsBeforeTrial)
            {
                SkipTrialWhereCold(layout.Extent(first + done, stretch).Lower);
            }

            // Trials are short. Across memory's order elements are read together, or not at all fast.
            piece = isAcross ? count : (int)Math.Clamp(choice.Longest(WindowChoice.Stretch) / perElement, 1, stretch);
            windowUsed = perElement * piece;
            choice.Begin();
            Span<byte> elements = gathered.AsSpan(done * layout.ItemSize, piece * layout.ItemSize);
            if (holes is null)
            {
                source.View.ReadElements(Lease(choice.IsBuffered), first + done, piece, elements);
            }
            else
            {
                GatherSolid(holes, first + done, elements);
            }
        }

        if (holes is not null)
        {
            source.File!.EnsureReaches(extent.Upper);
        }
    }

    // Elements in holes are neither read nor gone through.
    private void GatherSolid(LayoutHoles holes, long first, Span<byte> elements)
    {
        int item = layout.ItemSize;
        int count = elements.Length / item;
        for (int done = 0, end; done < count; done = end)
        {
            int inHole = (int)Math.Min(holes.From(first + done), count - done);
            if (inHole >= Math.Min(LeastRun, count - done))
            {
                end = done + inHole;
                elements[(done * item)..(end * item)].Clear();
                continue;
            }

            for (end = Math.Min(done + LeastRun, count); end < count && !holes.IsInHole(first + end, Math.Min(LeastRun, count - end)); end = Math.Min(end + LeastRun, count))
            {
                // As data.
            }

            Span<byte> solid = elements[(done * item)..(end * item)];
            if (isAcross)
            {
                TransposedReader.Read(new AroundHoles(this, source.File!), layout, first + done, end - done, solid);
            }
            else
            {
                source.View.ReadElements(Lease(choice.IsBuffered), first + done, end - done, solid);
            }
        }
    }

    private ReadOnlySpan<byte> Window(long offset, int length)
    {
        if (source.File is null)
        {
            return Lease(false).Read(offset, length);
        }

        // A mapped window is requested again for each block. It was checked when it was new, so it is not checked again.
        if (windowLease is MemoryLease lease && offset >= windowStart && offset + length <= windowStart + windowLength)
        {
            windowUsed = offset + length - windowStart;
            return lease.ReadAgain(offset, length);
        }

        choice.End(windowUsed);
        SkipTrialWhereCold(offset);
        bool isBuffered = choice.IsBuffered;
        windowLease = Lease(isBuffered);
        windowStart = offset;
        windowUsed = length;
        long wanted = Math.Max(length, choice.Longest(isBuffered ? source.BufferedWindow : source.MappedWindow));
        if (!isBuffered && source.MappedWindow >= HugePage)
        {
            // Up to a boundary of large pages, so that none is mapped twice.
            long past = (offset + wanted) % HugePage;
            wanted = Math.Max(length, past < wanted ? wanted - past : wanted);
        }

        // No further than the view, nor into a hole, whose pages would be filled with zeros.
        long end = Math.Min(offset + wanted, layout.End);
        windowLength = (int)(Math.Max(offset + length, Math.Min(end, hole.Start >= offset + length ? hole.Start : end)) - offset);
        choice.Begin();
        return windowLease.Read(offset, windowLength)[..length];
    }

    private void SkipTrialWhereCold(long offset)
    {
        if (choice.IsBeforeTrial && source.IsLarge && source.File!.CachedShare(offset, Math.Min(WindowChoice.Stretch, layout.End - offset)) < Cached)
        {
            choice.SkipTrial();
        }
    }

    private const int HugePage = 2 << 20;
    private const int Page = 4096;

    // Elements in a hole between others: fewer are read with them.
    private const int LeastRun = 1024;

    // The kernel has read ahead a little in any case.
    private const double Cached = 0.9;

    private MemoryLease Lease(bool isBuffered) => isBuffered
        ? buffered ??= source.File!.LeaseBuffered(source.BufferedWindow)
        : mapped ??= source.View.Source is DecodedSource decoded ? decoded.Lease(source.Io == WindowSource.Buffered, source.BufferedWindow) : source.View.Source.Lease();

    // Whether all of the range is known to be a hole. The scan goes forward, but threads jump.
    private bool IsHole(long lower, long upper)
    {
        if (hole.Start == long.MaxValue)
        {
            return false;
        }

        if (lower >= hole.End || lower < asked)
        {
            hole = source.File!.NextHole(Math.Clamp(lower, 0, source.File.Length));
            asked = lower;
        }

        return hole.Start <= lower && upper <= hole.End && hole.End > hole.Start;
    }

    // The known hole is the first one at or after this offset.
    private long asked;

    // Bytes that have been cut off are no hole any more.
    private ReadOnlySpan<byte> Zeros(long end, int length)
    {
        source.File!.EnsureReaches(end);
        if (zeros.Length < length)
        {
            zeros = new byte[length];
        }

        return zeros.AsSpan(0, length);
    }

    // The file without its holes: elements of many rows of memory are read, and most of them may lie in holes.
    private sealed class AroundHoles(ScanWindows windows, MappedFile file) : IByteSource
    {
        public string Name => file.Name;

        public long Length => file.Length;

        public void ReadAt(long offset, Span<byte> buffer)
        {
            if (windows.IsHole(offset, offset + buffer.Length))
            {
                buffer.Clear();
            }
            else
            {
                file.ReadAt(offset, buffer);
            }
        }
    }
}
