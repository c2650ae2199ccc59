using System.Diagnostics;
using NUnit.Framework;

namespace MmapTool.Testing;

/// <summary>A small file system of its own for one test, unmounted when disposed. Where the test may not mount, it is skipped with the reason.</summary>
public sealed class TemporaryMount : IDisposable
{
    private readonly TemporaryFolder _folder;

    private TemporaryMount(TemporaryFolder folder, string path) => (_folder, Path) = (folder, path);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>The full path of a file <paramref name="name"/> in it; creates nothing.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A file system in memory that holds so many bytes and no more.</summary>
    public static TemporaryMount InMemory(long bytes) =>
        Make(folder => Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder["mounted"]));

    /// <summary>An ext4 file system on a loop device of so many bytes, with these mount options.</summary>
    public static TemporaryMount Ext4(long bytes, string options = "loop") =>
        Make(folder => Run("mkfs.ext4", "-q", "-F", folder.Sparse("image", bytes)) ?? Run("mount", "-o", options, folder["image"], folder["mounted"]));

    /// <summary>An XFS file system, whose files can share blocks, on a loop device of so many bytes (300 MiB at the least).</summary>
    public static TemporaryMount Xfs(long bytes) =>
        Make(folder => Run("mkfs.xfs", "-q", folder.Sparse("image", bytes)) ?? Run("mount", "-o", "loop", folder["image"], folder["mounted"]));

    /// <summary>Makes it read-only from now on.</summary>
    public void MakeReadOnly() => Require(Run("mount", "-o", "remount,ro", Path));

    /// <summary>Runs a program; null where it succeeded, else what it said.</summary>
    public static string? Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            string error = process.StandardError.ReadToEnd();
            output.Wait();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"{program}: {error.Trim()} (exit {process.ExitCode})";
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return $"{program}: {error.Message}";
        }
    }

    public void Dispose()
    {
        // Lazily: a test that failed may have left a file open in it.
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static TemporaryMount Make(Func<TemporaryFolder, string?> mount)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("mounting a file system needs root on Linux");
        }

        TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["mounted"]);
        if (mount(folder) is { } trouble)
        {
            folder.Dispose();
            Assert.Ignore($"no file system can be mounted here: {trouble}");
        }

        return new(folder, folder["mounted"]);
    }

    private static void Require(string? trouble)
    {
        if (trouble is not null)
        {
            Assert.Ignore(trouble);
        }
    }
}
