using System.Diagnostics;
using System.Text.Json;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A real file system whose files can share blocks: the journal then has the old bytes without copying them.</summary>
[Platform("Linux")]
public sealed class SharedBlocksTests
{
    private const int Length = (96 << 20) + 5000;

    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 30 : 3;

    [Test]
    public void Killed_at_any_instant_the_file_is_recovered_to_old_or_new()
    {
        using TemporaryMount mount = TemporaryMount.Xfs(512 << 20);
        ChangedFile file = new(mount["file"], Length);
        Random random = new(TestContext.CurrentContext.Random.Next());
        int shared = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using (Process process = file.Invert("--undo-limit", "1Mi"))
            {
                file.AwaitJournal(process);
                process.WaitForExit(random.Next(round == 0 ? 10 : 400));
                process.Kill();
                process.WaitForExit();
            }

            if (File.Exists(file.Journal))
            {
                JsonElement found = JsonDocument.Parse(Command.Run("recover", file.Path, "--show", "--json").Output).RootElement;
                Assert.That(found.GetProperty("state").GetString(), Is.AnyOf("undoable", "torn"), "not in chunks, although the bytes are beyond the limit");
                shared += found.GetProperty("state").GetString() == "undoable" ? 1 : 0;
                Assert.That(Command.Run("recover", file.Path), Has.Property("ExitCode").Zero.And.Property("Error").Empty);
            }

            Assert.That(file.State, Is.AnyOf("old", "new"));
            Assert.That(Directory.GetFiles(mount.Path), Is.EqualTo(new[] { file.Path }));
        }

        TestContext.Out.WriteLine($"{shared} of {Rounds} rounds were stopped with old bytes shared");
    }

    [Test]
    public void A_disk_too_full_for_new_blocks_gives_the_old_ones_back()
    {
        using TemporaryMount mount = TemporaryMount.Xfs(320 << 20);
        ChangedFile file = new(mount["file"], Length);

        // Shared blocks must be written elsewhere, and there is no room for all of them.
        long free = new DriveInfo(mount.Path).AvailableFreeSpace;
        TemporaryMount.Run("fallocate", "-l", $"{free - (40 << 20)}", mount["other"]);
        ProcessRun run = Command.Run("patch", file.Path, "u1 ^= 255");
        using (Assert.EnterMultipleScope())
        {
            Expect.Exit(run, 3, "no space left");
            Assert.That(file.State, Is.EqualTo("old"));
            Assert.That(File.Exists(file.Journal), Is.False);
        }
    }
}
