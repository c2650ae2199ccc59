using System.Buffers.Binary;
using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Extents in the records behind that of a gap: each 24 bytes, offset, place on the disk, length.</summary>
internal static class ExtentRecords
{
    /// <summary>Bytes of one.</summary>
    public const int EncodedLength = 24;

    /// <summary>The most in one record.</summary>
    public const int Most = RecordHead.MaximumPayload / EncodedLength;

    /// <summary>Writes them.</summary>
    public static void Encode(ReadOnlySpan<FileExtent> extents, Span<byte> payload)
    {
        foreach (ref readonly FileExtent extent in extents)
        {
            BinaryPrimitives.WriteInt64LittleEndian(payload, extent.Offset);
            BinaryPrimitives.WriteInt64LittleEndian(payload[8..], extent.Place);
            BinaryPrimitives.WriteInt64LittleEndian(payload[16..], extent.Length);
            payload = payload[EncodedLength..];
        }
    }

    /// <summary>Reads them.</summary>
    public static void Decode(ReadOnlySpan<byte> payload, ImmutableArray<FileExtent>.Builder extents)
    {
        for (; payload.Length >= EncodedLength; payload = payload[EncodedLength..])
        {
            extents.Add(new(
                BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt64LittleEndian(payload[8..]), BinaryPrimitives.ReadInt64LittleEndian(payload[16..]), IsWritten: true));
        }
    }

    /// <summary>Reads the gap of an undo journal, which has been read whole before, with its extents; null where it has none.</summary>
    public static GapOpening? ReadGap(UndoJournalReader reader)
    {
        GapOpening? gap = null;
        ImmutableArray<FileExtent>.Builder extents = ImmutableArray.CreateBuilder<FileExtent>();
        while (reader.Next(_ => false))
        {
            if (reader.Current.Kind == RecordKind.Gap)
            {
                gap = GapOpening.Decode(reader.Current, reader.Payload)?.Gap;
            }
            else if (reader.Current.Kind == RecordKind.Extents)
            {
                Decode(reader.Payload, extents);
            }
        }

        return gap?.Extents is null ? gap : gap with { Extents = extents.ToImmutable() };
    }
}
