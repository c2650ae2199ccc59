using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The two packages, made by <c>dotnet pack</c> and used as a user gets them: installed into an empty folder, the command run, a program built.</summary>
public class PackagesTests
{
    private static readonly string Version = $"0.0.{Environment.ProcessId}";
    private static TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public static void Pack()
    {
        string root = Repository.Root;
        _folder = new();
        foreach (string project in new[] { "MmapTool", "MmapTool.Cli" })
        {
            ProcessRun run = ProcessRun.Of(
                "dotnet",
                [
                    "pack", Path.Combine(root, "src", project), "-c", "Release", "-o", _folder["packages"], "-p:Version=" + Version, "-p:RunAnalyzers=false",
                    "--artifacts-path", Path.Combine(root, "artifacts", "package-tests"), "-v", "quiet",
                ],
                folder: root);
            Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        }

        // The packages that ours need come from the usual source of a restore. Ours are kept out of the user's own package folder.
        File.WriteAllText(
            _folder["nuget.config"],
            $"""
            <configuration>
              <packageSources><add key="made" value="{_folder["packages"]}" /></packageSources>
              <config><add key="globalPackagesFolder" value="{_folder["installed"]}" /></config>
            </configuration>
            """);
    }

    [OneTimeTearDown]
    public static void Delete() => _folder.Dispose();

    [Test]
    [Platform("Linux")]
    public void The_checksums_of_a_release_are_those_that_sha256sum_reads()
    {
        ProcessRun run = ProcessRun.Of(
            "dotnet", ["msbuild", Path.Combine(Repository.FoundRoot!, "src", "Packaging", "release.proj"), "-t:Checksums", $"-p:Out={_folder["packages"]}/", "-nologo"], folder: _folder.Path);
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        string[] checkedFiles = ProcessRun.Of("sha256sum", ["-c", "SHA256SUMS"], folder: _folder["packages"]).Output.TrimEnd().Split('\n');
        string[] made = [.. Directory.GetFiles(_folder["packages"]).Select(path => Path.GetFileName(path)).Where(name => name != "SHA256SUMS").Select(name => $"{name}: OK")];
        Assert.That(checkedFiles, Is.EquivalentTo(made));
    }

    [Test]
    public void The_command_is_installed_in_one_line_and_runs()
    {
        ProcessRun install = ProcessRun.Of(
            "dotnet", ["tool", "install", "MmapTool.Cli", "--version", Version, "--tool-path", _folder["bin"]], folder: _folder.Path);
        Assert.That(install.ExitCode, Is.Zero, install.Output + install.Error);

        string mmaptool = Path.Combine(_folder["bin"], OperatingSystem.IsWindows() ? "mmaptool.exe" : "mmaptool");
        File.WriteAllBytes(_folder["numbers.bin"], [0xfe, 0xff, 0xff, 0xff, 0, 0, 1, 0, 2, 0]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ProcessRun.Of(mmaptool, ["--version"], folder: _folder.Path).Output, Does.Contain(Version));
            Assert.That(ProcessRun.Of(mmaptool, ["show", "numbers.bin", "h[1:4]"], folder: _folder.Path), Is.EqualTo(new ProcessRun(0, "[-1, 0, 1]\n", "")));
            Assert.That(ProcessRun.Of(mmaptool, ["patch", "numbers.bin", "h.cast(B)[5] = 4"], folder: _folder.Path).ExitCode, Is.Zero);
            Assert.That(ProcessRun.Of(mmaptool, ["show", "numbers.bin", "h"], folder: _folder.Path).Output, Is.EqualTo("[-2, -1, 1024, 1, 2]\n"));
        }
    }

    [Test]
    public void The_program_of_the_README_is_built_with_the_package_and_runs()
    {
        Directory.CreateDirectory(_folder["program"]);
        File.WriteAllText(
            Path.Combine(_folder["program"], "program.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="MmapTool" Version="{Version}" /></ItemGroup>
            </Project>
            """);
        string root = Repository.FoundRoot!;
        string[] readme = File.ReadAllLines(Path.Combine(root, "README.md"));
        IEnumerable<string> program = readme.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```");
        File.WriteAllLines(Path.Combine(_folder["program"], "Program.cs"), program);
        foreach (string sample in new[] { "image.raw", "image.nhdr" })
        {
            File.Copy(Path.Combine(root, "data-samples", sample), Path.Combine(_folder["program"], sample));
        }

        // The library's own packages lie in the folder that this restore may read, and that every build of the tests has filled.
        string cache = ProcessRun.Of("dotnet", ["nuget", "locals", "global-packages", "--list"]).Output.Split(": ", 2)[1].Trim();
        ProcessRun run = ProcessRun.Of(
            "dotnet", ["run", "-p:RestoreFallbackFolders=" + cache], folder: _folder["program"]);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((0, "B 8x32\n250\n")), run.Error);

        // Rows of 64 pixels. The second row has been copied onto the first.
        byte[] before = File.ReadAllBytes(Path.Combine(root, "data-samples", "image.raw"));
        before.AsSpan(64, 64).CopyTo(before);
        Assert.That(File.ReadAllBytes(Path.Combine(_folder["program"], "image.raw")), Is.EqualTo(before));
    }

    [Test]
    public void The_library_package_holds_both_assemblies_their_documentation_and_their_symbols()
    {
        using System.IO.Compression.ZipArchive package = System.IO.Compression.ZipFile.OpenRead(_folder[$"packages/MmapTool.{Version}.nupkg"]);
        using System.IO.Compression.ZipArchive symbols = System.IO.Compression.ZipFile.OpenRead(_folder[$"packages/MmapTool.{Version}.snupkg"]);
        string[] names = [.. package.Entries.Concat(symbols.Entries).Select(entry => entry.FullName)];
        Assert.That(
            names,
            Is.SupersetOf((string[])
            [
                "README.md", "icon.png",
                "lib/net10.0/MmapTool.Library.dll", "lib/net10.0/MmapTool.Library.xml", "lib/net10.0/MmapTool.Library.pdb",
                "lib/net10.0/MmapTool.Memory.dll", "lib/net10.0/MmapTool.Memory.xml", "lib/net10.0/MmapTool.Memory.pdb",
            ]));
    }
}
