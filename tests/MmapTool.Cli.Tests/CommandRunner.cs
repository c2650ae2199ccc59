using System.Text;
using MmapTool.Cli.Seams;

namespace MmapTool.Cli.Tests;

/// <summary>Runs the command in this process and catches what it writes.</summary>
internal sealed class CommandRunner
{
    public byte[] Input { get; init; } = [];

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public ILibrary? Library { get; init; }

    public Stream? Output { get; init; }

    public Interruption Interruption { get; } = new(hookSignals: false);

    public static Answer Run(params string[] arguments) => new CommandRunner().Go(arguments);

    public Answer Go(params string[] arguments)
    {
        using MemoryStream output = new();
        using MemoryStream error = new();
        Streams streams = new(() => new MemoryStream(Input), Output ?? output, () => error, Interruption)
        {
            OutputIsTerminal = OutputIsTerminal,
            ErrorIsTerminal = ErrorIsTerminal,
        };
        int exit = Command.Run(arguments, streams, Library);
        return new Answer(exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}

/// <summary>What the command answered.</summary>
internal sealed record Answer(int Exit, string Output, string Error);
