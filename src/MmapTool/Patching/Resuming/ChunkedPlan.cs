using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>
/// A whole plan as a change that can stop and go on: its steps one after another, each in chunks. A chunk lies in one step, so that every step
/// finds the file as the steps before it left it, as it does when the plan is written at once.
/// </summary>
/// <remarks>
/// The journal keeps the length of the program (8 bytes), the program (<see cref="PlanProgram"/>), then the bytes that the steps need. These are tables of
/// ranges and their new bytes, and right sides that came from constants, other files and standard input. The elements that <see cref="IChunkedChange"/>
/// counts are bytes here, so that steps of several types can follow each other.
/// </remarks>
internal sealed class ChunkedPlan : IKeepingChange
{
    private const int Block = 1 << 20;
    private const int LongestProgram = 1 << 30;
    private readonly IByteTarget file;

    // The target of the last write, whose holes are kept.
    private HoleKeepingTarget? keeping;
    private readonly KeptReader kept = new();
    private readonly ImmutableArray<PlanProgram.Line> lines;
    private readonly byte[] program;
    private readonly ImmutableArray<PlanPart> parts;

    private ChunkedPlan(string operation, IByteTarget file, byte[] program, long keptLength, ImmutableArray<PlanProgram.Line> lines)
    {
        (Operation, this.file, this.program, KeptLength, this.lines) = (operation, file, program, keptLength, lines);
        kept.Start = sizeof(long) + program.Length;
        parts = PlanProgram.Read(program, kept, keptLength - kept.Start, file.Length);
        foreach (PlanPart part in parts)
        {
            part.First = Count;
            Count = checked(Count + part.ByteLength);
            LeastChunk = Math.Max(LeastChunk, part.ItemSize);
        }
    }

    public string Operation { get; }

    public long Count { get; }

    public int ItemSize => 1;

    public int LeastChunk { get; } = 1;

    public bool IsItsOwnInverse => false;

    public long KeptLength { get; }

    /// <summary>The plan as such a change; null where an element is larger than a chunk, or its type can't be told by its name.</summary>
    /// <param name="plan">The plan, which is read until the bytes it needs are in the journal.</param>
    /// <param name="operation">The change as text, for people.</param>
    /// <param name="file">The file.</param>
    public static ChunkedPlan? TryMake(Plan plan, string operation, IByteTarget file)
    {
        ImmutableArray<PlanProgram.Line> lines = PlanProgram.Plan(plan.Steps);
        byte[] program = PlanProgram.Write(lines);
        if (program.Length > LongestProgram || plan.Steps.Any(step => step is ComputedStep { Target.ItemSize: > ChunkLength.Usual }))
        {
            return null;
        }

        try
        {
            string text = operation.Length <= 4096 ? operation : operation[..4096] + "…";
            return new(text, file, program, sizeof(long) + program.Length + lines.Sum(line => line.KeptLength), lines);
        }
        catch (ContainerException)
        {
            return null;
        }
    }

    /// <summary>The change that a journal keeps.</summary>
    /// <exception cref="ContainerException">It does not fit the file.</exception>
    public static ChunkedPlan Read(JournalHeader header, IJournalPlace place, IByteTarget file)
    {
        using IJournalFile journal = place.Open(writable: false);
        KeptBytes bytes = new(journal, header);
        Span<byte> start = stackalloc byte[sizeof(long)];
        if (bytes.Length < start.Length)
        {
            throw new ContainerException($"{place.Path}: the journal keeps no change", 0);
        }

        bytes.ReadAt(0, start);
        long length = BinaryPrimitives.ReadInt64LittleEndian(start);
        if (length is < 0 or > LongestProgram || length > bytes.Length - start.Length)
        {
            throw new ContainerException($"{place.Path}: the journal keeps no change that can be read", 0);
        }

        byte[] program = new byte[length];
        bytes.ReadAt(start.Length, program);
        return new(header.Operation, file, program, bytes.Length, []);
    }

    public void WriteKept(Action<ReadOnlySpan<byte>> write)
    {
        Span<byte> start = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(start, program.Length);
        write(start);
        write(program);
        foreach (PlanProgram.Line line in lines)
        {
            if (line is { Step: ComputedStep, Source: { Reader: { } reader } source })
            {
                WriteElements(reader, source.Layout, write);
            }
            else if (line.Step is not ComputedStep)
            {
                WriteRanges(line.Step, write);
            }
        }
    }

    public void UseKept(KeptBytes bytes) => kept.Bytes = bytes;

    public long EndOfChunk(long first, long longest)
    {
        PlanPart part = PartOf(first);
        if (longest < part.ItemSize)
        {
            throw new ContainerException("the journal's chunks are too short for its change; restore the file from a backup, then forget the journal by 'recover --discard'", 0);
        }

        long left = part.First + part.ByteLength - first;
        return first + Math.Min(left, longest / part.ItemSize * part.ItemSize);
    }

    public int UnitOfChunk(long first) => PartOf(first).ItemSize;

    public void Read(IByteTarget target, long first, Span<byte> elements)
    {
        PlanPart part = ChunkOf(first, elements.Length);
        part.Read(target, first - part.First, elements);
    }

    public void Write(IByteTarget target, long first, ReadOnlySpan<byte> elements)
    {
        PlanPart part = ChunkOf(first, elements.Length);
        part.Write(Over(target), first - part.First, elements);
    }

    public void WritePiece(IByteTarget target, long first, long count, long before, ReadOnlySpan<byte> elements)
    {
        PlanPart part = ChunkOf(first, count);
        part.WritePiece(Over(target), first - part.First, count, before, elements);
    }

    public bool ReadsItself => parts.Any(part => part.ReadsFile);

    public bool StaysDone((long First, long Count) done, (long First, long Count) next)
    {
        // Within a part no byte is changed twice.
        PlanPart before = ChunkOf(done.First, done.Count);
        PlanPart now = ChunkOf(next.First, next.Count);
        if (before == now)
        {
            return true;
        }

        (long start, long end) = before.SpanOf(done.First - before.First, done.Count);
        (long nextStart, long nextEnd) = now.SpanOf(next.First - now.First, next.Count);
        return nextEnd <= start || nextStart >= end;
    }

    public void ReadDone(IByteTarget target, long first, long count, long before, Span<byte> elements)
    {
        PlanPart part = ChunkOf(first, count);
        part.ReadPiece(target, first - part.First, count, before, elements);
    }

    // Bytes from elsewhere in the file are read there too, where the file is only looked at.
    public void Apply(IByteTarget target, long first, Memory<byte> elements)
    {
        PlanPart part = ChunkOf(first, elements.Length);
        part.Transform(target, first - part.First, elements.Span);
        part.Write(Over(target), first - part.First, elements.Span);
    }

    public void ApplyPiece(IByteTarget target, long first, long count, long before, Memory<byte> elements)
    {
        PlanPart part = ChunkOf(first, count);
        part.TransformPiece(target, first - part.First, count, before, elements.Span);
        part.WritePiece(Over(target), first - part.First, count, before, elements.Span);
    }

    public void Transform(long first, Span<byte> elements)
    {
        PlanPart part = ChunkOf(first, elements.Length);
        part.Transform(file, first - part.First, elements);
    }

    private static void WriteElements(IByteSource reader, Layout layout, Action<ReadOnlySpan<byte>> write)
    {
        long most = Math.Max(1, Block / layout.ItemSize);
        byte[] block = ArrayPool<byte>.Shared.Rent(checked((int)(most * layout.ItemSize)));
        for (long first = 0; first < layout.Count; first += most)
        {
            long count = Math.Min(most, layout.Count - first);
            Span<byte> elements = block.AsSpan(0, (int)(count * layout.ItemSize));
            LayoutTransfer.Gather(reader, layout, first, count, elements);
            write(elements);
        }

        ArrayPool<byte>.Shared.Return(block);
    }

    private static void WriteRanges(PlanStep step, Action<ReadOnlySpan<byte>> write)
    {
        Span<byte> row = stackalloc byte[StoredPart.RowLength];
        long before = 0;
        foreach (StridedRun run in step.Runs)
        {
            StoredPart.EncodeRow(row, run.Offset, run.ByteLength, before);
            write(row);
            before += run.ByteLength;
        }

        // In the order of the table, and nothing of what stands between.
        if (step is StoredStep stored)
        {
            stored.ForEachPiece(write);
        }
        else
        {
            step.Write(new Sink(write), _ => { });
        }
    }

    private PlanPart ChunkOf(long first, long length)
    {
        PlanPart part = PartOf(first);
        part.EnsureChunk(first - part.First, length);
        return part;
    }

    private PlanPart PartOf(long first)
    {
        int low = 0;
        for (int high = parts.Length - 1; low < high;)
        {
            int middle = high - ((high - low) / 2);
            (low, high) = parts[middle].First <= first ? (middle, high) : (low, middle - 1);
        }

        return parts[low];
    }

    private HoleKeepingTarget Over(IByteTarget target) => HoleKeepingTarget.Over(target, ref keeping);

    // The part of what is kept that comes behind the program.
    private sealed class KeptReader : IByteSource
    {
        public long Start { get; set; }

        public KeptBytes? Bytes { get; set; }

        public string Name => "the kept bytes of a journal";

        public long Length => Bytes!.Length - Start;

        public void ReadAt(long offset, Span<byte> buffer) => Bytes!.ReadAt(Start + offset, buffer);
    }

    // Takes the bytes that a step writes.
    private sealed class Sink(Action<ReadOnlySpan<byte>> write) : IByteTarget
    {
        public string Name => "";

        public FileIdentity? Identity => null;

        public long Length => long.MaxValue;

        public void ReadAt(long offset, Span<byte> buffer) => throw new InvalidOperationException("stored bytes are written without reading the file");

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => write(bytes);

        public void Allocate(long offset, long length)
        {
            // It is no file.
        }

        public void Sync()
        {
            // It is no file.
        }
    }
}
