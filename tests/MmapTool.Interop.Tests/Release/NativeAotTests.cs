using System.Runtime.InteropServices;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// The command published as native code passes the command-line tests. Here those of MmapTool.Cli.Tests run, through the process. The
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

    [TestCase("x86-64-v3", "-p:UseCurrentRuntimeIdentifier=true")]
    [TestCase("x86-64-v3", "-r:linux-x64")]
    [TestCase("x86-64-v2", "-r:linux-x64", "-p:Portable=true")]
    [TestCase("", "-r:linux-arm64")]
    public void It_is_compiled_for_the_processor_that_the_documents_name(string instructions, params string[] options)
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64 || Repository.FoundRoot is not { } root)
        {
            Assert.Ignore("no x86-64 machine, or no solution beside these tests");
            return;
        }

        string project = Path.Combine(root, "src", "MmapTool.Cli", "MmapTool.Cli.csproj");
        string[] properties = [.. options.Select(option => option.Replace("-r:", "-p:RuntimeIdentifier=", StringComparison.Ordinal))];
        ProcessRun run = ProcessRun.Of("dotnet", ["msbuild", project, "-getProperty:IlcInstructionSet", "-p:Configuration=Release", "-p:PublishAot=true", .. properties]);
        Assert.That((run.ExitCode, run.Output.Trim()), Is.EqualTo((0, instructions)), run.Error);
    }

    [Test]
    public void The_portable_form_runs_on_a_processor_of_2008_and_gives_the_same_answers()
    {
        if (ProcessRun.Find("qemu-x86_64") is not { } emulator || RuntimeInformation.OSArchitecture != Architecture.X64)
        {
            Assert.Ignore("no qemu-x86_64 (Debian: qemu-user) or no x86-64 machine: an older processor can't be shown");
            return;
        }

        using TemporaryFolder folder = new();
        string file = folder["f4"];
        byte[] bytes = new byte[1 << 18];
        for (int index = 0; index < bytes.Length / 4; index++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(index * 4), index * 0.37f);
        }

        File.WriteAllBytes(file, bytes);
        string[][] commands =
        [
            ["info", file, "<f4(256,-1)", "--json"],
            ["show", file, "--hex"],
            ["show", file, "<f4(256,-1)[::3, 5:40]", "--json"],
            ["show", file, ">f4[:3000]", "--csv"],
            ["extract", file, "<f4(256,-1).T", "-o", "-"],
            ["extract", file, "u1(512,-1).T", "-o", "-"],
            ["extract", file, ">u2(512,-1).T", "-o", "-"],
            ["extract", file, "<i8(256,-1).T", "-o", "-"],
            ["stats", file, "u1", "--json"],
            ["stats", file, ">i2", "--json"],
            ["stats", file, "<i4", "--json"],
            ["stats", file, "<u8", "--json"],
            ["stats", file, "<f4", "--json"],
        ];
        foreach (string[] command in commands)
        {
            ProcessRun old = ProcessRun.Of(emulator, ["-cpu", "Nehalem", NativeBuild.Portable, .. command]);
            ProcessRun usual = ProcessRun.Of(NativeBuild.Program, command);
            Assert.That((old.ExitCode, old.Output), Is.EqualTo((usual.ExitCode, usual.Output)), $"{command[0]}: {old.Error}");
            Assert.That(old.ExitCode, Is.Zero, old.Error);
        }
    }
}
