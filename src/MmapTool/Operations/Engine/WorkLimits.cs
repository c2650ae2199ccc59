using MmapTool.Memory;

namespace MmapTool.Operations.Engine;

/// <summary>The limits of a bulk operation (threads, memory, way of reading), its progress and its cancellation.</summary>
public sealed record WorkLimits
{
    /// <summary>The default budget of resident memory: 256 MiB.</summary>
    public const long DefaultMemory = 256L << 20;

    /// <summary>One thread for each processor, the default budget, and the engine chooses the way of reading.</summary>
    public static WorkLimits Default { get; } = new();

    /// <summary>The most threads that work at once; 0 for one thread per processor.</summary>
    public int Threads { get; init; }

    /// <summary>About the most bytes that may be resident for the work.</summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary>How windows of a file are read.</summary>
    public WindowSource Io { get; init => field = DefinedEnum.Ensure(value); }

    /// <summary>Receives the number of bytes of the view that are done, from one thread at a time. The number never falls.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Checked between blocks.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The threads that work at once: those asked for, or one a processor.</summary>
    internal int ThreadCount => Threads > 0 ? Threads : Environment.ProcessorCount;

    /// <summary>The budget, or half of what the control group has where that is less: the rest is for the page cache, and what else a process needs.</summary>
    internal long AllowedMemory => Math.Min(Memory, (ProcessMemory.ControlGroupLimit() ?? long.MaxValue) / 2);

    /// <summary>Bytes of a window where tests want many boundaries; 0 for the engine's own choice.</summary>
    internal int WindowBytes { get; init; }

    /// <summary>Bytes of a block, about, where tests want many boundaries; 0 for the operation's own choice. Results of floats may differ in their last bits.</summary>
    internal int BlockBytes { get; init; }

    /// <summary>Bytes of a segment, about, where tests want many boundaries; 0 for the operation's own choice.</summary>
    internal int SegmentBytes { get; init; }

    /// <summary>The bytes of a block: the operation's choice, or that of a test.</summary>
    internal int BlockOr(int usual) => BlockBytes > 0 ? BlockBytes : usual;

    /// <summary>The bytes of a segment: the operation's choice, or that of a test.</summary>
    internal long SegmentOr(long usual) => SegmentBytes > 0 ? SegmentBytes : usual;
}
