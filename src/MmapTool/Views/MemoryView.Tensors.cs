using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    /// <summary>The view as a tensor span, where the platform's tensors can express it.</summary>
    /// <typeparam name="T">The type that the element type corresponds to in this machine's byte order.</typeparam>
    /// <param name="lease">A lease of <see cref="Source"/>. The span is valid only until it is disposed.</param>
    /// <param name="tensor">The tensor span.</param>
    /// <returns>
    /// Whether it can. It takes one dimension at least, at least one element, an aligned start, and an extent of less than 2 GiB, which is what one window of
    /// a lease holds. The strides must be positive multiples of the item size, each at least as large as any smaller one times its axis' length. Where it
    /// can't, the answer is no; no layout makes it throw.
    /// </returns>
    /// <exception cref="ViewException">The element type does not correspond to <typeparamref name="T"/>.</exception>
    public bool TryAsTensorSpan<T>(MemoryLease lease, out ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(lease);
        tensor = default;
        if (!TryTensorShape<T>(out nint[] lengths, out nint[] strides))
        {
            return false;
        }

        ReadOnlySpan<byte> window = lease.Read(Layout.Start, (int)(Layout.End - Layout.Start));
        tensor = new ReadOnlyTensorSpan<T>(MemoryMarshal.Cast<byte, T>(window), lengths, strides);
        return true;
    }

    /// <summary>The same, writable.</summary>
    /// <exception cref="ViewException">The element type does not correspond to <typeparamref name="T"/>.</exception>
    /// <exception cref="InvalidOperationException">The view is read-only.</exception>
    public bool TryAsTensorSpan<T>(MemoryLease lease, out TensorSpan<T> tensor)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(lease);
        EnsureWritable();
        tensor = default;
        if (!TryTensorShape<T>(out nint[] lengths, out nint[] strides))
        {
            return false;
        }

        Span<byte> window = lease.Write(Layout.Start, (int)(Layout.End - Layout.Start));
        tensor = new TensorSpan<T>(MemoryMarshal.Cast<byte, T>(window), lengths, strides);
        return true;
    }

    private bool TryTensorShape<T>(out nint[] lengths, out nint[] strides)
        where T : unmanaged
    {
        MemoryView<T>.EnsureCorresponds(ElementType);
        lengths = [];
        strides = [];
        if (Rank == 0 || Count == 0 || !ElementType.IsNativeOrder || Layout.End - Layout.Start > Array.MaxLength || Layout.Start % ItemSize != 0)
        {
            return false;
        }

        // Axes of length 1 take no step, and the platform wants 0 there. The others, sorted by their steps, must nest: an axis steps over the whole of the axis
        // below it, counted in that axis's steps. (Three elements two apart take six places, although the sixth is unused.)
        Int128 reach = ItemSize;
        foreach (int axis in Enumerable.Range(0, Rank).Where(axis => Shape[axis] > 1).OrderBy(axis => Strides[axis]))
        {
            if (Strides[axis] < reach || Strides[axis] % ItemSize != 0)
            {
                return false;
            }

            reach = (Int128)Shape[axis] * Strides[axis];
        }

        lengths = [.. Shape.Select(length => (nint)length)];
        strides = [.. Enumerable.Range(0, Rank).Select(axis => Shape[axis] > 1 ? (nint)(Strides[axis] / ItemSize) : 0)];
        return true;
    }
}
