using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.PatchFormats.Undo;

/// <summary>Reads an undo file block by block, believing nothing that its checksums do not confirm.</summary>
internal sealed class UndoFileReader
{
    private readonly IByteSource file;
    private readonly long fileLength;
    private readonly string name;
    private byte[]? buffer;

    public UndoFileReader(IByteSource file, long fileLength, string name)
    {
        (this.file, this.fileLength, this.name) = (file, fileLength, name);
        Span<byte> start = stackalloc byte[UndoFileHead.Length];
        if (fileLength < start.Length + UndoFileHead.EndLength)
        {
            throw Damaged(0);
        }

        file.ReadAt(0, start);
        Head = UndoFileHead.Decode(start) ?? throw Damaged(0);
    }

    public UndoFileHead Head { get; }

    /// <summary>Every block, whole and checked. The bytes of a block are overwritten by the next one.</summary>
    /// <exception cref="ContainerException">The file is damaged, or was never finished.</exception>
    public IEnumerable<(UndoBlock Block, ReadOnlyMemory<byte> Bytes)> Blocks()
    {
        byte[] bytes = buffer ??= new byte[UndoBlock.LongestLength];
        long place = UndoFileHead.Length;
        (long number, long ranges, long sum) = (0, 0, 0);
        while (true)
        {
            if (fileLength - place < UndoFileHead.EndLength)
            {
                throw Damaged(place);
            }

            file.ReadAt(place, bytes.AsSpan(0, UndoFileHead.EndLength));
            if (bytes.AsSpan().StartsWith(UndoFileHead.EndMagic))
            {
                bool isEnd = fileLength - place == UndoFileHead.EndLength
                    && bytes.AsSpan(0, UndoFileHead.EndLength).SequenceEqual(Head.EncodeEnd(number, ranges, sum));
                if (!isEnd)
                {
                    throw Damaged(place);
                }

                yield break;
            }

            if (UndoBlock.Decode(bytes) is not { } block || block.Number != number || block.Length > fileLength - place)
            {
                throw Damaged(place);
            }

            file.ReadAt(place, bytes.AsSpan(0, block.Length));
            if (!block.IsSound(bytes, Head.Nonce, Math.Min(Head.LengthBefore, Head.LengthAfter)))
            {
                throw Damaged(place);
            }

            yield return (block, bytes.AsMemory(0, block.Length));
            place += block.Length;
            number++;
            ranges += block.Count;
            sum += block.ByteCount;
        }
    }

    private ContainerException Damaged(long place) =>
        new($"{name}: the undo file is damaged at byte {place}, or was never finished; nothing was written", place);
}
