using System.Diagnostics;

namespace MmapTool.Interop.Tests;

/// <summary>A Python that has NumPy: the one MMAPTOOL_PYTHON names, else /usr/bin/python3, else python3 on the path.</summary>
internal static class NpyPython
{
    private static readonly Lazy<string?> Interpreter = new(Find);

    /// <summary>Runs a script with these arguments and gives its output; ignores the test where no Python has NumPy.</summary>
    public static string Run(string script, params string[] arguments)
    {
        if (Interpreter.Value is not { } python)
        {
            Assert.Ignore("no Python with NumPy was found; name one in MMAPTOOL_PYTHON");
            return "";
        }

        (int exit, string output, string error) = Start(python, script, arguments);
        Assert.That(exit, Is.Zero, error);
        return output;
    }

    private static string? Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MMAPTOOL_PYTHON"), "/usr/bin/python3", "python3", "python"];
        return candidates.FirstOrDefault(python => !string.IsNullOrEmpty(python) && HasNumPy(python));
    }

    private static bool HasNumPy(string python)
    {
        try
        {
            return Start(python, "import numpy", []).Exit == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }

    private static (int Exit, string Output, string Error) Start(string python, string script, string[] arguments)
    {
        ProcessStartInfo start = new(python, ["-W", "ignore", "-", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result);
    }
}
