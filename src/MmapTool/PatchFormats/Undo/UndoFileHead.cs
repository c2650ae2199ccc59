using System.Buffers.Binary;
using MmapTool.Journaling;

namespace MmapTool.PatchFormats.Undo;

/// <summary>
/// The start of an undo file, and its end, without which it was never finished. Little-endian, each ended by a CRC-32C; all checksums but the
/// first are seeded with the nonce:
/// <code>
///   0   8  "MMAPUNDO"     16  16  nonce                                  0  4  "UEND"      8  8  blocks     24  8  old bytes
///   8   4  version, 1     32   8  length before    48  4  CRC-32C        4  4  0          16  8  ranges     32  4  CRC-32C
///  12   4  0              40   8  length after
/// </code>
/// </summary>
/// <param name="Nonce">Random, so that parts of two files never pass for one.</param>
/// <param name="LengthBefore">The target's length before the change: what it is once the undo is applied.</param>
/// <param name="LengthAfter">Its length after the change: what it must be now.</param>
internal readonly record struct UndoFileHead(Guid Nonce, long LengthBefore, long LengthAfter)
{
    public const int Length = 52;
    public const int EndLength = 36;
    private const uint Version = 1;

    public static ReadOnlySpan<byte> Magic => "MMAPUNDO"u8;

    public static ReadOnlySpan<byte> EndMagic => "UEND"u8;

    public byte[] Encode()
    {
        byte[] bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        Nonce.TryWriteBytes(bytes.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), LengthBefore);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), LengthAfter);
        Checksum.Append(bytes, Length - sizeof(uint), default);
        return bytes;
    }

    /// <summary>The start in these bytes; null where it is spoilt or of another version.</summary>
    public static UndoFileHead? Decode(ReadOnlySpan<byte> bytes)
    {
        bool sound = bytes.StartsWith(Magic) && BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Version && Checksum.Matches(bytes, default);
        UndoFileHead head = new(new Guid(bytes[16..32]), BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
        return sound && head.LengthBefore >= 0 && head.LengthAfter >= 0 ? head : null;
    }

    /// <summary>The end.</summary>
    public byte[] EncodeEnd(long blocks, long ranges, long byteCount)
    {
        byte[] bytes = new byte[EndLength];
        EndMagic.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), blocks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), ranges);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), byteCount);
        Checksum.Append(bytes, EndLength - sizeof(uint), Nonce);
        return bytes;
    }
}
