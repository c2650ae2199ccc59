using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Several processes use one file. flock(1) of util-linux takes the locks, and one process cuts the file.</summary>
[Platform("Linux")]
public sealed class LockTests
{
    [Test]
    public void A_writer_keeps_out_everybody_and_a_reader_writers_only()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 1000);
        using (Holder holder = new(file.Path, "-x"))
        {
            foreach (ProcessRun run in (ProcessRun[])[Command.Run("patch", file.Path, "u1 ^= 255"), Command.Run("show", file.Path, "u1[0]")])
            {
                Expect.Exit(run, 3, $"process {holder.Id}");
            }
        }

        using (Holder holder = new(file.Path, "-s"))
        {
            Assert.That(Command.Run("patch", file.Path, "u1 ^= 255").ExitCode, Is.EqualTo(3));
            Assert.That(Command.Run("show", file.Path, "u1[0]").ExitCode, Is.Zero);
        }

        Assert.That(file.State, Is.EqualTo("old"));
    }

    [Test]
    public void A_writer_waits_as_long_as_it_is_told()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 1000);
        Process waiting;
        using (Holder holder = new(file.Path, "-x"))
        {
            ProcessRun brief = Command.Run("patch", file.Path, "u1 ^= 255", "--wait", "0.2");
            Expect.Exit(brief, 3, "after 0.2 seconds");
            waiting = file.Invert("--wait", "60");
            Assert.That(waiting.WaitForExit(1000), Is.False);
        }

        waiting.WaitForExit();
        Assert.That((waiting.ExitCode, file.State), Is.EqualTo((0, "new")));
        waiting.Dispose();
    }

    [Test]
    public void Two_writers_make_one_change_each_or_none()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 4 << 20);
        Process[] writers = [.. Enumerable.Range(0, 4).Select(_ => file.Invert("--wait", "60"))];
        foreach (Process writer in writers)
        {
            writer.WaitForExit();
            Assert.That(writer.ExitCode, Is.Zero);
            writer.Dispose();
        }

        Assert.That(file.State, Is.EqualTo("old"), "four inversions");
    }

    [Test]
    public void A_change_that_is_under_way_is_not_recovered_from_under_it()
    {
        using TemporaryFolder folder = new();
        ChangedFile file = new(folder["file"], 64 << 20);
        using Process writer = file.Invert();
        file.AwaitJournal(writer);
        ProcessRun recovery = Command.Run("recover", file.Path);
        writer.WaitForExit();

        // The reader was refused, or started after the end of the writer. In both cases the writer has done its work.
        Assert.That(recovery.ExitCode, Is.AnyOf(0, 3), recovery.Error);
        Assert.That((writer.ExitCode, file.State, File.Exists(file.Journal)), Is.EqualTo((0, "new", false)));
    }

    [TestCase("extract", "FILE", "<f4", "-o", "-")]
    [TestCase("extract", "FILE", "<f4[::-1]", "-o", "-")]
    [TestCase("show", "FILE", "<f4", "--json")]
    [TestCase("show", "FILE", "--hex", "--all")]
    public void A_file_cut_while_it_is_read_is_an_error(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("file", 256 << 20);
        ProcessStartInfo start = new(Command.Start.Program, [.. Command.Start.Prefix, .. arguments.Select(word => word == "FILE" ? path : word)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;

        // A byte has come, so that reading is under way; and a pipe that nobody empties holds it up.
        Assert.That(process.StandardOutput.BaseStream.ReadByte(), Is.Not.EqualTo(-1));
        using (FileStream cut = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            cut.SetLength(4096);
        }

        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That((process.ExitCode, error), Is.EqualTo((3, error)), "no signal, no crash");
        Assert.That(error, Does.Contain("truncated").Or.Contain("bytes").And.Not.Contain("internal error"));
    }

    /// <summary>A process that holds the file's lock until it is disposed.</summary>
    private sealed class Holder : IDisposable
    {
        private readonly Process process;

        public Holder(string path, string mode)
        {
            // The process prints a word when it has the lock, and holds the lock until its input ends.
            process = Process.Start(new ProcessStartInfo("flock", ["--no-fork", mode, path, "sh", "-c", "echo held; read line"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            process.StandardOutput.ReadLine();
        }

        public int Id => process.Id;

        public void Dispose()
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
