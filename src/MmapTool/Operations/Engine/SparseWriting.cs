using MmapTool.Memory;

namespace MmapTool.Operations.Engine;

/// <summary>Writes into a new file that is one hole: zeros are there already.</summary>
internal static class SparseWriting
{
    // Shorter pieces of zeros are written, because a call for the hole costs more.
    private const int Piece = 64 << 10;

    /// <summary>Writes the pieces that are not all zeros.</summary>
    /// <param name="target">The file, of its final length.</param>
    /// <param name="offset">Where.</param>
    /// <param name="bytes">Any number of bytes.</param>
    public static void Write(ReplacementFile target, long offset, ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        for (int at = 0; at < bytes.Length; at += Piece)
        {
            int length = Math.Min(Piece, bytes.Length - at);
            if (!bytes.Slice(at, length).ContainsAnyExcept((byte)0))
            {
                Put(target, offset, bytes, done, at);
                done = at + length;
            }
        }

        Put(target, offset, bytes, done, bytes.Length);
    }

    private static void Put(ReplacementFile target, long offset, ReadOnlySpan<byte> bytes, int from, int end)
    {
        if (end > from)
        {
            target.WriteAt(offset + from, bytes[from..end]);
        }
    }
}
