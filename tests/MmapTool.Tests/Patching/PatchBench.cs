using System.Collections.Immutable;
using System.IO.Pipelines;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Patching;

/// <summary>A file in an array that counts its reads, writes and syncs.</summary>
internal sealed class ArrayTarget(byte[] bytes) : IByteTarget
{
    public byte[] Bytes { get; } = bytes;

    public string Name => "array";

    public FileIdentity? Identity { get; init; }

    public long Length { get; set; } = bytes.Length;

    public List<(long Offset, int Length)> Writes { get; } = [];

    public List<(long Offset, long Length)> Allocated { get; } = [];

    public int Syncs { get; private set; }

    public Action? OnWrite { get; set; }

    public void ReadAt(long offset, Span<byte> buffer) => Bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        OnWrite?.Invoke();
        long end = offset + bytes.Length;
        Assert.That(Allocated.Any(range => range.Offset <= offset && range.Offset + range.Length >= end), "written before it was allocated");
        Writes.Add((offset, bytes.Length));
        bytes.CopyTo(Bytes.AsSpan((int)offset));
    }

    public void Allocate(long offset, long length)
    {
        Assert.That(offset >= 0 && offset + length <= Bytes.Length);
        Allocated.Add((offset, length));
    }

    public void Sync() => Syncs++;
}

/// <summary>A file of zeros that takes no memory. It only counts the bytes that are written.</summary>
internal sealed class HollowTarget(long length) : IByteTarget
{
    public string Name => "hollow";

    public FileIdentity? Identity => null;

    public long Length => length;

    public void ReadAt(long offset, Span<byte> buffer) => buffer.Clear();

    public void WriteAt(long offset, ReadOnlySpan<byte> bytes) => throw new InvalidOperationException("nothing is to be written");

    public void Allocate(long offset, long length) => throw new InvalidOperationException("nothing is to be written");

    public void Sync() => throw new InvalidOperationException("nothing is to be written");
}

/// <summary>Memory that views can be laid over.</summary>
internal sealed class ArraySource(long length, byte[]? bytes = null) : MemorySource
{
    public override string Name => "array";

    public override long Length => length;

    public override bool IsReadOnly => false;

    public override MemoryLease Lease() => new ArrayLease(bytes!);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class ArrayLease(byte[] bytes) : MemoryLease
    {
        public override long Length => bytes.Length;

        public override bool IsReadOnly => true;

        public override ReadOnlySpan<byte> Read(long offset, int length) => bytes.AsSpan((int)offset, length);

        public override Span<byte> Write(long offset, int length) => throw new InvalidOperationException("read only");

        public override void Dispose()
        {
        }
    }
}

/// <summary>Edits of layouts, without the notation.</summary>
internal static class PatchBench
{
    public static PatchSources Sources(IByteTarget target, byte[]? other = null, PipeReader? input = null) => new(
        expression => new MemoryView(new ArraySource(target.Length), expression.Steps[0].Apply(null!)),
        other is null ? null : (_, expression) => new MemoryView(new ArraySource(other.Length, other), expression.Steps[0].Apply(null!)),
        input);

    public static ViewExpression View(Layout layout) => new(null, [new LayoutStep(layout)]);

    public static Layout Row(ElementType type, long offset, long count) => Layout.Contiguous(type, [count], offset);

    public static EditValue Json(string json) => new JsonEditValue(JsonDocument.Parse(json).RootElement);

    public static EditValue Hex(params byte[] bytes) => new HexEditValue([.. bytes]);

    public static EditValue Own(Layout layout) => new ViewEditValue(null, View(layout));

    public static EditValue Other(Layout layout) => new ViewEditValue("other", View(layout));

    public static Edit Edit(Layout target, EditOperator operation, EditValue value, EditValue? old = null) => new("edit", 0, View(target), operation, value, old);

    public static Edit Set(Layout target, EditValue value) => Edit(target, EditOperator.Set, value);

    public static Edit Set(Layout target, string json) => Edit(target, EditOperator.Set, Json(json));

    public static byte[] Run(byte[] file, PatchOptions? options, params Edit[] edits)
    {
        ArrayTarget target = new([.. file]);
        using Plan plan = PatchPlanner.PlanEdits(target, Sources(target), edits, options);
        Assert.That(target.Writes, Is.Empty);
        PlanWriter.Execute(plan, target);
        return target.Bytes;
    }

    /// <summary>The bytes of one element that holds this value.</summary>
    public static byte[] Encode(ElementType type, string json, CastValues mode = CastValues.Exact) =>
        Run(new byte[type.ItemSize], new() { CastValues = mode }, Set(Layout.Contiguous(type, ImmutableArray<long>.Empty), json));

    private sealed record LayoutStep(Layout Layout) : ViewStep
    {
        public override Layout Apply(Layout layout) => Layout;
    }
}
