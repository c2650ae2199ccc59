using MmapTool.Cli;
using MmapTool.Cli.Output;
using MmapTool.Memory;

// The process: the only place that knows its own streams. Never disposed: a signal that comes while the process ends would end it in its own way,
// with another status than what was done says.
Interruption interruption = new(hookSignals: true, static () =>
{
    // A journal stays, and recover does the rest; unfinished outputs are worth nothing.
    ReplacementFile.DeletePending();
    ProcessEnd.Now(ExitStatus.Interrupted);
});
Streams streams = new(StandardStreams.OpenInput, StandardStreams.OpenOutput(), StandardStreams.OpenError, interruption)
{
    OutputIsTerminal = StandardStreams.IsTerminal(1),
    ErrorIsTerminal = StandardStreams.IsTerminal(2),
    Splice = static (file, offset, length) => file.SpliceToOutput(offset, length),
    Columns = static () => StandardStreams.TerminalWidth(1) ?? 80,
    NoColor = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
};

// With less the runtime can end the process where memory is asked for, also in the middle of a change.
const long LeastAddressSpace = 768L << 20;
if (ProcessMemory.AddressSpaceLimit() is { } limit and < LeastAddressSpace)
{
    ErrorLine.Write(streams, $"the address space is limited to {limit} bytes, and {LeastAddressSpace} are needed at least: raise the limit (ulimit -v {LeastAddressSpace >> 10})");
    return ExitStatus.FileTrouble;
}

return Command.Run(ExactArguments.Of(args), streams);
