using MmapTool.Memory;

namespace MmapTool.Transfer;

/// <summary>The bytes of an encoded value.</summary>
internal sealed class EncodedBytes(byte[] bytes) : IByteSource
{
    // Fewer zeros are no hole.
    private const int LeastZeros = 512;

    public string Name => "a value";

    public long Length => bytes.Length;

    // All bytes are in one array, so that a place in them is an int.
    public void ReadAt(long offset, Span<byte> buffer) => bytes.AsSpan(checked((int)offset), buffer.Length).CopyTo(buffer);

    /// <summary>The next 512 zeros or more at or after an offset. It is empty and at the end where there are none.</summary>
    public (long Start, long End) NextHole(long offset)
    {
        ReadOnlySpan<byte> all = bytes;
        for (int start = checked((int)offset), end; start < all.Length; start = end)
        {
            int zero = all[start..].IndexOf((byte)0);
            if (zero < 0)
            {
                break;
            }

            start += zero;
            int length = all[start..].IndexOfAnyExcept((byte)0);
            end = length < 0 ? all.Length : start + length;
            if (end - start >= LeastZeros)
            {
                return (start, end);
            }
        }

        return (all.Length, all.Length);
    }
}
