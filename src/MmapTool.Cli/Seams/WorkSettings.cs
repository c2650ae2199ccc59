using MmapTool.Cli.Arguments;
using MmapTool.Operations.Engine;

namespace MmapTool.Cli.Seams;

/// <summary>The limits of an operation, and the receiver of its progress.</summary>
/// <param name="Settings">Threads, memory, the way of reading.</param>
/// <param name="Progress">Told the bytes of the view that are done.</param>
/// <param name="Cancellation">Ends it.</param>
internal sealed record WorkSettings(CommonSettings Settings, IProgress<long>? Progress, CancellationToken Cancellation)
{
    /// <summary>The same in the library's words.</summary>
    public WorkLimits Limits => new()
    {
        Threads = Settings.Threads,
        Memory = Settings.Memory,
        Io = Settings.Io,
        Progress = Progress,
        Cancellation = Cancellation,
    };
}
