using System.IO.Hashing;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Finds the gap of an interrupted change, and whether the file around it is the one that was being changed, as the change left it.</summary>
internal static class GapEvidence
{
    private const int Sector = 512;
    private const string Discarding = "Nothing was changed; if the file is as you want it, 'recover --discard' forgets the journal";

    // The first bytes of the only header that version 1 put in front of data.
    private static ReadOnlySpan<byte> HeaderOfVersion1 => [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59];

    /// <summary>Looks for the gap.</summary>
    /// <param name="gap">The gap as the journal tells it.</param>
    /// <param name="target">The file.</param>
    /// <param name="oldLength">The file's length before the change.</param>
    /// <returns>Where it is, -1 where there is none (any more); or why this can't be told.</returns>
    public static (long Place, string? Refusal) Find(GapOpening gap, IByteTarget target, long oldLength)
    {
        long more = target.Length - oldLength;
        bool isOpen = more != 0;

        // Only the length was raised, and a file system may record a part of that: as far as the block goes that holds the old end.
        bool isPartRaised = more > 0 && more < gap.Length && gap.Extents is not null && IsZero(target, oldLength, more);
        if (isOpen && more != gap.Length && !isPartRaised)
        {
            return (-1, $"the journal is of a file of {Plural.Of(oldLength, "byte")} that gets {gap.Length} more, and this one has {target.Length}. {Discarding}");
        }

        long place = isOpen ? gap.Offset : -1;
        if (gap.Extents is not { } before)
        {
            return !isOpen || IsGapOrHeader(gap, target) ? (place, null)
                : (-1, $"there is no gap at byte {gap.Offset}: it was only part opened, and this journal, of an earlier version, does not say how far, or the file is another one. {Discarding}");
        }

        if (isOpen)
        {
            if (target.Extents?.TryMap(gap.Offset, int.MaxValue) is not { } now)
            {
                return (-1, "where the file's blocks are can't be looked up here, and by nothing else can be told how far the gap was opened: move the file back to the file system that it was on, and recover it there");
            }

            if (GapTrail.PlaceIn(before, now, gap.Offset, gap.Length, oldLength) is not { } found || (isPartRaised && found != oldLength))
            {
                return (-1, $"the file's blocks are not where the change can have left them: it was copied, written anew or defragmented meanwhile. {Discarding}");
            }

            place = found;
        }

        long replaced = gap.Offset + gap.Replaced.Length;
        bool isEvident = (place != gap.Offset || HoldsEither(target, gap.Offset, new byte[gap.Length], gap.Written.AsSpan(0, (int)gap.Length), 0, 0))
            && HoldsEither(target, gap.Offset, gap.Replaced.AsSpan(), gap.Written.AsSpan()[(int)gap.Length..], place, gap.Length)
            && XxHash3.HashToUInt64(Read(target, replaced, gap.DigestedLength, place, gap.Length)) == gap.Digest;
        return isEvident ? (place, null)
            : (-1, $"around byte {gap.Offset} the file is neither as it was before the change nor as it is after it: a copy was put back, or something else has written there. {Discarding}");
    }

    private static bool IsZero(IByteTarget target, long offset, long length)
    {
        const int Piece = 64 << 10;
        for (long done = 0; done < length; done += Piece)
        {
            if (Read(target, offset + done, (int)Math.Min(Piece, length - done), -1, 0).AsSpan().ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    // A journal of version 1 says neither where the extents were nor what is written.
    private static bool IsGapOrHeader(GapOpening gap, IByteTarget target)
    {
        const int Block = 64 << 10;
        for (long done = 0; done < gap.Length; done += Block)
        {
            byte[] there = Read(target, gap.Offset + done, (int)Math.Min(Block, gap.Length - done), -1, 0);
            if (done == 0 && there.AsSpan().StartsWith(HeaderOfVersion1))
            {
                return true;
            }

            if (there.AsSpan().ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    // Sector by sector one or the other: a disk writes a sector whole or not at all.
    private static bool HoldsEither(IByteTarget target, long offset, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, long place, long gap)
    {
        ReadOnlySpan<byte> there = Read(target, offset, one.Length, place, gap);
        for (int start = 0; start < there.Length; start += Sector)
        {
            Range sector = start..Math.Min(there.Length, start + Sector);
            if (!there[sector].SequenceEqual(one[sector]) && !there[sector].SequenceEqual(other[sector]))
            {
                return false;
            }
        }

        return true;
    }

    // Bytes by their offset in the file without the gap: those from its place on are behind it.
    private static byte[] Read(IByteTarget target, long offset, int length, long place, long gap)
    {
        byte[] bytes = new byte[length];
        int before = place < 0 ? length : (int)Math.Clamp(place - offset, 0, length);
        target.ReadAt(offset, bytes.AsSpan(0, before));
        target.ReadAt(offset + before + gap, bytes.AsSpan(before));
        return bytes;
    }
}
