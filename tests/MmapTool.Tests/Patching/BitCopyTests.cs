using System.Buffers.Binary;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Tests.Patching;

/// <summary>Bits that are copied onto bits of the same name change these bits and no others. Small edits are tried, and large ones that are computed during writing.</summary>
public sealed class BitCopyTests
{
    [Test]
    public void Bits_copied_onto_bits_leave_the_others([Values(5, 600_000)] int count, [Values] bool otherFile, [Values("=", "^=")] string operation)
    {
        Random random = new(Seeds.Next("copied bits"));
        byte[] old = new byte[4 * count];
        byte[] other = new byte[4 * count];
        random.NextBytes(old);
        random.NextBytes(other);
        using TemporaryFolder folder = new();
        string path = folder.Write("file", old);
        string source = otherFile ? $"@\"{folder.Write("other", other)}\"::" : "@::";
        byte[] from = otherFile ? other : old;
        byte[] expected = [.. old];
        for (int index = 0; index < count; index++)
        {
            const int Mask = 0x3f << 3;
            ushort mine = BinaryPrimitives.ReadUInt16LittleEndian(old.AsSpan(2 * index));
            ushort theirs = BinaryPrimitives.ReadUInt16LittleEndian(from.AsSpan(2 * (count + index)));
            int bits = operation == "=" ? theirs & Mask : (mine ^ theirs) & Mask;
            BinaryPrimitives.WriteUInt16LittleEndian(expected.AsSpan(2 * index), (ushort)((mine & ~Mask) | bits));
        }

        PatchOperation.Apply(path, [Edit.Parse($"<u2.bits[3:9][:{count}] {operation} {source}<u2.bits[3:9][{count}:]")], settings: new ChangeSettings { Sync = false });
        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(expected));
    }
}
