using MmapTool.Memory;

namespace MmapTool.Patching;

/// <summary>Writes bytes, but no zeros where the file has a hole: they are there already, and would take space.</summary>
internal static class ZerosInHoles
{
    // Bytes that are looked at together.
    private const int Step = 512;

    // Between data, a hole has to be worth a call of its own.
    private const int LeastHole = 4096;

    /// <summary>Writes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where.</param>
    /// <param name="bytes">Bytes inside its length.</param>
    public static void WriteAround(IByteTarget file, long offset, ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        for ((int start, int end) = NextZeros(bytes, 0); start < bytes.Length; (start, end) = NextZeros(bytes, end))
        {
            while (start < end)
            {
                (long hole, long holeEnd) = file.NextHole(offset + start);
                int first = (int)Math.Clamp(hole - offset, start, end);
                int last = (int)Math.Clamp(holeEnd - offset, start, end);
                if (last - first >= LeastHole || (last > first && (first == 0 || last == bytes.Length)))
                {
                    Write(done, first, bytes);
                    done = last;
                }

                start = last > first ? last : end;
            }
        }

        Write(done, bytes.Length, bytes);

        void Write(int from, int to, ReadOnlySpan<byte> all)
        {
            if (to > from)
            {
                file.WriteAt(offset + from, all[from..to]);
            }
        }
    }

    // The next zeros at or after a place: many, or those at the beginning or the end, where the block of the hole may go on behind what is written.
    private static (int Start, int End) NextZeros(ReadOnlySpan<byte> bytes, int from)
    {
        for (int at = from; at < bytes.Length; at += Step)
        {
            if (bytes.Slice(at, Math.Min(Step, bytes.Length - at)).ContainsAnyExcept((byte)0) && at > 0)
            {
                continue;
            }

            int before = bytes[from..at].LastIndexOfAnyExcept((byte)0);
            int start = before < 0 ? from : from + before + 1;
            int length = bytes[start..].IndexOfAnyExcept((byte)0);
            int end = length < 0 ? bytes.Length : start + length;
            if (end > start && (end - start >= LeastHole || start == 0 || end == bytes.Length))
            {
                return (start, end);
            }

            at = Math.Max(at, end - Step);
        }

        // Fewer zeros than a step at the end.
        int last = bytes.LastIndexOfAnyExcept((byte)0) + 1;
        return last >= from && last < bytes.Length ? (last, bytes.Length) : (bytes.Length, bytes.Length);
    }
}
