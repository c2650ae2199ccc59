using System.Buffers;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Headers;
using MmapTool.Patching;
using MmapTool.Transfer;
using MmapTool.Values;

namespace MmapTool.Operations.Conversion;

/// <summary>
/// The elements of a view turned into those of another type where they lie, with the header that describes them. Where they get smaller they move toward the
/// first one, and the file's end is cut off. An element is never written where one that is still to be read lies.
/// </summary>
internal sealed class ConversionChange : IChunkedChange
{
    private const int BlockBytes = 256 << 10;
    private readonly Layout before;
    private readonly Layout after;
    private readonly ElementConverter converter;
    private readonly HeaderSplice? header;
    private readonly ChangedFile file;

    // The target of the last write, whose holes are kept.
    private HoleKeepingTarget? keeping;

    private readonly bool keepsZeros;

    private ConversionChange(string operation, Layout before, Layout after, ElementConverter converter, HeaderSplice? header, ChangedFile file)
    {
        (Operation, this.before, this.after, this.converter, this.header, this.file) = (operation, before, after, converter, header, file);
        keepsZeros = converter.KeepsZeros;
    }

    /// <summary>The facts about the file that is changed.</summary>
    /// <param name="Name">Its path, for errors.</param>
    /// <param name="Length">Its length before the change.</param>
    /// <param name="SetLength">Cuts it, or extends it by zeros.</param>
    /// <param name="Threads">The most threads; 0 for one a processor.</param>
    public sealed record ChangedFile(string Name, long Length, Action<long> SetLength, int Threads);

    public string Operation { get; }

    public long Count => converter.IsIdentity ? 0 : before.Count;

    public int ItemSize => before.ItemSize;

    public bool IsItsOwnInverse => converter.IsItsOwnInverse;

    /// <summary>The length that the file had before the change.</summary>
    public long OldLength => file.Length;

    /// <summary>The length that the file has when the change is made.</summary>
    public long FinalLength => file.Length - (before.ByteLength - after.ByteLength);

    private bool Shrinks => after.ItemSize < before.ItemSize;

    private int PerBlock => Math.Max(1, BlockBytes / Math.Max(1, before.ItemSize));

    /// <summary>The change of a view.</summary>
    /// <param name="layout">The view.</param>
    /// <param name="converter">From its type to the new one, which is no larger.</param>
    /// <param name="shrink">Whether the new one may be smaller.</param>
    /// <param name="header">The header that changes with it.</param>
    /// <param name="file">The file.</param>
    /// <exception cref="ViewException">The view can't be changed so; the message says why.</exception>
    public static ConversionChange Of(Layout layout, ElementConverter converter, bool shrink, HeaderSplice? header, ChangedFile file)
    {
        ElementType to = converter.To;
        Layout ordered = AddressOrder.Of(layout).Apply(layout);
        if (layout.Count > 0 && !layout.IsCContiguous && !LayoutOverlap.IsAscending(ordered))
        {
            throw new ViewException("the view has elements that share bytes, and can't be changed through");
        }

        EnsureSize(layout, to, shrink);
        if (to.ItemSize < layout.ItemSize && !(ordered.IsCContiguous && ordered.End == file.Length))
        {
            throw new ViewException("only a view that is packed and reaches to the end of the file can shrink it; write the values out with -o OUT");
        }

        if (layout.ItemSize > ChunkLength.Usual || ViewExpression.Of(ordered, file.Length) is not { } view)
        {
            throw new ViewException("the view can't be told in the journal's words: convert a part of it at a time");
        }

        Layout after = to.ItemSize == layout.ItemSize
            ? Layout.Create(to, ordered.Offset, ordered.Shape, ordered.Strides)
            : Layout.Contiguous(to, ordered.Shape, ordered.Offset);
        ConversionText text = new(view, to, converter.Mode, to.ItemSize < layout.ItemSize, header);
        return new(text.ToString(), ordered, after, converter, header, file);
    }

    /// <summary>Checks that elements of the new type can lie where those of the view do.</summary>
    /// <exception cref="ViewException">They are larger, or smaller and may not be; the message says what to do.</exception>
    public static void EnsureSize(Layout layout, ElementType to, bool shrink)
    {
        if (to.ItemSize > layout.ItemSize)
        {
            throw new ViewException($"{to} is larger than {layout.ElementType}, and values can't grow in place: write them out with -o OUT");
        }

        if (to.ItemSize < layout.ItemSize && !shrink)
        {
            throw new ViewException($"{to} is smaller than {layout.ElementType}: in place the file gets shorter by {Plural.Of(layout.Count * (layout.ItemSize - to.ItemSize), "byte")}, which --shrink allows; -o OUT writes the values elsewhere");
        }
    }

    /// <summary>The change that a journal names; null where the text is none of these.</summary>
    /// <exception cref="ContainerException">It does not fit the file.</exception>
    public static ConversionChange? TryRead(string operation, ChangedFile file)
    {
        if (ConversionText.TryParse(operation) is not { } text)
        {
            return null;
        }

        // Anybody who may write in the folder may make a journal up; it must not lead to headers of other files.
        if (text.Header?.Path is { } path && !IsHeader(path, file.Name))
        {
            throw new ContainerException($"the journal names {path} as the header of {file.Name}, and that is not the header of this file: nothing was changed", 0);
        }

        try
        {
            Layout layout = (text.View with { Use = ViewUse.Journal }).Resolve(file.Length);
            return text.Header is { Path: null } header && (header.Old.Length != header.New.Length || header.Offset + header.Old.Length > layout.Start)
                ? throw new ViewException("its header and its data share bytes")
                : Of(layout, ElementConverter.Of(layout.ElementType, text.To, text.FinishingMode), text.Shrinks, text.Header, file);
        }
        catch (ViewException error)
        {
            throw new ContainerException($"the journal's change '{operation}' does not fit the file: {error.Message}", 0);
        }
    }

    private static bool IsHeader(string path, string data)
    {
        foreach (ISideHeader format in ContainerFormats.SideHeaders)
        {
            if (format.IsHeaderOf(path, data))
            {
                return true;
            }
        }

        return false;
    }

    public void Read(IByteTarget target, long first, Span<byte> elements) =>
        LayoutTransfer.Gather(target, before, first, elements.Length / ItemSize, elements);

    public void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements) =>
        LayoutTransfer.Scatter(Over(target), before, first, elements.Length / ItemSize, elements);

    /// <inheritdoc/>
    /// <remarks>Only for what is its own inverse; <see cref="Apply"/> does the rest.</remarks>
    public void Transform(long first, Span<byte> elements) => converter.ReverseInPlace(elements);

    public void ReadChunk(IByteTarget target, long first, Memory<byte> elements) =>
        ParallelBlocks.Run(elements.Length / ItemSize, PerBlock, file.Threads, (done, count) =>
            Read(target, first + done, elements.Span.Slice((int)done * ItemSize, (int)count * ItemSize)));

    public void Apply(IByteTarget target, long first, Memory<byte> elements) =>
        ParallelBlocks.Run(elements.Length / ItemSize, PerBlock, file.Threads, (done, count) =>
            ConvertBlock(target, first + done, elements.Span.Slice((int)done * ItemSize, (int)count * ItemSize)));

    /// <summary>
    /// The ranges of the file that get bytes for which a hole has no space, in order: where zeros stay zeros only those to which data moves.
    /// </summary>
    public IEnumerable<(long Offset, long Length)> RangesThatNeedSpace(IByteTarget target)
    {
        if (Count == 0 || (keepsZeros && !Shrinks))
        {
            yield break;
        }

        if (!keepsZeros)
        {
            yield return (after.Start, after.End - after.Start);
            yield break;
        }

        // A view that shrinks is packed.
        foreach ((long first, long count) in new LayoutHoles(before, target.Length, target.NextHole).Solid())
        {
            yield return (after.Start + (first * after.ItemSize), count * after.ItemSize);
        }
    }

    /// <summary>How many elements it goes through: those in long holes, whose zeros stay, are passed over.</summary>
    public long CountOutsideHoles(IByteTarget target) => keepsZeros && Count > 0
        ? new LayoutHoles(before, target.Length, target.NextHole).Solid().Sum(static run => run.Count)
        : Count;

    public long NextChanged(IByteTarget target, long first)
    {
        if (!keepsZeros)
        {
            return first;
        }

        long next = new LayoutHoles(before, target.Length, target.NextHole).Next(first);
        if (!Shrinks)
        {
            return next;
        }

        // Zeros that move have to find a hole, too.
        return Math.Min(next, new LayoutHoles(after, target.Length, target.NextHole).Next(first));
    }

    public long EndOfChanged(IByteTarget target, long first) => !keepsZeros || Shrinks ? Count
        : new LayoutHoles(before, target.Length, target.NextHole, LayoutHoles.LongHole).EndOfSolid(first);

    public long LastChanged(IByteTarget target, long end) => keepsZeros && !Shrinks ? new LayoutHoles(before, target.Length, target.NextHole).Last(end) : end;

    public int DoneSize => after.ItemSize;

    public long ZerosFrom => Shrinks ? FinalLength : long.MaxValue;

    public void ReadDone(IByteTarget target, long first, long count, long before, Span<byte> elements) =>
        LayoutTransfer.Gather(target, after, first + before, elements.Length / after.ItemSize, elements);

    public void EnsureEither(IByteTarget target) => header?.EnsureEither(target, file.Name);

    public void Reopen(IByteTarget target)
    {
        if (target.Length != file.Length)
        {
            file.SetLength(file.Length);

            // Nothing is written behind an end that might still be lost: the file has one of two lengths, never one in between.
            target.Sync();
        }
    }

    public void Complete(IByteTarget target)
    {
        header?.Apply(target, file.Name);
        if (Shrinks)
        {
            file.SetLength(FinalLength);
        }
    }

    public void Revert(IByteTarget target)
    {
        if (header is not null)
        {
            header.Revert(target, file.Name);
            target.Sync();
        }
    }

    /// <summary>Makes the whole change without a journal.</summary>
    /// <param name="target">The file.</param>
    /// <param name="progress">Receives the number of bytes of old elements that are done.</param>
    public void Run(IByteTarget target, IProgress<long>? progress)
    {
        // Where elements move, blocks have to be taken in order, each read before it is written; else threads take ranges of their own.
        Lock reporting = new();
        long reported = 0;
        long perRange = Shrinks ? PerBlock : 16L * PerBlock;
        for (long start = NextChanged(target, 0), end; start < Count; start = NextChanged(target, end))
        {
            // Where elements move, those behind the next block may find a hole for their zeros.
            end = !keepsZeros ? Count : Shrinks ? Math.Min(Count, start + PerBlock) : new LayoutHoles(before, target.Length, target.NextHole).EndOfSolid(start);
            ParallelBlocks.Run(end - start, perRange, Shrinks ? 1 : file.Threads, (first, count) => RunRange(start + first, count));
        }

        progress?.Report(Count * ItemSize);
        Complete(target);

        void RunRange(long first, long count)
        {
            byte[] elements = ArrayPool<byte>.Shared.Rent(PerBlock * ItemSize);
            try
            {
                for (long done = 0; done < count; done += PerBlock)
                {
                    Span<byte> block = elements.AsSpan(0, (int)Math.Min(PerBlock, count - done) * ItemSize);
                    Read(target, first + done, block);
                    ConvertBlock(target, first + done, block);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(elements);
            }

            lock (reporting)
            {
                progress?.Report(reported += count * ItemSize);
            }
        }
    }

    private void ConvertBlock(IByteTarget target, long first, Span<byte> elements)
    {
        if (IsItsOwnInverse)
        {
            converter.ReverseInPlace(elements);
            Write(target, first, elements);
            return;
        }

        int count = elements.Length / ItemSize;
        byte[] rented = ArrayPool<byte>.Shared.Rent(count * after.ItemSize);
        try
        {
            Span<byte> converted = rented.AsSpan(0, count * after.ItemSize);
            converter.Convert(elements, converted);
            LayoutTransfer.Scatter(Over(target), after, first, count, converted);
        }
        catch (ElementException error)
        {
            // All values were checked before. So another process without locks has written meanwhile.
            throw new MappedFileException(file.Name, $"was changed by somebody else while it was converted: {error.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private HoleKeepingTarget Over(IByteTarget target) => HoleKeepingTarget.Over(target, ref keeping);
}
