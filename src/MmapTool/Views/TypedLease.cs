using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>
/// A lease of a typed view's memory. It gives single elements and copies. If the elements are packed and in this machine's byte order, it also
/// gives spans of the memory itself. Everything that it gives is valid until it is disposed.
/// </summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public sealed class TypedLease<T> : IDisposable
    where T : unmanaged
{
    private readonly MemoryView<T> view;
    private readonly MemoryLease lease;

    internal TypedLease(MemoryView<T> view)
    {
        this.view = view;
        lease = view.Source.Lease();
    }

    /// <summary>Whether <see cref="Read(long, int)"/> and <see cref="Write"/> give spans: the view is C-contiguous and in this machine's byte order.</summary>
    public bool HasSpans => view.IsCContiguous && view.ElementType.IsNativeOrder;

    /// <summary>A window of the elements themselves.</summary>
    /// <param name="first">The first element, counted in C order.</param>
    /// <param name="count">How many; at most 2 GiB of them.</param>
    /// <exception cref="ViewException">The elements are not packed, or not in this machine's byte order: copy them.</exception>
    /// <exception cref="ArgumentOutOfRangeException">They are not all of the view's, or too many for a span.</exception>
    /// <remarks>Booleans are the bytes as they are; one that is neither 0 nor 1 is true, but does not compare equal to it.</remarks>
    public ReadOnlySpan<T> Read(long first, int count) =>
        MemoryMarshal.Cast<byte, T>(lease.Read(Place(first, count), ByteCount(count)));

    /// <summary>A window of the elements themselves, writable.</summary>
    /// <exception cref="ViewException">The elements are not packed, or not in this machine's byte order: copy them.</exception>
    /// <exception cref="ArgumentOutOfRangeException">They are not all of the view's, or too many for a span.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public Span<T> Write(long first, int count)
    {
        view.EnsureWritable();
        return MemoryMarshal.Cast<byte, T>(lease.Write(Place(first, count), ByteCount(count)));
    }

    /// <summary>Copies as many elements as the destination has room for, counted in C order from number <paramref name="first"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view does not have so many there.</exception>
    public void Read(long first, Span<T> destination)
    {
        // A span of elements may be too long for a span of their bytes.
        int perPiece = int.MaxValue / view.ItemSize;
        EnsureInside(first, destination.Length);
        while (!destination.IsEmpty)
        {
            Span<T> piece = destination[..Math.Min(perPiece, destination.Length)];
            view.ReadElements(lease, first, piece.Length, MemoryMarshal.AsBytes(piece));
            MemoryView<T>.ToNative(view.ElementType, piece);
            destination = destination[piece.Length..];
            first += piece.Length;
        }
    }

    /// <summary>Stores all elements of the source, from element number <paramref name="first"/> on in C order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view does not have so many there.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, long first = 0)
    {
        view.EnsureWritable();
        EnsureInside(first, source.Length);
        bool swaps = !view.ElementType.IsNativeOrder;
        int perPiece = (swaps ? PackedBlocks.DefaultBlockBytes : int.MaxValue) / view.ItemSize;
        byte[] swapped = swaps ? new byte[Math.Min(perPiece, source.Length) * view.ItemSize] : [];
        while (!source.IsEmpty)
        {
            ReadOnlySpan<T> piece = source[..Math.Min(perPiece, source.Length)];
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(piece);
            if (swaps)
            {
                bytes.CopyTo(swapped);
                NativeOrder.Swap(view.ElementType, swapped.AsSpan(0, bytes.Length));
                bytes = swapped.AsSpan(0, bytes.Length);
            }

            view.WriteElements(lease, first, bytes);
            source = source[piece.Length..];
            first += piece.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => lease.Dispose();

    private long Place(long first, int count)
    {
        EnsureInside(first, count);
        return HasSpans
            ? view.Layout.Offset + (first * view.ItemSize)
            : throw new ViewException($"{view.Layout} is not packed in this machine's byte order, so that there is no span of it; use Read(first, destination)");
    }

    private int ByteCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, int.MaxValue / view.ItemSize);
        return count * view.ItemSize;
    }

    private void EnsureInside(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, view.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, view.Count - first);
    }
}
