using System.Diagnostics;
using System.Globalization;

namespace MmapTool.Testing;

/// <summary>A process run to its end with its memory watched from outside (Linux: /proc/PID/status).</summary>
/// <param name="ExitCode">The exit status.</param>
/// <param name="OutputLength">Bytes on standard output, read and thrown away.</param>
/// <param name="Error">Standard error.</param>
/// <param name="PeakResident">The most bytes that were resident at once (VmHWM).</param>
/// <param name="PeakAnonymous">The most anonymous bytes seen resident (RssAnon).</param>
public sealed record MeasuredRun(int ExitCode, long OutputLength, string Error, long PeakResident, long PeakAnonymous)
{
    /// <summary>Runs the command with these arguments; looks at its memory every few milliseconds.</summary>
    public static MeasuredRun OfCommand(params string[] arguments)
    {
        ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("the command did not start");
        Task<long> output = CountAsync(process.StandardOutput.BaseStream);
        Task<string> error = process.StandardError.ReadToEndAsync();
        long resident = 0;
        long anonymous = 0;
        do
        {
            foreach (string line in Status(process.Id))
            {
                resident = Math.Max(resident, Kibibytes(line, "VmHWM:"));
                anonymous = Math.Max(anonymous, Kibibytes(line, "RssAnon:"));
            }
        }
        while (!process.WaitForExit(3));
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result, resident * 1024, anonymous * 1024);
    }

    private static string[] Status(int process)
    {
        try
        {
            return File.ReadAllLines($"/proc/{process}/status");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static long Kibibytes(string line, string name) =>
        line.StartsWith(name, StringComparison.Ordinal) ? long.Parse(line[name.Length..^2], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) : 0;

    private static async Task<long> CountAsync(Stream stream)
    {
        byte[] buffer = new byte[1 << 20];
        long total = 0;
        while (await stream.ReadAsync(buffer) is int read and > 0)
        {
            total += read;
        }

        return total;
    }
}
