using MmapTool.Memory;

namespace MmapTool.Cli;

/// <summary>The streams and the signals of the process, handed in so that tests can stand in for them.</summary>
/// <param name="Input">Opens standard input; most commands never do.</param>
/// <param name="Output">Standard output, unbuffered.</param>
/// <param name="Error">Opens standard error; most commands never do.</param>
/// <param name="Interruption">The cancellation that a signal asks for.</param>
internal sealed record Streams(Func<Stream> Input, Stream Output, Func<Stream> Error, Interruption Interruption)
{
    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether standard error is a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal, asked for when they are needed: finding out is slow.</summary>
    public Func<int> Columns { get; init; } = static () => 80;

    /// <summary>
    /// Moves a range of a file (the file, the offset, the length) to standard output within the system. Returns the bytes that were moved,
    /// 0 where that can't be done. <see langword="null"/> where <see cref="Output"/> is not the process's own.
    /// </summary>
    public Func<MappedFile, long, long, long>? Splice { get; init; }

    /// <summary>Whether the environment asks for no colour (https://no-color.org).</summary>
    public bool NoColor { get; init; }
}
