using System.Buffers.Binary;
using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Headers;
using MmapTool.Values;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>Values converted in place with the header before them, chunk by chunk, and told again from the journal's text to recover.</summary>
internal sealed class ConversionProtocol : CrashTests.IProtocol
{
    private const int Start = 16;
    private readonly ElementType to;
    private readonly bool keepUndo;
    private readonly bool undo;

    /// <summary>Makes it.</summary>
    /// <param name="to">The type that integers of 32 bits become: one of 4 bytes, or a shorter one.</param>
    /// <param name="keepUndo">Whether all old bytes are kept.</param>
    /// <param name="undo">Whether a recovery takes the change back.</param>
    /// <param name="sparse">Whether most sectors of the file are holes, its last ones too.</param>
    public ConversionProtocol(ElementType to, bool keepUndo, bool undo, bool sparse = false)
    {
        (this.to, this.keepUndo, this.undo) = (to, keepUndo, undo);
        Old = sparse ? CrashTests.Sparse : CrashTests.Old;
        byte[] bytes = [.. Old];
        Header.New.CopyTo(bytes.AsSpan((int)Header.Offset));
        for (int index = 0; index < (bytes.Length - Start) / 4; index++)
        {
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(Old.AsSpan(Start + (4 * index)));
            switch (to.Kind)
            {
                case ElementKind.Float:
                    BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(Start + (4 * index)), value);
                    break;
                case ElementKind.UnsignedInteger when Shrinks:
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Start + (2 * index)), (ushort)value);
                    break;
                default:
                    BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(Start + (4 * index)), value);
                    break;
            }
        }

        New = Shrinks ? bytes[..(Start + ((bytes.Length - Start) / 2))] : bytes;
        ChangeName = $"convert to {to}{(sparse ? " around holes" : "")}{(keepUndo ? ", undo kept" : "")}";
    }

    public bool CanUndo => keepUndo || (to.ItemSize == 4 && to.Kind == ElementKind.UnsignedInteger);

    public bool Shrinks => to.ItemSize < 4;

    public string ChangeName { get; }

    public byte[] Old { get; }

    public byte[] New { get; }

    private static HeaderSplice Header { get; } = new(null, 4, [.. CrashTests.Old[4..12]], [.. CrashTests.Old[4..12].Select(value => (byte)~value)], 0);

    public void Change(SimulatedDisk disk)
    {
        Layout layout = Layout.Contiguous(ElementType.UInt32, [(CrashTests.Old.Length - Start) / 4], Start);
        ElementConverter converter = ElementConverter.Of(ElementType.UInt32, to, CastValues.Wrap);
        ConversionChange change = ConversionChange.Of(layout, converter, Shrinks, Header, FileOf(disk));
        ChunkedRun.Execute(disk, disk.Target, disk.Identity, change, keepUndo, chunkLength: 1600);
    }

    public void Recover(SimulatedDisk disk)
    {
        JournalReport report = JournalRecovery.Inspect(disk, disk.Target, disk.Identity, header => Told(disk, header).FinalLength);
        if (report.State != JournalState.Resumable)
        {
            JournalRecovery.Undo(disk, disk.Target, disk.Identity);
        }
        else if (undo)
        {
            ChunkedRun.Undo(disk, disk.Target, report.Header!, Told(disk, report.Header!), chunkLength: CrashTests.Recovered(report.Header!));
        }
        else
        {
            ChunkedRun.Finish(disk, disk.Target, report.Header!, Told(disk, report.Header!), chunkLength: CrashTests.Recovered(report.Header!));
        }
    }

    public override string ToString() => $"{ChangeName}, {(undo ? "undone" : "finished")}";

    private static ConversionChange Told(SimulatedDisk disk, JournalHeader header) => ConversionChange.TryRead(header.Operation, FileOf(disk))!;

    private static ConversionChange.ChangedFile FileOf(SimulatedDisk disk) => new("target", CrashTests.Old.Length, disk.Target.SetLength, Threads: 1);
}
