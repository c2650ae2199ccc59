using System.Diagnostics;
using System.Text;
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

    /// <summary>Thrown by standard input when it is opened: a failure of a kind that no file can be made to have.</summary>
    public Exception? InputFailure { get; init; }

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
        Streams streams = new(() => InputFailure is null ? new MemoryStream(Input) : throw InputFailure, Output ?? output, () => error, Interruption)
        {
            OutputIsTerminal = OutputIsTerminal,
            ErrorIsTerminal = ErrorIsTerminal,
        };
        int exit = Command.Run(arguments, streams);
        return new Answer(exit, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    private Answer GoOutside(string program, string[] arguments)
    {
        if (OutputIsTerminal || ErrorIsTerminal || InputFailure is not null || Output is not null || Interruption.Token.IsCancellationRequested)
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
