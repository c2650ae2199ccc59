using System.Diagnostics;

namespace MmapTool.Testing;

/// <summary>A finished process: its exit status and what it printed.</summary>
/// <param name="ExitCode">The exit status.</param>
/// <param name="Output">Standard output, as UTF-8.</param>
/// <param name="Error">Standard error, as UTF-8.</param>
public sealed record ProcessRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a program to its end; both streams are read while it runs.</summary>
    public static ProcessRun Of(string program, IEnumerable<string> arguments, string? input = null, string? folder = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of its input, as it may.
        }

        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The first of these programs that can be found on the PATH, or null.</summary>
    public static string? Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
