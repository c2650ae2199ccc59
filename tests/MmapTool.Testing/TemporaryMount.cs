using System.Diagnostics;
using NUnit.Framework;

namespace MmapTool.Testing;

/// <summary>A small file system of its own for one test, unmounted when disposed. Where the test may not mount, it is skipped with the reason.</summary>
public sealed class TemporaryMount : IDisposable
{
    private readonly TemporaryFolder _folder;
    private string _options = "defaults";

    private TemporaryMount(TemporaryFolder folder, string path) => (_folder, Path) = (folder, path);

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>The full path of a file <paramref name="name"/> in it; creates nothing.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>A file system in memory that holds at most this many bytes.</summary>
    public static TemporaryMount InMemory(long bytes) =>
        Make(folder => Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder["mounted"]));

    /// <summary>An ext4 file system on a loop device of this many bytes, with these mount options and features of the format.</summary>
    public static TemporaryMount Ext4(long bytes, string options = "defaults", string features = "extent") =>
        Make(folder => Run("mkfs.ext4", "-q", "-F", "-O", features, folder.Sparse("image", bytes)) ?? Mount(folder, options)).With(options);

    /// <summary>An XFS file system on a loop device; it takes no fewer bytes than 300 MiB, nearly all of them a hole.</summary>
    public static TemporaryMount Xfs(string options = "defaults") =>
        Make(folder => Run("mkfs.xfs", "-q", "-f", folder.Sparse("image", 320 << 20)) ?? Mount(folder, options)).With(options);

    /// <summary>
    /// Stops the file system at this instant, as a power cut does. Data that it has not written to its device is lost, its own journal's unwritten
    /// part included. Then mounts it again, on a device of another number, as may happen at a restart. No process may have a file open in it.
    /// </summary>
    public void CutPower()
    {
        Require(Run("xfs_io", "-x", "-c", "shutdown", Path));
        MountAgain();
    }

    /// <summary>Mounts it again after it was stopped, on a device of another number. No process may have a file open in it.</summary>
    public void MountAgain()
    {
        // The next device is taken while the old one is still in use, so that it is another one.
        string device = Attach(_folder);
        Assert.That(Run("umount", Path), Is.Null);
        Assert.That(Mount(_folder, _options, device), Is.Null);
    }

    /// <summary>A small-blocked file system of 512 MiB, nearly all a hole, of the kind "ext4" or "xfs": 1 KiB, so that a small file has many extents.</summary>
    public static TemporaryMount SmallBlocks(string kind) => Make(folder =>
        (kind == "ext4"
            ? Run("mkfs.ext4", "-q", "-F", "-b", "1024", folder.Sparse("image", 512 << 20))
            : Run("mkfs.xfs", "-q", "-f", "-b", "size=1024", folder.Sparse("image", 512 << 20)))
        ?? Mount(folder, "defaults"));

    /// <summary>Saves all its content, for <see cref="Restore"/>.</summary>
    public void Save() => Exchange("image", "saved");

    /// <summary>Restores the saved content. No process may have a file open in it.</summary>
    public void Restore() => Exchange("saved", "image");

    private void Exchange(string from, string to)
    {
        Assert.That(Run("umount", Path), Is.Null);
        Assert.That(Run("cp", "--sparse=always", _folder[from], _folder[to]), Is.Null);
        Assert.That(Mount(_folder, _options), Is.Null);
    }

    /// <summary>An XFS file system, whose files can share blocks, on a loop device of this many bytes (300 MiB at the least).</summary>
    public static TemporaryMount Xfs(long bytes) =>
        Make(folder => Run("mkfs.xfs", "-q", folder.Sparse("image", bytes)) ?? Run("mount", "-o", "loop", folder["image"], folder["mounted"]));

    /// <summary>
    /// Shortens the device, from now on, so that it ends at the first block of a file that holds these bytes. Reading that block or a later one is
    /// an I/O error. Nothing of the file is left in the cache.
    /// </summary>
    public void BreakAt(string name, ReadOnlySpan<byte> marker)
    {
        Require(Run("sync", "-f", Path));
        using FileStream image = new(_folder["image"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        byte[] bytes = new byte[image.Length];
        image.ReadExactly(bytes);
        int place = bytes.AsSpan().IndexOf(marker);
        Assert.That(place, Is.Positive, "the marker is on the device");
        image.SetLength(place & -4096);
        Require(Run("dd", $"if={this[name]}", "iflag=nocache", "count=0", "status=none"));
    }

    /// <summary>A folder of the file system below seen through FUSE with direct_io, as network mounts are: it has no shared mappings.</summary>
    public static TemporaryMount Direct(string below) => Make(folder => Run("bindfs", "-o", "direct_io", below, folder["mounted"]));

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

    private static string? Mount(TemporaryFolder folder, string options, string? device = null)
    {
        try
        {
            device ??= Attach(folder);
        }
        catch (IOException error)
        {
            return error.Message;
        }

        string? trouble = Run("mount", "-o", options, device, folder["mounted"]);

        // The loop device is released when the file system is unmounted, or at once if it could not be mounted.
        return Run("losetup", "-d", device) ?? trouble;
    }

    private static string Attach(TemporaryFolder folder)
    {
        ProcessRun run = ProcessRun.Of("losetup", ["-f", "--show", folder["image"]]);
        return run.ExitCode == 0 ? run.Output.Trim() : throw new IOException($"losetup: {run.Error.Trim()}");
    }

    private TemporaryMount With(string options)
    {
        _options = options;
        return this;
    }

    private static void Require(string? trouble)
    {
        if (trouble is not null)
        {
            Assert.Ignore(trouble);
        }
    }
}
