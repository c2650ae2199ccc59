using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>
/// Files in a journal's place that are none of ours: of another user, with two names, a link, no regular file. No verb acts on one, nor says to run
/// <c>recover</c>. A file that replaces a journal while it is read is not the journal.
/// </summary>
public sealed class PlantedJournalTests
{
    private static readonly byte[] Old = [.. Enumerable.Range(0, 4000).Select(value => (byte)value)];

    private static readonly string[][] Verbs =
    [
        ["info", "FILE"], ["show", "FILE", "[0]"], ["stats", "FILE"], ["find", "FILE", "x\"00\""], ["hash", "FILE"],
        ["extract", "FILE", "-o", "OUT"], ["patch", "FILE", "[0] = 1"], ["patch", "FILE", "[0] = 1", "--dry-run"], ["convert", "FILE", "<u2", "--to", ">u2", "--in-place"],
        ["cast", "FILE", "--to", "<u2", "--adopt", "npy"], ["recover", "FILE"], ["recover", "FILE", "--show"], ["recover", "FILE", "--undo"],
        ["recover", "FILE", "--finish"], ["recover", "FILE", "--discard"],
    ];

    [Test]
    public void No_verb_takes_it_for_a_journal([Values("owner", "two names", "link", "dangling link", "folder", "pipe")] string kind)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        string journal = path + JournalPlace.Suffix;
        MakeJournal(path);
        string expected = Plant(kind, folder, journal);
        foreach (string[] verb in Verbs)
        {
            ProcessRun run = Command.Run([.. verb.Select(word => word.Replace("FILE", path, StringComparison.Ordinal).Replace("OUT", folder["out"], StringComparison.Ordinal))]);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(run.ExitCode, Is.EqualTo(3), $"{string.Join(' ', verb)}: {run.Error}");
                Assert.That(run.Error, Does.Contain(expected).And.Not.Contain("run 'mmaptool recover"), string.Join(' ', verb));
                Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old), string.Join(' ', verb));
                Assert.That(new FileInfo(journal).Exists || Directory.Exists(journal) || new FileInfo(journal).LinkTarget is not null, "it was left alone");
            }
        }

        Assert.That(Command.Run("show", path, "[0]", "--ignore-journal").ExitCode, Is.Zero);
    }

    [Test]
    public void The_journal_of_the_files_owner_counts()
    {
        EnsureRoot();
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        MakeJournal(path);
        Run("chown", "65534", path, path + JournalPlace.Suffix);
        Assert.That(Command.Run("show", path, "[0]").ExitCode, Is.EqualTo(4));
        Assert.That(Command.Run("recover", path).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
    }

    [Test]
    public void A_file_that_replaces_the_journal_after_its_check_is_neither_believed_nor_deleted()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        string journal = path + JournalPlace.Suffix;
        MakeJournal(path);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        file.WriteAt(0, new byte[512]);
        IByteTarget target = file;
        using JournalPlace place = JournalPlace.Of(file);
        place.Hold(writable: false);
        Assert.That(JournalRecovery.Inspect(place, target, TargetIdentity.Of(file)).State, Is.EqualTo(JournalState.Undoable));

        // Another whole journal of the same file, which would put other bytes into it.
        byte[] forged = Forged(file);
        File.Delete(journal);
        File.WriteAllBytes(journal, forged);
        Assert.That(() => JournalRecovery.Undo(place, target, TargetIdentity.Of(file)), Throws.TypeOf<MappedFileException>().With.Message.Contains("moved or replaced"));
        byte[] found = new byte[Old.Length];
        file.ReadAt(0, found);
        Assert.That(found, Is.EqualTo(Old), "by the journal that was proven");
        Assert.That(File.ReadAllBytes(journal), Is.EqualTo(forged), "the other was left alone");
    }

    private static byte[] Forged(MappedFile file)
    {
        JournalHeader header = new(JournalMode.Undo, Guid.NewGuid(), file.Length, file.Identity, DateTime.UtcNow, 0, "forged") { Birth = file.Birth };
        Journaling.SimulatedDisk disk = new(new byte[4000]);
        IByteTarget to = disk.Create();
        using (UndoJournalWriter writer = new(to, header))
        {
            "evil"u8.CopyTo(writer.Payload(4));
            writer.AddOld(0, 4);
            writer.Seal();
        }

        return disk.Journal!.Content.ToArray();
    }

    private static string Plant(string kind, TemporaryFolder folder, string journal)
    {
        switch (kind)
        {
            case "owner":
                EnsureRoot();
                Run("chown", "65534", journal);
                return "(65534)";
            case "two names":
                Run("ln", journal, folder["second"]);
                return "2 names";
            case "link":
                File.Move(journal, folder["real"]);
                File.CreateSymbolicLink(journal, folder["real"]);
                return "symbolic link";
            case "dangling link":
                File.Delete(journal);
                File.CreateSymbolicLink(journal, folder["nowhere"]);
                return "symbolic link";
            case "folder":
                File.Delete(journal);
                Directory.CreateDirectory(journal);
                return "is a folder";
            default:
                File.Delete(journal);
                Run("mkfifo", journal);
                return "no regular file";
        }
    }

    // A whole journal, before the first byte is changed.
    private static void MakeJournal(string path)
    {
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        using UndoJournal journal = UndoJournal.Begin(JournalPlace.Of(path), file, TargetIdentity.Of(file), "a test", [(0, 3000)]);
    }

    private static void EnsureRoot()
    {
        if (Environment.UserName != "root")
        {
            Assert.Ignore("only root gives files away");
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        ProcessRun run = ProcessRun.Of(program, arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }
}
