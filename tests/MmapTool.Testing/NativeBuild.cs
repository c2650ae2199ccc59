using System.Runtime.InteropServices;

namespace MmapTool.Testing;

/// <summary>
/// The command published as native code, once for all tests of a process, in the solution's <c>artifacts</c>. From one test run to
/// the next only the parts that have changed are compiled again.
/// </summary>
public static class NativeBuild
{
    private static readonly Lazy<Result> Once = new(() => Publish("native-tests"));
    private static readonly Lazy<Result> OncePortable = new(() => Publish("native-portable", "-p:Portable=true"));

    /// <summary>The program. Skips the test where this machine can't link native code; fails it where publishing fails.</summary>
    public static string Program => Path(Once.Value);

    /// <summary>Whether this machine can link native code.</summary>
    public static bool IsPossible => Once.Value.Missing is null;

    /// <summary>The same for any x86-64 processor.</summary>
    public static string Portable => Path(OncePortable.Value);

    private static string Path(Result result)
    {
        if (result.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        Assert.That(result.Trouble, Is.Null);
        return result.Program;
    }

    private static Result Publish(string name, params string[] properties)
    {
        if (properties.Length == 0 && Environment.GetEnvironmentVariable("MMAPTOOL_NATIVE_EXE") is { Length: > 0 } named)
        {
            return new(named, null, null);
        }

        if (Repository.FoundRoot is not { } root)
        {
            return new("", "the solution these tests were built from was not found, so the command can't be published as native code", null);
        }

        if (MissingTool() is { } missing)
        {
            return new("", $"the command can't be published as native code here: {missing}", null);
        }

        string artifacts = System.IO.Path.Combine(root, "artifacts", name);
        string output = System.IO.Path.Combine(artifacts, "out");
        ProcessRun run = ProcessRun.Of("dotnet",
            [
                "publish", System.IO.Path.Combine(root, "src", "MmapTool.Cli"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:PublishAot=true",
                "--artifacts-path", artifacts, "-o", output, "-v", "quiet", .. properties,
            ],
            folder: root);
        string trouble = run.Output + run.Error;

        // A warning of the trimmer or of the compiler means that a part may not work. Each warning fails the test.
        return new(
            System.IO.Path.Combine(output, OperatingSystem.IsWindows() ? "mmaptool.exe" : "mmaptool"),
            null,
            run.ExitCode == 0 && !trouble.Contains("warning ", StringComparison.Ordinal) ? null : "publishing failed or warned:\n" + trouble);
    }

    // The tools that the SDK asks for (https://aka.ms/nativeaot-prerequisites).
    private static string? MissingTool()
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        if ((ProcessRun.Find("clang") ?? ProcessRun.Find("gcc")) is not { } compiler)
        {
            return "there is no C compiler to link with; install clang or gcc";
        }

        return ProcessRun.Of(compiler, ["-x", "c", "-", "-lz", "-o", "/dev/null"], "int main(void) { return 0; }").ExitCode == 0
            ? null
            : $"{compiler} can't link with zlib; install its development files (Debian: zlib1g-dev)";
    }

    private sealed record Result(string Program, string? Missing, string? Trouble);
}
