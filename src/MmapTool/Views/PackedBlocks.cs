using System.Buffers;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Views;

/// <summary>
/// A walk over a view's elements, in C order, in packed blocks of bounded size. A block is a span of the memory itself where the elements are packed there,
/// else a copy in a pooled buffer.
/// </summary>
/// <remarks>Use it in a <see langword="foreach"/>, or dispose it. A block is valid until the next step and while the lease lives.</remarks>
public ref struct PackedBlocks : IDisposable
{
    /// <summary>The default number of bytes of a block.</summary>
    public const int DefaultBlockBytes = 256 << 10;

    private const int TransposedBlockBytes = 8 << 20;

    private readonly MemoryView view;
    private readonly MemoryLease lease;
    private readonly int elementsPerBlock;
    private readonly bool swaps;
    private readonly bool direct;
    private readonly long end;
    private byte[]? buffer;
    private int taken;

    /// <summary>Starts a walk.</summary>
    /// <param name="view">The view.</param>
    /// <param name="lease">A lease of its source.</param>
    /// <param name="first">The first element, counted in C order.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="blockBytes">The most bytes of a block; a block has at least one element, even if that is longer.</param>
    /// <param name="nativeOrder">Whether numbers come in this machine's byte order instead of that of their type; not for records.</param>
    /// <exception cref="ArgumentOutOfRangeException">The elements are not all of the view's.</exception>
    public PackedBlocks(MemoryView view, MemoryLease lease, long first, long count, int blockBytes = DefaultBlockBytes, bool nativeOrder = false)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, view.Count - first);
        this.view = view;
        this.lease = lease;
        elementsPerBlock = view.ItemSize == 0 ? int.MaxValue : Math.Max(1, blockBytes / view.ItemSize);
        swaps = nativeOrder && !view.ElementType.IsNativeOrder;
        direct = !swaps && view.IsCContiguous && view.ItemSize > 0;
        First = first;
        end = first + count;
    }

    /// <summary>Bytes of a block that serve a layout: more than else where elements lie across memory's order, and are read the faster the more at once.</summary>
    internal static int BlockBytesFor(Layout layout) => TransposedReader.Gains(layout) ? TransposedBlockBytes : DefaultBlockBytes;

    /// <summary>The number of the first element of the block.</summary>
    public long First { get; private set; }

    /// <summary>Elements in the block.</summary>
    public int Count { get; private set; }

    /// <summary>The packed elements of the block.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For <see langword="foreach"/>.</summary>
    public readonly PackedBlocks GetEnumerator() => this;

    /// <summary>Goes on to the next block.</summary>
    public bool MoveNext()
    {
        First += Count;
        Count = (int)Math.Min(elementsPerBlock, end - First);
        if (Count == 0)
        {
            Current = default;
            return false;
        }

        int length = Count * view.ItemSize;
        if (direct)
        {
            Current = lease.Read(view.Layout.Offset + (First * view.ItemSize), length);
            return true;
        }

        buffer ??= ArrayPool<byte>.Shared.Rent(length);
        Span<byte> block = buffer.AsSpan(0, length);
        view.ReadElements(lease, First, Count, block);
        if (swaps)
        {
            NativeOrder.Swap(view.ElementType, block);
        }

        Current = block;
        return true;
    }

    /// <summary>The bytes of the next single element, which must be there.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        if (taken == Count)
        {
            MoveNext();
            taken = 0;
        }

        int size = view.ItemSize;
        return Current.Slice(taken++ * size, size);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }

        Current = default;
    }
}
