using MmapTool.Faults.Tests.PowerCuts;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Changes by other programs to the disk and the file, while the command is halted between two of its writes.</summary>
[Platform("Linux")]
public sealed class MeddledTests
{
    private const int Mebi = 1 << 20;

    [Test]
    public void A_disk_that_fills_between_allocating_and_writing_is_not_missed()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(24 * Mebi);
        string path = mount["file"];
        Make(path);
        string[] arguments = ["patch", path, "u1 = 1"];
        StoppedCommand.Step allocated = StoppedCommand.Trace(mount["log"], arguments).Last(step => step.Call == "fallocate");
        Make(path);
        ProcessRun run = StoppedCommand.RunWithPause(allocated, () => Fill(mount), arguments);
        Assert.That(run, Has.Property("ExitCode").Zero, run.Error);
        Assert.That(File.ReadAllBytes(path).AsSpan().IndexOfAnyExcept((byte)1), Is.EqualTo(-1));
        Assert.That(File.Exists(path + ".mmap-journal"), Is.False);

        static void Make(string path)
        {
            using FileStream stream = File.Create(path);
            stream.SetLength(6 * Mebi);
        }
    }

    [TestCase("")]
    [TestCase("--undo-limit 0")]
    public void A_disk_that_fills_while_the_journal_is_written_leaves_the_file_as_it_was(string options)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(24 * Mebi);
        ChangedFile file = new(mount["file"], 6 * Mebi);
        string[] arguments = ["patch", file.Path, "u1 ^= 255", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

        // The journal's header is written, and nothing else yet.
        ProcessRun run = StoppedCommand.RunWithPause(new("pwrite64", 1), () => Fill(mount), arguments);
        using (Assert.EnterMultipleScope())
        {
            Expect.Exit(run, 3, "no space left");
            Assert.That(file.State, Is.EqualTo("old"));
            Assert.That(File.Exists(file.Journal), Is.False);
        }
    }

    [Test]
    public void A_file_that_is_cut_in_mid_write_is_an_error_and_not_grown_again()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 6 * Mebi);
        string[] arguments = ["patch", file.Path, "u1 ^= 255"];
        StoppedCommand.Step beforeLast = StoppedCommand.Trace(folder["log"], arguments).Last(step => step.Call == "pwrite64");
        beforeLast = beforeLast with { Number = beforeLast.Number - 1 };
        _ = new ChangedFile(file.Path, 6 * Mebi);
        ProcessRun run = StoppedCommand.RunWithPause(beforeLast, () => Assert.That(TemporaryMount.Run("truncate", "-s", "1M", file.Path), Is.Null), arguments);
        using (Assert.EnterMultipleScope())
        {
            // Only the journal can bring back the bytes that were cut off, and the journal stays.
            Assert.That(run.ExitCode, Is.AnyOf(3, 4), run.Error);
            Assert.That(run.Error.TrimEnd().Split('\n'), Has.Length.EqualTo(1), run.Error);
            Assert.That(run.Error, Does.Contain("truncated").Or.Contain("bytes"));
        }
    }

    // Fills the disk until no block is left.
    private static void Fill(TemporaryMount mount)
    {
        byte[] block = new byte[4096];
        for (int files = 0; files < 5; files++)
        {
            try
            {
                using FileStream stream = new(mount[$"filling{files}"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
                while (true)
                {
                    stream.Write(block);
                }
            }
            catch (IOException)
            {
                // The disk is full. Another file may get the blocks that this one gave back.
                continue;
            }
        }

        Assert.That(new DriveInfo(mount.Path).TotalFreeSpace, Is.LessThan(Mebi));
    }
}
