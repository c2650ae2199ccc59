namespace MmapTool.Testing;

/// <summary>A Python that has NumPy: the oracle of the interoperability tests.</summary>
public static class Python
{
    private static readonly Lazy<string?> WithNumPy = new(() =>
        new[] { Environment.GetEnvironmentVariable("MMAPTOOL_PYTHON"), "/usr/bin/python3", ProcessRun.Find("python3", "python") }
            .FirstOrDefault(path => path is not null && File.Exists(path) && ProcessRun.Of(path, ["-c", "import numpy"]).ExitCode == 0));

    /// <summary>Runs a script or, with <c>-c</c>, a program text. Skips the test where no Python has NumPy.</summary>
    public static ProcessRun Run(params string[] arguments)
    {
        if (WithNumPy.Value is null)
        {
            Assert.Ignore("no Python with NumPy was found; install it (Debian: python3-numpy) or name one in MMAPTOOL_PYTHON");
        }

        return ProcessRun.Of(WithNumPy.Value, arguments);
    }

    /// <summary>Runs and insists on success; gives what it printed.</summary>
    public static string Print(params string[] arguments)
    {
        ProcessRun run = Run(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error + run.Output);
        return run.Output;
    }
}
