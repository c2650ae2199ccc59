using System.Buffers.Binary;
using MmapTool.Journaling;
using MmapTool.Operations.Conversion;
using MmapTool.Patching;
using MmapTool.Patching.Conversion;
using MmapTool.Views;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>Values converted in place with the header before them, chunk by chunk, and told again from the journal's text to recover.</summary>
public sealed class ConversionProtocol : CrashTests.IProtocol
{
    private const int Start = 16;
    private readonly bool shrinks;
    private readonly bool keepUndo;
    private readonly bool undo;

    public ConversionProtocol(bool shrinks, bool keepUndo, bool undo)
    {
        (this.shrinks, this.keepUndo, this.undo) = (shrinks, keepUndo, undo);
        byte[] bytes = CrashTests.Old.ToArray();
        Header.New.CopyTo(bytes.AsSpan((int)Header.Offset));
        for (int index = 0; index < (bytes.Length - Start) / 4; index++)
        {
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(CrashTests.Old.AsSpan(Start + (4 * index)));
            if (shrinks)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Start + (2 * index)), (ushort)value);
            }
            else
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(Start + (4 * index)), value);
            }
        }

        New = shrinks ? bytes[..(Start + ((bytes.Length - Start) / 2))] : bytes;
    }

    public bool CanUndo => keepUndo;

    public bool Shrinks => shrinks;

    public string ChangeName => $"convert{(shrinks ? " and shrink" : "")}{(keepUndo ? ", undo kept" : "")}";

    public byte[] New { get; }

    private static HeaderSplice Header { get; } = new(null, 4, [.. CrashTests.Old[4..12]], [.. CrashTests.Old[4..12].Select(value => (byte)~value)], 0);

    public void Change(SimulatedDisk disk)
    {
        Layout layout = Layout.Contiguous(ElementType.UInt32, [(CrashTests.Old.Length - Start) / 4], Start);
        ElementConverter converter = ElementConverter.Of(ElementType.UInt32, shrinks ? ElementType.UInt16 : ElementType.Single, CastValues.Wrap);
        ConversionChange change = ConversionChange.Of(layout, converter, shrinks, Header, FileOf(disk));
        ChunkedRun.Execute(disk, disk.Target, disk.Identity, change, keepUndo, chunkLength: 1600);
    }

    public void Recover(SimulatedDisk disk)
    {
        JournalReport report = Recovery.Inspect(disk, disk.Target, disk.Identity, header => Told(disk, header).FinalLength);
        if (report.State != JournalState.Resumable)
        {
            Recovery.Undo(disk, disk.Target, disk.Identity);
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
