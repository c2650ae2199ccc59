using MmapTool.Cli;
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
return Command.Run(ExactArguments.Of(args), streams);
