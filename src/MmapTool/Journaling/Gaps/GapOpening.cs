using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Hashing;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// A gap that a change opens by moving extents. It comes with evidence by which recovery tells how far the call got, and that the file is the one that was
/// being changed. The evidence is: where the extents behind the gap were, the bytes written into the gap and over those behind it, and a digest of the bytes
/// that follow.
/// </summary>
/// <param name="Offset">Where the gap is opened, in the file as it was before; a multiple of the file system's block.</param>
/// <param name="Length">Bytes of the gap; such a multiple too.</param>
internal sealed record GapOpening(long Offset, long Length)
{
    /// <summary>
    /// The most extents behind a gap. Ext4 and XFS move the extents of this many in about a second, in which no signal is heeded. They take 3 MiB in the
    /// journal.
    /// </summary>
    public const int MostExtents = 1 << 17;

    // A sector: the file system's block is no shorter.
    private const int Followed = 512;
    private const int FixedLength = 24;

    /// <summary>Where the extents were, up to the end of the file; null where that is not known, as in a journal of version 1.</summary>
    public ImmutableArray<FileExtent>? Extents { get; init; }

    /// <summary>The bytes that will stand in the gap, and behind it over <see cref="Replaced"/>.</summary>
    public ImmutableArray<byte> Written { get; init; } = [];

    /// <summary>The old bytes right behind the gap that will be overwritten.</summary>
    public ImmutableArray<byte> Replaced { get; init; } = [];

    /// <summary>XXH3 (64 bits, seed 0) of the <see cref="DigestedLength"/> old bytes behind those.</summary>
    public ulong Digest { get; init; }

    /// <summary>Bytes that the digest is of: at most a sector, and no more than the file has.</summary>
    public int DigestedLength { get; init; }

    /// <summary>Looks at a file before the gap is opened; null where its extents are too many, or can't be told.</summary>
    /// <param name="target">The file.</param>
    /// <param name="offset">Where the gap will be.</param>
    /// <param name="length">Its length.</param>
    /// <param name="written">The bytes that will be written from there on: the gap's length and more.</param>
    public static GapOpening? TryPlan(IByteTarget target, long offset, long length, ReadOnlySpan<byte> written)
    {
        if (target.Extents?.TryMap(offset, MostExtents) is not { } extents)
        {
            return null;
        }

        byte[] replaced = new byte[written.Length - length];
        target.ReadAt(offset, replaced);
        byte[] followed = new byte[Math.Min(Followed, target.Length - offset - replaced.Length)];
        target.ReadAt(offset + replaced.Length, followed);
        return new(offset, length)
        {
            Extents = [.. extents],
            Written = [.. written],
            Replaced = [.. replaced],
            Digest = XxHash3.HashToUInt64(followed),
            DigestedLength = followed.Length,
        };
    }

    /// <summary>The payload of the gap's record: digest, digested length, replaced length, number of extents, written bytes, replaced bytes.</summary>
    internal byte[] Encode()
    {
        if (Extents is not { } extents)
        {
            return [];
        }

        byte[] payload = new byte[FixedLength + Written.Length + Replaced.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, Digest);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(8), DigestedLength);
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(12), Replaced.Length);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(16), extents.Length);
        Written.CopyTo(payload.AsSpan(FixedLength));
        Replaced.CopyTo(payload.AsSpan(FixedLength + Written.Length));
        return payload;
    }

    /// <summary>Reads it, all but the extents, which follow in records of their own; null where it can't be one.</summary>
    internal static (GapOpening Gap, long Extents)? Decode(RecordHead head, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return (new(head.Offset, head.Length), 0);
        }

        if (payload.Length < FixedLength)
        {
            return null;
        }

        int digested = BinaryPrimitives.ReadInt32LittleEndian(payload[8..]);
        int replaced = BinaryPrimitives.ReadInt32LittleEndian(payload[12..]);
        long extents = BinaryPrimitives.ReadInt64LittleEndian(payload[16..]);
        ReadOnlySpan<byte> rest = payload[FixedLength..];
        if (digested is < 0 or > Followed || replaced < 0 || replaced > rest.Length || extents is < 0 or > MostExtents || rest.Length - replaced != head.Length + replaced)
        {
            return null;
        }

        return (new(head.Offset, head.Length)
        {
            Extents = [],
            Written = [.. rest[..^replaced]],
            Replaced = [.. rest[^replaced..]],
            Digest = BinaryPrimitives.ReadUInt64LittleEndian(payload),
            DigestedLength = digested,
        }, extents);
    }
}
