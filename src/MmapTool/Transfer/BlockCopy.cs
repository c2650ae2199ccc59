using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MmapTool.Elements;

namespace MmapTool.Transfer;

/// <summary>Copies equal blocks between a strided and a packed span. The inner loops of gathering and scattering.</summary>
internal static class BlockCopy
{
    /// <summary>Packs <paramref name="count"/> blocks that start at <paramref name="position"/> and lie <paramref name="stride"/> apart.</summary>
    public static void Gather(ReadOnlySpan<byte> strided, int position, int stride, int blockLength, int count, Span<byte> packed)
    {
        switch (blockLength)
        {
            case 1:
                Gather(strided, position, stride, packed[..count]);
                break;
            case 2:
                Gather<ushort>(strided, position, stride, MemoryMarshal.Cast<byte, ushort>(packed)[..count]);
                break;
            case 3:
                Gather<UInt24>(strided, position, stride, MemoryMarshal.Cast<byte, UInt24>(packed)[..count]);
                break;
            case 4:
                Gather<uint>(strided, position, stride, MemoryMarshal.Cast<byte, uint>(packed)[..count]);
                break;
            case 8:
                Gather<ulong>(strided, position, stride, MemoryMarshal.Cast<byte, ulong>(packed)[..count]);
                break;
            case 16:
                Gather<UInt128>(strided, position, stride, MemoryMarshal.Cast<byte, UInt128>(packed)[..count]);
                break;
            default:
                for (int block = 0; block < count; block++)
                {
                    strided.Slice(position + (block * stride), blockLength).CopyTo(packed[(block * blockLength)..]);
                }

                break;
        }
    }

    /// <summary>The way back. Where blocks share bytes (a stride of 0), the last one stays.</summary>
    public static void Scatter(ReadOnlySpan<byte> packed, int blockLength, int count, Span<byte> strided, int position, int stride)
    {
        switch (blockLength)
        {
            case 1:
                Scatter(packed[..count], strided, position, stride);
                break;
            case 2:
                Scatter<ushort>(MemoryMarshal.Cast<byte, ushort>(packed)[..count], strided, position, stride);
                break;
            case 3:
                Scatter<UInt24>(MemoryMarshal.Cast<byte, UInt24>(packed)[..count], strided, position, stride);
                break;
            case 4:
                Scatter<uint>(MemoryMarshal.Cast<byte, uint>(packed)[..count], strided, position, stride);
                break;
            case 8:
                Scatter<ulong>(MemoryMarshal.Cast<byte, ulong>(packed)[..count], strided, position, stride);
                break;
            case 16:
                Scatter<UInt128>(MemoryMarshal.Cast<byte, UInt128>(packed)[..count], strided, position, stride);
                break;
            default:
                for (int block = 0; block < count; block++)
                {
                    packed.Slice(block * blockLength, blockLength).CopyTo(strided[(position + (block * stride))..]);
                }

                break;
        }
    }

    private static void Gather<T>(ReadOnlySpan<byte> strided, int position, int stride, Span<T> packed)
        where T : unmanaged
    {
        if (stride == 0)
        {
            packed.Fill(MemoryMarshal.Read<T>(strided[position..]));
            return;
        }

        int size = MemoryMarshal.AsBytes(packed[..1]).Length;
        if (stride == -size)
        {
            // Copied whole and turned round: both are vector code.
            MemoryMarshal.Cast<byte, T>(strided.Slice(position - ((packed.Length - 1) * size), packed.Length * size)).CopyTo(packed);
            packed.Reverse();
            return;
        }

        if (stride == 2 * size && size is (sizeof(byte) or sizeof(ushort) or sizeof(uint)))
        {
            int done = EveryOther(strided[position..], size, MemoryMarshal.AsBytes(packed)) / size;
            packed = packed[done..];
            position += done * stride;
        }

        (int step, int odd) = Math.DivRem(stride, size);
        if (odd == 0 && !packed.IsEmpty)
        {
            // One check of bounds an element instead of three.
            int low = Math.Min(position, position + ((packed.Length - 1) * stride));
            ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(strided[low..]);
            for (int block = 0, index = (position - low) / size; block < packed.Length; block++, index += step)
            {
                packed[block] = elements[index];
            }

            return;
        }

        for (int block = 0; block < packed.Length; block++)
        {
            packed[block] = MemoryMarshal.Read<T>(strided[(position + (block * stride))..]);
        }
    }

    // The lower half of every number twice as wide is the element: vectors are narrowed to them.
    private static int EveryOther(ReadOnlySpan<byte> strided, int size, Span<byte> packed)
    {
        int width = Vector256<byte>.Count;
        int done = 0;
        if (!BitConverter.IsLittleEndian)
        {
            return done;
        }

        // The other half of the last element may be missing.
        while (packed.Length - done > width && strided.Length >= 2 * (done + width))
        {
            Vector256<byte> first = Vector256.Create(strided.Slice(2 * done, width));
            Vector256<byte> second = Vector256.Create(strided.Slice((2 * done) + width, width));
            Vector256<byte> halves = size switch
            {
                1 => Vector256.Narrow(first.AsUInt16(), second.AsUInt16()),
                2 => Vector256.Narrow(first.AsUInt32(), second.AsUInt32()).AsByte(),
                _ => Vector256.Narrow(first.AsUInt64(), second.AsUInt64()).AsByte(),
            };
            halves.CopyTo(packed[done..]);
            done += width;
        }

        return done;
    }

    private static void Scatter<T>(ReadOnlySpan<T> packed, Span<byte> strided, int position, int stride)
        where T : unmanaged
    {
        for (int block = 0; block < packed.Length; block++)
        {
            MemoryMarshal.Write(strided[(position + (block * stride))..], in packed[block]);
        }
    }
}
