using System.Diagnostics;
using System.Text;
using MmapTool.Cli.Seams;
using MmapTool.Journaling;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests;

/// <summary>
/// Runs the command and catches what it writes: in this process, or where <c>MMAPTOOL_EXE</c> names a published program, as that
/// process. Tests that replace a part of the command are skipped then.
/// </summary>
internal sealed class CommandRunner
{
    public static string? Program { get; } = Environment.GetEnvironmentVariable("MMAPTOOL_EXE") is { Length: > 0 } named ? named : null;

    public byte[] Input { get; init; } = [];

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public ILibrary? Library { get; init; }

    public Stream? Output { get; init; }

    public Interruption Interruption { get; } = new(hookSignals: false);

    public static Answer Run(params string[] arguments) => new CommandRunner().Go(arguments);

    public Answer Go(params string[] arguments)
    {
        if (Program is not null)
        {
            return GoOutside(Program, arguments);
        }

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

    private Answer GoOutside(string program, string[] arguments)
    {
        if (OutputIsTerminal || ErrorIsTerminal || Library is not null || Output is not null || Interruption.Token.IsCancellationRequested)
        {
            Assert.Ignore("puts something in the place of a part, which can't be done to another process");
        }

        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(Input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input, as it may.
        }

        process.WaitForExit();
        return new Answer(process.ExitCode, output.Result, error.Result);
    }
}

/// <summary>The command's answer: exit status, standard output and standard error.</summary>
internal sealed record Answer(int Exit, string Output, string Error);
