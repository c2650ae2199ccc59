using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Recovery;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Journaling;

/// <summary>
/// Journals that a released version left when it was killed (strace, SIGKILL in place of a system call). Each has its file as it was before, as
/// it was found, and as it is after the change. NumPy computed the last one. This version recovers all of them.
/// </summary>
/// <remarks>
/// A journal names its file's number, and a file that is written anew has another. So the test puts the new file's number in its place, and the
/// checksum of the header after it. Nothing else of the journal is changed.
/// </remarks>
public sealed class GoldenJournalTests
{
    private const int InodePlace = 48;

    private static IEnumerable<TestCaseData> Cases =>
        from version in Directory.GetDirectories(Golden())
        from path in Directory.GetFiles(version, "*.zip")
        let name = Path.GetFileNameWithoutExtension(path)
        where name != "saved-undo"
        from action in Actions(name)
        select new TestCaseData(path, action).SetArgDisplayNames($"{Path.GetFileName(version)} {name}", action.ToString());

    [TestCaseSource(nameof(Cases))]
    public void A_journal_of_a_released_version_is_recovered(string path, RecoverAction action)
    {
        Dictionary<string, byte[]> golden = Read(path);
        using TemporaryFolder folder = new();
        string file = folder.Write(path.Contains("convert", StringComparison.Ordinal) ? "f.npy" : "f.bin", golden["stopped"]);
        File.WriteAllBytes(file + JournalPlace.Suffix, Adopted(golden["journal"], FileIdentity.Of(file)!.Value.Number));
        RecoverReport shown = RecoverOperation.Recover(file, RecoverAction.Show);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(golden["stopped"]), "to look changes nothing");
        if (path.Contains("gap-opened", StringComparison.Ordinal) && !CanMoveExtents(folder))
        {
            Assert.Ignore("the file system of temporary files can't move extents");
        }

        RecoverReport done = RecoverOperation.Recover(file, action);
        bool isNew = done.Outcome == RecoverOutcome.Finished;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(shown.CanUndo || shown.CanFinish, shown.Found.Reason);
            Assert.That(isNew, Is.EqualTo(path.Contains("resume", StringComparison.Ordinal) || path.Contains("convert", StringComparison.Ordinal)).Or.EqualTo(false));
            Assert.That(action != RecoverAction.Finish || isNew);
            Assert.That(action != RecoverAction.Undo || !isNew);
            Assert.That(File.ReadAllBytes(file).AsSpan().SequenceEqual(golden[isNew ? "after" : "before"]), $"{done.Outcome}");
            Assert.That(File.Exists(file + JournalPlace.Suffix), Is.False);
        }
    }

    [Test]
    public void An_undo_that_a_released_version_saved_is_applied()
    {
        foreach (string version in Directory.GetDirectories(Golden()))
        {
            Dictionary<string, byte[]> golden = Read(Path.Combine(version, "saved-undo.zip"));
            using TemporaryFolder folder = new();
            string file = folder.Write("f.bin", golden["after"]);
            PatchOperation.ApplyPatch(file, folder.Write("undo", golden["undo"]));
            Assert.That(File.ReadAllBytes(file), Is.EqualTo(golden["before"]), version);
        }
    }

    // Recovery goes both ways, if the change can be finished and undone.
    private static RecoverAction[] Actions(string name) =>
        name.Contains("undo", StringComparison.Ordinal) || name.Contains("gap", StringComparison.Ordinal)
            ? name.Contains("keep-undo", StringComparison.Ordinal) ? [RecoverAction.Default, RecoverAction.Undo] : [RecoverAction.Default]
            : name.Contains("xor", StringComparison.Ordinal) || name.Contains("before-a-chunk", StringComparison.Ordinal) ? [RecoverAction.Finish, RecoverAction.Undo] : [RecoverAction.Finish];

    private static byte[] Adopted(byte[] journal, ulong number)
    {
        byte[] adopted = journal.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(adopted.AsSpan(InodePlace), number);
        int text = BinaryPrimitives.ReadInt32LittleEndian(adopted.AsSpan(72));
        Checksum.Append(adopted, 88 + text, default);
        return adopted;
    }

    private static bool CanMoveExtents(TemporaryFolder folder)
    {
        using MappedFile probe = MappedFile.Create(folder["probe"], 64 << 10);
        return probe.BlockSize is var block && probe.TryInsertRange(0, block) && probe.TryCollapseRange(0, block);
    }

    private static Dictionary<string, byte[]> Read(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.Name, entry =>
        {
            using Stream from = entry.Open();
            using MemoryStream to = new();
            from.CopyTo(to);
            return to.ToArray();
        });
    }

    private static string Golden([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
