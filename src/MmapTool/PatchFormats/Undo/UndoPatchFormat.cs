using System.Buffers.Binary;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Patching;
using MmapTool.Transfer;

namespace MmapTool.PatchFormats.Undo;

/// <summary>The undo that <c>patch --save-undo</c> has kept: applied, it puts the old bytes back, if what the patch wrote is still there.</summary>
internal sealed class UndoPatchFormat : IPatchFormat
{
    /// <inheritdoc/>
    public string Name => "an undo saved by patch --save-undo";

    /// <inheritdoc/>
    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(UndoFileHead.Magic);

    /// <inheritdoc/>
    public Plan Plan(MappedFile patch, IByteTarget target, PatchOptions options, CancellationToken cancellation)
    {
        UndoFileReader reader = new(patch, patch.Length, patch.Path);
        if (reader.Head.LengthBefore != reader.Head.LengthAfter)
        {
            throw new ContainerException($"{patch.Path}: the undo is of a change of the file's length, which this version has none of", 0);
        }

        if (target.Length != reader.Head.LengthAfter)
        {
            throw new MismatchException($"the file has {Plural.Of(target.Length, "byte")}, and the undo is for one of {reader.Head.LengthAfter}; nothing was written");
        }

        byte[] there = new byte[UndoBlock.MostBytes];
        (long start, long end, long ranges, long sum) = (long.MaxValue, 0, 0, 0);
        foreach ((UndoBlock block, ReadOnlyMemory<byte> bytes) in reader.Blocks())
        {
            cancellation.ThrowIfCancellationRequested();
            for (int index = 0; index < block.Count; index++)
            {
                (long offset, long length) = UndoBlock.Row(bytes.Span, index);

                // A range is at most a block's bytes.
                Span<byte> now = there.AsSpan(0, (int)length);
                target.ReadAt(offset, now);
                if (UndoBlock.Digest(now) != BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[(block.DigestsStart + (index * sizeof(ulong)))..]))
                {
                    throw new MismatchException($"bytes {offset} to {offset + length} are not what the patch left there: the file has been changed since, or the undo has been applied; nothing was written");
                }

                (start, end) = (Math.Min(start, offset), Math.Max(end, offset + length));
            }

            ranges += block.Count;
            sum += block.ByteCount;
        }

        BlobStore store = new(0, options.TemporaryFolder);
        if (ranges == 0)
        {
            return new([], store, target.Length, 1, []);
        }

        UndoStep step = new(reader, start, end, ranges, sum);
        EditDescription[] descriptions = options.Describe
            ? [new($"apply {patch.Path}", 0, ElementType.UInt8, [sum], start, sum, null, null)]
            : [];
        return new([step], store, target.Length, 1, [.. descriptions]);
    }

    /// <summary>The old bytes of an undo file, written as they are read.</summary>
    private sealed class UndoStep(UndoFileReader reader, long start, long end, long ranges, long byteLength) : PlanStep
    {
        public override long Start => start;

        public override long End => end;

        public override int Depth => 0;

        public override long RangeCount => ranges;

        public override long ByteLength => byteLength;

        public override IEnumerable<StridedRun> Runs
        {
            get
            {
                foreach ((UndoBlock block, ReadOnlyMemory<byte> bytes) in reader.Blocks())
                {
                    for (int index = 0; index < block.Count; index++)
                    {
                        (long offset, long length) = UndoBlock.Row(bytes.Span, index);
                        yield return new(offset, 1, 0, length);
                    }
                }
            }
        }

        public override bool Covers(long offset, long length) => false;

        public override void Paint(IByteSource before, long offset, Span<byte> buffer)
        {
            foreach ((long place, ReadOnlyMemory<byte> bytes) in Pieces())
            {
                long from = Math.Max(place, offset);
                long to = Math.Min(place + bytes.Length, offset + buffer.Length);
                if (from < to)
                {
                    bytes.Span[(int)(from - place)..(int)(to - place)].CopyTo(buffer[(int)(from - offset)..]);
                }
            }
        }

        public override void Write(IByteTarget target, Action<long> written, int threads = 1)
        {
            foreach ((long offset, ReadOnlyMemory<byte> bytes) in Pieces())
            {
                target.WriteAt(offset, bytes.Span);
                written(bytes.Length);
            }
        }

        private IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Pieces()
        {
            foreach ((UndoBlock block, ReadOnlyMemory<byte> bytes) in reader.Blocks())
            {
                int position = block.BytesStart;
                for (int index = 0; index < block.Count; index++)
                {
                    (long offset, long length) = UndoBlock.Row(bytes.Span, index);
                    yield return (offset, bytes.Slice(position, (int)length));
                    position += (int)length;
                }
            }
        }
    }
}
