using System.ComponentModel;
using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The programs whose output the exports are compared with; a test whose program is not there is skipped.</summary>
internal static class ExportPeer
{
    private static readonly Lazy<string?> Interpreter = new(FindPython);

    /// <summary>Runs a script with NumPy and returns what it printed.</summary>
    public static string Python(string script, params string[] arguments)
    {
        string? python = Interpreter.Value;
        if (python is null)
        {
            Assert.Ignore("no Python that imports numpy: set MMAPTOOL_PYTHON");
        }

        (int status, byte[] output, string errors) = Run(python!, ["-c", script, .. arguments]);
        Assert.That(status, Is.Zero, errors);
        return System.Text.Encoding.UTF8.GetString(output);
    }

    /// <summary>Runs xxd and returns what it printed.</summary>
    public static byte[] Xxd(params string[] arguments)
    {
        try
        {
            (int status, byte[] output, string errors) = Run("xxd", arguments);
            Assert.That(status, Is.Zero, errors);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Ignore("xxd is not installed");
            throw;
        }
    }

    private static string? FindPython()
    {
        foreach (string? candidate in (string?[])[Environment.GetEnvironmentVariable("MMAPTOOL_PYTHON"), "/usr/bin/python3", "python3"])
        {
            try
            {
                if (!string.IsNullOrEmpty(candidate) && Run(candidate, ["-c", "import numpy"]).Status == 0)
                {
                    return candidate;
                }
            }
            catch (Win32Exception)
            {
                // It is not there: the next one may be.
                continue;
            }
        }

        return null;
    }

    private static (int Status, byte[] Output, string Errors) Run(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), errors.Result);
    }
}
