using MmapTool.Cli;
using MmapTool.Memory;

// The process: the only place that knows the console.
using Interruption interruption = new(hookSignals: true);
#pragma warning disable RS0030 // The console belongs here.
Streams streams = new(StandardStreams.OpenInput, StandardStreams.OpenOutput(), StandardStreams.OpenError, interruption)
{
    OutputIsTerminal = !Console.IsOutputRedirected,
    ErrorIsTerminal = !Console.IsErrorRedirected,
    Columns = static () => Console.WindowWidth is > 0 and int columns ? columns : 80,
    NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
};
#pragma warning restore RS0030
return Command.Run(args, streams);
