using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// The command published as native code passes the command-line tests: here those of MmapTool.Cli.Tests, through the process; the
/// fixtures of this project that take a <see cref="CommandForm"/> run a second time against it.
/// </summary>
public class NativeAotTests
{
    [Test]
    public void The_command_line_tests_pass_through_the_native_process()
    {
        string program = NativeBuild.Program;

        // Beside this one's: tests/NAME/bin/CONFIGURATION/FRAMEWORK.
        string tests = typeof(NativeAotTests).Assembly.Location.Replace("MmapTool.Interop.Tests", "MmapTool.Cli.Tests", StringComparison.Ordinal);
        if (!File.Exists(tests))
        {
            Assert.Ignore($"{tests} has not been built; 'dotnet test' of the whole solution does it");
        }

        ProcessRun run = ProcessRun.Of("env", [$"MMAPTOOL_EXE={program}", "dotnet", "test", tests]);
        TestContext.Out.WriteLine(run.Output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
            Assert.That(run.Output, Does.Match("Passed: +[1-9][0-9][0-9]"), "at least a hundred of them");
        }
    }

    [Test]
    public void It_is_native_code_alone()
    {
        string folder = Path.GetDirectoryName(NativeBuild.Program)!;
        Assert.That(Directory.GetFiles(folder, "*.dll"), Is.Empty, "no assembly beside the program");
        Assert.That(Directory.GetFiles(folder, "*.json"), Is.Empty, "no runtime to be found at start-up");
    }
}
