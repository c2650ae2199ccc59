using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Disks without room, limits, and places that can't be written: the file stays as it is, and nothing is left beside it.</summary>
[Platform("Linux")]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests
{
    private const int Mebi = 1 << 20;

    [TestCase("tmpfs", "")]
    [TestCase("tmpfs", "--undo-limit 0")]
    [TestCase("tmpfs", "--undo-limit 0 --keep-undo")]
    [TestCase("ext4", "")]
    [TestCase("ext4", "--undo-limit 0")]
    public void No_room_for_the_journal(string kind, string options)
    {
        using TemporaryMount mount = Mount(kind);
        ChangedFile file = new(mount["file"], 6 * Mebi);
        ProcessRun run = Command.Run(["patch", file.Path, "u1 ^= 255", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        EnsureOld(run, file, "no space left");
    }

    [TestCase("tmpfs", "")]
    [TestCase("tmpfs", "--undo-limit 0")]
    [TestCase("tmpfs", "--no-journal")]
    [TestCase("ext4", "")]
    public void No_room_for_the_holes_that_are_written(string kind, string options)
    {
        using TemporaryMount mount = Mount(kind);
        string path = mount["file"];
        using (FileStream stream = File.Create(path))
        {
            stream.SetLength(5 * Mebi);
        }

        // The journal fits, and then there is no room for the file's own blocks.
        File.WriteAllBytes(mount["other"], new byte[options == "--no-journal" ? 5 * Mebi : Mebi]);
        ProcessRun run = Command.Run(["patch", path, "u1 = 1", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        using (Assert.EnterMultipleScope())
        {
            Expect.Exit(run, 3, "no space left");
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[5 * Mebi]));
            Assert.That(File.Exists(path + ".mmap-journal"), Is.False);
        }
    }

    [Test]
    public void A_file_size_limit_is_an_error_and_not_the_end()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 6 * Mebi);

        // The runtime itself makes a file larger than the limit unless it is told not to.
        ProcessRun run = ProcessRun.Of("bash", ["-c", "export DOTNET_EnableWriteXorExecute=0; ulimit -f 2048; exec \"$@\"", "bash", Command.Start.Program, .. Command.Start.Prefix, "patch", file.Path, "u1 ^= 255"]);
        EnsureOld(run, file, "limit");
    }

    [Test]
    public void A_read_only_mount()
    {
        using TemporaryMount mount = Mount("ext4");
        ChangedFile file = new(mount["file"], Mebi);
        mount.MakeReadOnly();
        EnsureOld(Command.Run("patch", file.Path, "u1 ^= 255"), file, "read-only");
        Assert.That(Command.Run("recover", file.Path).ExitCode, Is.Zero);
    }

    [Test]
    public void A_file_in_the_journals_place_is_not_touched()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], Mebi);
        string victim = folder.Write("victim", "precious"u8);
        foreach (string command in (string[])["patch", "recover"])
        {
            File.CreateSymbolicLink(file.Journal, victim);
            Check(command);
            File.Delete(file.Journal);
            File.CreateSymbolicLink(file.Journal, folder["nowhere"]);
            Check(command);
            File.Delete(file.Journal);
            Directory.CreateDirectory(file.Journal);
            Check(command);
            Directory.Delete(file.Journal);
        }

        void Check(string command)
        {
            ProcessRun run = command == "patch" ? Command.Run("patch", file.Path, "u1 ^= 255") : Command.Run("recover", file.Path);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run.ExitCode, Is.EqualTo(3), $"{command}: {run.Error}");
                Assert.That(run.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
                Assert.That(file.State, Is.EqualTo("old"));
                Assert.That(File.ReadAllText(victim), Is.EqualTo("precious"));
                Assert.That(File.Exists(folder["nowhere"]), Is.False);
            }
        }
    }

    [Test]
    public void A_folder_that_can_not_be_written()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["closed"]);
        ChangedFile file = new(Path.Combine(folder["closed"], "file"), Mebi);
        if (Environment.IsPrivilegedProcess)
        {
            // Root may write anywhere except in folders that are marked immutable.
            if (TemporaryMount.Run("chattr", "+i", folder["closed"]) is { } trouble)
            {
                Assert.Ignore(trouble);
            }
        }
        else
        {
            File.SetUnixFileMode(folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        try
        {
            EnsureOld(Command.Run("patch", file.Path, "u1 ^= 255"), file, "--no-journal");
        }
        finally
        {
            TemporaryMount.Run("chattr", "-i", folder["closed"]);
            File.SetUnixFileMode(folder["closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static TemporaryMount Mount(string kind) => kind == "ext4" ? TemporaryMount.Ext4(10 * Mebi) : TemporaryMount.InMemory(8 * Mebi);

    private static void EnsureOld(ProcessRun run, ChangedFile file, string message)
    {
        using (Assert.EnterMultipleScope())
        {
            Expect.Exit(run, 3, message);
            Assert.That(run.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(file.State, Is.EqualTo("old"));
            Assert.That(File.Exists(file.Journal), Is.False);
        }
    }
}
