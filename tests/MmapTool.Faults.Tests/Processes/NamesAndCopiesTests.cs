using System.Text.Json;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>
/// A file under change is known by any of its names, and a copy of it as a copy. A file that was put in its place, or restored over it, is left alone.
/// </summary>
public sealed class NamesAndCopiesTests
{
    private static readonly byte[] Old = [.. Enumerable.Range(0, 6000).Select(value => (byte)(value % 251))];

    [Test]
    public void Every_name_says_that_a_change_was_interrupted_and_leads_to_the_journal([Values("link", "move", "mount")] string way)
    {
        using TemporaryFolder folder = new();
        (string path, string journal) = Interrupted(folder);
        Directory.CreateDirectory(folder["away"]);
        string name = folder["away/other"];
        switch (way)
        {
            case "link":
                Run("ln", path, name);
                break;
            case "move":
                File.Move(path, name);
                break;
            default:
                File.WriteAllBytes(name, []);
                if (ProcessRun.Of("mount", ["--bind", path, name]).ExitCode != 0)
                {
                    Assert.Ignore("no bind mounts here");
                }

                break;
        }

        try
        {
            EnsureMarks(name);
            foreach (string[] verb in (string[][])[["info"], ["show"], ["hash"], ["stats"], ["patch", "[0] = 1"], ["patch", "[0] = 1", "--dry-run"]])
            {
                ProcessRun run = Command.Run([verb[0], name, .. verb[1..]]);
                Expect.Exit(run, 4, journal, verb[0]);
                Assert.That(run.Error, Does.Contain("mmaptool recover"));
            }

            Expect.Exit(Command.Run("recover", name), 0, "");
            Assert.That(File.ReadAllBytes(name), Is.EqualTo(Old));
            Assert.That(File.Exists(journal), Is.False);
            Expect.Exit(Command.Run("show", name, "[0]"), 0, "");
        }
        finally
        {
            if (way == "mount")
            {
                ProcessRun.Of("umount", [name]);
            }
        }
    }

    [TestCase("cp", "-a")]
    [TestCase("rsync", "-aX")]
    [TestCase("tar", "")]
    public void A_copy_says_that_it_is_one_until_it_is_discarded(string tool, string option)
    {
        using TemporaryFolder folder = new();
        (string path, string journal) = Interrupted(folder);
        EnsureMarks(path);
        string copy = folder["copies/" + Path.GetFileName(path)];
        Directory.CreateDirectory(folder["copies"]);
        if (ProcessRun.Of("which", [tool]).ExitCode != 0)
        {
            Assert.Ignore($"there is no {tool}");
        }

        if (tool == "tar")
        {
            Run("tar", "--xattrs", "-C", folder.Path, "-cf", folder["t.tar"], "file");
            Run("tar", "--xattrs", "--xattrs-include=user.*", "-C", folder["copies"], "-xf", folder["t.tar"]);
        }
        else
        {
            Run(tool, option, path, copy);
        }

        byte[] copied = File.ReadAllBytes(copy);
        EnsureMarks(copy);
        Expect.Exit(Command.Run("show", copy, "[0]"), 4, "is a copy");
        Expect.Exit(Command.Run("recover", copy), 4, "is a copy");
        Expect.Exit(Command.Run("recover", copy, "--show"), 0, "");
        Assert.That(Command.Run("recover", copy, "--discard", "--dry-run"), Has.Property("ExitCode").Zero.And.Property("Output").Contains("would be forgotten"));
        Expect.Exit(Command.Run("show", copy, "[0]"), 4, "is a copy");
        Assert.That(Command.Run("recover", copy, "--discard"), Has.Property("ExitCode").Zero.And.Property("Output").Contains(JournalMark.Name));
        Expect.Exit(Command.Run("show", copy, "[0]"), 0, "");
        Assert.That(File.ReadAllBytes(copy), Is.EqualTo(copied));

        // The original still has its journal.
        Assert.That(File.Exists(journal));
        Expect.Exit(Command.Run("recover", path), 0, "");
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
    }

    [TestCase("rm and cp", false)]
    [TestCase("cp over it", false)]
    [TestCase("tar", false)]
    [TestCase("rm and cp", true)]
    [TestCase("cp over it", true)]
    [TestCase("tar", true)]
    public void A_backup_that_was_restored_is_refused_and_stays_whole(string way, bool chunked)
    {
        using TemporaryFolder folder = new();

        // Resume mode, with a chunk of zeros before the one in flight.
        byte[] old = chunked ? [.. Old, .. new byte[6000]] : Old;
        (string path, string journal) = chunked ? InterruptedInChunks(folder, old) : Interrupted(folder);
        byte[] backup = chunked ? old : [.. Old.Select(value => (byte)(value + 1))];
        Directory.CreateDirectory(folder["backup"]);
        File.WriteAllBytes(folder["backup/file"], backup);
        switch (way)
        {
            case "rm and cp":
                File.Delete(path);
                Run("cp", folder["backup/file"], path);
                break;
            case "cp over it":
                Run("cp", folder["backup/file"], path);
                break;
            default:
                Run("tar", "-C", folder["backup"], "-cf", folder["t.tar"], "file");
                Run("tar", "-C", folder.Path, "-xf", folder["t.tar"]);
                break;
        }

        Expect.Exit(Command.Run("show", path, "[0]"), 4, journal);
        foreach (string[] how in (string[][])[[], ["--undo"], ["--finish"]])
        {
            ProcessRun run = Command.Run(["recover", path, .. how]);
            Assert.That(run.ExitCode, Is.EqualTo(3), run.Error);
            Assert.That(run.Error, Does.Contain("--discard"));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(backup));
            Assert.That(File.Exists(journal));
        }

        ProcessRun discarded = Command.Run("recover", path, "--discard", "--json");
        JsonElement document = JsonDocument.Parse(discarded.Output).RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.GetProperty("outcome").GetString(), Is.EqualTo("discarded"));
            Assert.That(document.GetProperty("forgotten")[0].GetString(), Is.EqualTo(journal));
            Assert.That(document.GetProperty("dryRun").GetBoolean(), Is.False);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(backup));
            Assert.That(File.Exists(journal), Is.False);
            Assert.That(Command.Run("show", path, "[0]").ExitCode, Is.Zero);
        }
    }

    [Test]
    public void Another_file_that_got_the_number_is_refused([Values("ext4", "xfs")] string system)
    {
        using TemporaryMount mount = system == "ext4" ? TemporaryMount.Ext4(32 << 20) : TemporaryMount.Xfs(400 << 20);
        for (int attempt = 0; attempt < 20; attempt++)
        {
            string path = mount["file"];
            File.WriteAllBytes(path, Old);
            string journal = Interrupted(path, Old);
            ulong number = FileIdentity.Of(path)!.Value.Number;
            File.Delete(path);

            // The same length, and the old bytes in the journal's ranges. Only the time of birth and the generation show that it is another file.
            File.WriteAllBytes(path, Old);
            bool isSame = FileIdentity.Of(path)!.Value.Number == number;
            ProcessRun run = Command.Run("recover", path);
            Expect.Exit(run, 3, "another file");
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
            Assert.That(Command.Run("recover", path, "--discard").ExitCode, Is.Zero);
            Assert.That(File.Exists(journal), Is.False);
            if (isSame)
            {
                return;
            }
        }

        Assert.Ignore("the file system gave the number to no other file");
    }

    [Test]
    public void A_mark_whose_journal_is_gone_does_not_lock_anybody_out()
    {
        using TemporaryFolder folder = new();
        (string path, string journal) = Interrupted(folder);
        EnsureMarks(path);
        byte[] found = File.ReadAllBytes(path);
        File.Delete(journal);
        Expect.Exit(Command.Run("show", path, "[0]"), 4, "can't be reached");
        Expect.Exit(Command.Run("recover", path), 4, "--discard");
        Assert.That(Command.Run("recover", path, "--discard").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(found));
        Assert.That(Command.Run("show", path, "[0]").ExitCode, Is.Zero);
    }

    [Test]
    public void A_mark_is_nothing_where_the_file_has_surely_not_been_touched()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-1));
        using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
        {
            using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(path), file, TargetIdentity.Of(file), "a test", [(3, 1)]);
        }

        File.Delete(path + JournalPlace.Suffix);
        EnsureMarks(path);
        Assert.That(Command.Run("show", path, "[0]").ExitCode, Is.Zero);
        Assert.That(Command.Run("patch", path, "[0] = 5").ExitCode, Is.Zero);
        Assert.That(HasMark(path), Is.False);
    }

    [Test]
    public void No_commit_and_no_recovery_leaves_a_mark()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        foreach (string[] change in (string[][])[["patch", "FILE", "[0] = 5"], ["patch", "FILE", "u1 ^= 1", "--undo-limit", "100"], ["convert", "FILE", "<u2", "--to", ">u2", "--in-place"], ["patch", "FILE", "[0] = 6", "--no-sync"]])
        {
            Assert.That(Command.Run([.. change.Select(word => word.Replace("FILE", path, StringComparison.Ordinal))]).ExitCode, Is.Zero);
            Assert.That(HasMark(path), Is.False, string.Join(' ', change));
        }
    }

    [Test]
    public void A_journal_that_was_swapped_for_another_of_the_same_file_is_refused()
    {
        using TemporaryFolder folder = new();
        (string path, string journal) = Interrupted(folder);
        EnsureMarks(path);
        byte[] first = File.ReadAllBytes(journal);
        Assert.That(Command.Run("recover", path).ExitCode, Is.Zero);
        Interrupted(path, Old);
        byte[] second = File.ReadAllBytes(journal);
        byte[] found = File.ReadAllBytes(path);
        File.WriteAllBytes(journal, first);
        Expect.Exit(Command.Run("recover", path), 3, "another one");
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(found));
        File.WriteAllBytes(journal, second);
        Assert.That(Command.Run("recover", path).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
    }

    [Test]
    public void A_summary_says_when_the_path_leads_elsewhere_at_the_commit()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[1 << 20]);
        bool moved = false;
        ChangeReport report = PatchOperation.Apply(path, [Notation.Edit.Parse("u1[...] = 1")], settings: new()
        {
            StartProgress = _ => new Told(() =>
            {
                if (!moved)
                {
                    moved = true;
                    File.Move(path, folder["away"]);
                    File.WriteAllBytes(path, [1]);
                }
            }),
        });
        Assert.That(report.Notes, Has.Some.Contains("no longer has this name"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1 }));
        Assert.That(File.ReadAllBytes(folder["away"]), Has.All.EqualTo(1));
    }

    private sealed class Told(Action action) : IProgress<long>
    {
        public void Report(long value) => action();
    }

    private static bool HasMark(string path)
    {
        using MappedFile file = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
        return JournalMark.On(file) is not null;
    }

    private static void EnsureMarks(string path)
    {
        if (!HasMark(path))
        {
            Assert.Ignore("the file system of temporary files, or the tool, keeps no user attributes");
        }
    }

    private static (string Path, string Journal) Interrupted(TemporaryFolder folder)
    {
        string path = folder.Write("file", Old);
        return (path, Interrupted(path, Old));
    }

    // The state that a process leaves if it is killed in a write. The write ends at the end of a page, and so at the end of a sector.
    private static string Interrupted(string path, byte[] old)
    {
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        using Plan plan = PatchPlanner.PlanEdits(file, new(view => new Views.MemoryView(file, view.Resolve(file.Length))), [Notation.Edit.Parse("u1[100:3000] ^= 255")]);
        using (JournalGuard guard = new(JournalPlace.Of(path), TargetIdentity.Of(file), "a test", long.MaxValue))
        {
            guard.Begin(plan, file, null, CancellationToken.None);
        }

        file.WriteAt(100, [.. old[100..1024].Select(value => (byte)~value)]);
        return path + JournalPlace.Suffix;
    }

    private static (string Path, string Journal) InterruptedInChunks(TemporaryFolder folder, byte[] old)
    {
        string path = folder.Write("file", old);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        IByteTarget target = file;
        Operations.Conversion.ConversionChange swap = Operations.Conversion.ConversionChange.TryRead("convert --cast-values exact |u1[0:12000].cast(<u2) --to >u2", new(path, old.Length, _ => { }, 1)) ?? throw new InvalidOperationException();
        Assert.That(
            () => ChunkedRun.Execute(JournalPlace.Of(path), new Killed(target, 8), TargetIdentity.Of(file), swap, chunkLength: 1200),
            Throws.TypeOf<InvalidOperationException>());
        return (path, path + JournalPlace.Suffix);
    }

    /// <summary>A file whose process ends before one of its writes.</summary>
    private sealed class Killed(IByteTarget file, int writes) : IByteTarget
    {
        private int left = writes;

        public string Name => file.Name;

        public long Length => file.Length;

        public FileIdentity? Identity => file.Identity;

        public FileBirth? Birth => file.Birth;

        public long ChangeTime => file.ChangeTime;

        public void ReadAt(long offset, Span<byte> buffer) => file.ReadAt(offset, buffer);

        public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            if (left-- == 0)
            {
                throw new InvalidOperationException("killed");
            }

            file.WriteAt(offset, bytes);
        }

        public byte[]? ReadAttribute(string name) => file.ReadAttribute(name);

        public bool TryWriteAttribute(string name, ReadOnlySpan<byte> value) => file.TryWriteAttribute(name, value);

        public void RemoveAttribute(string name) => file.RemoveAttribute(name);

        public void Sync() => file.Sync();
    }

    private static void Run(string program, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of(program, arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }
}
