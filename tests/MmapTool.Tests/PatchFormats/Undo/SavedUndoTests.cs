using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.PatchFormats.Undo;

/// <summary>The undo of a patch as a file. Applying it gives the old bytes back, and applying its own undo gives the new bytes.</summary>
public sealed class SavedUndoTests
{
    [Test]
    public void An_undo_gives_the_old_bytes_back_and_its_undo_the_new_ones()
    {
        Random random = new(20);
        for (int round = 0; round < 25; round++)
        {
            using TemporaryFolder folder = new();
            byte[] old = new byte[random.Next(8, 60_000)];
            random.NextBytes(old);
            string path = folder.Write("file", old);
            string other = folder.Write("other", old.Reverse().ToArray());
            Edit[] edits = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Edit.Parse(RandomEdit(random, old.Length, other)))];
            ChangeSettings Settings(string? undo) => new()
            {
                SaveUndo = undo is null ? null : new(undo, false),
                UndoLimit = random.Next(2) == 0 ? 0 : JournalGuard.DefaultUndoLimit,
                Journal = random.Next(4) > 0,
                Sync = false,
            };
            PatchOperation.Apply(path, edits, CastValues.Wrap, settings: Settings(folder["undo"]));
            byte[] now = File.ReadAllBytes(path);
            PatchOperation.ApplyPatch(path, folder["undo"], Settings(folder["redo"]));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(old), string.Join("; ", edits.Select(edit => edit.Text)));
            PatchOperation.ApplyPatch(path, folder["redo"], Settings(null));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(now));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(4), "the file, the other, undo and redo");
        }
    }

    [Test]
    public void Bytes_that_were_changed_since_are_not_overwritten()
    {
        using TemporaryFolder folder = new();
        byte[] old = [.. Enumerable.Range(0, 200).Select(value => (byte)value)];
        string path = folder.Write("file", old);
        Save(path, folder["undo"], "u1[10:20] = 1", "u1[150] = 9");
        byte[] now = File.ReadAllBytes(path);
        now[15] ^= 1;
        File.WriteAllBytes(path, now);
        Assert.That(() => PatchOperation.ApplyPatch(path, folder["undo"]), Throws.TypeOf<MismatchException>().With.Message.Contains("bytes 10 to 20"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(now));

        // Other bytes may have changed meanwhile.
        now[15] ^= 1;
        now[100] ^= 1;
        old[100] ^= 1;
        File.WriteAllBytes(path, now);
        PatchOperation.ApplyPatch(path, folder["undo"]);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
        File.WriteAllBytes(path, now[..199]);
        Assert.That(() => PatchOperation.ApplyPatch(path, folder["undo"]), Throws.TypeOf<MismatchException>().With.Message.Contains("199"));
    }

    [Test]
    public void A_spoilt_undo_is_refused_and_nothing_written()
    {
        using TemporaryFolder folder = new();
        byte[] old = new byte[3000];
        string path = folder.Write("file", old);
        Save(path, folder["undo"], "u1[::100] = 1", "u1[500:1500] = 7");
        byte[] now = File.ReadAllBytes(path);
        byte[] undo = File.ReadAllBytes(folder["undo"]);
        Random random = new(9);
        for (int round = 0; round < 300; round++)
        {
            byte[] spoilt = undo.ToArray();
            if (round % 3 == 0)
            {
                spoilt = spoilt[..random.Next(spoilt.Length)];
            }
            else
            {
                spoilt[random.Next(spoilt.Length)] ^= (byte)(1 << random.Next(8));
            }

            string bad = folder.Write("bad", spoilt);
            Assert.That(() => PatchOperation.ApplyPatch(path, bad, new() { Sync = false }), Throws.TypeOf<ContainerException>().With.Message.Contains("bad"));
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(now));
    }

    [Test]
    public void A_place_that_is_needed_or_taken_is_refused_before_anything_is_written()
    {
        using TemporaryFolder folder = new();
        byte[] old = new byte[100];
        string path = folder.Write("file", old);
        string other = folder.Write("other", old);
        string taken = folder.Write("taken", old);
        File.CreateSymbolicLink(folder["link"], path);
        foreach ((string place, bool overwrite) in new[] { (path, true), (folder["link"], true), (other, true), (path + ".mmap-journal", true) })
        {
            Assert.That(() => Save(path, place, overwrite, $"u1 = @{other}::u1", "u1[3] = 1"), Throws.TypeOf<ViewException>(), place);
        }

        Assert.That(() => Save(path, taken, false, "u1 = 1"), Throws.TypeOf<MappedFileException>().With.Message.Contains("--force"));
        foreach (bool overwrite in (bool[])[false, true])
        {
            Assert.That(() => Save(path, folder.Path, overwrite, "u1 = 1"), Throws.TypeOf<MappedFileException>().With.Message.Contains("is a folder").And.Message.Not.Contains("--force"));
        }

        Assert.That(() => Save(path, folder["none/undo"], false, "u1 = 1"), Throws.TypeOf<MappedFileException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(4));
        Save(path, taken, true, "u1 = 1");
        PatchOperation.ApplyPatch(path, taken);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
    }

    [Test]
    public void A_dry_run_writes_neither_the_file_nor_the_undo()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[100]);
        PatchOperation.Apply(path, [Edit.Parse("u1 = 1")], settings: new() { DryRun = true, SaveUndo = new(folder["undo"], false) });
        Assert.That(File.Exists(folder["undo"]), Is.False);
        Save(path, folder["undo"], "u1[10:20] = 1");
        ChangeReport report = PatchOperation.ApplyPatch(path, folder["undo"], new() { DryRun = true });
        Assert.That((report.BytesWritten, report.Changes[0].Offset), Is.EqualTo((10, 10)));
        Assert.That(File.ReadAllBytes(path)[10], Is.EqualTo(1));
    }

    [Test]
    public void Places_beyond_four_gibibytes_and_ranges_longer_than_a_block()
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("file", 5L << 30);
        Save(path, folder["undo"], "u1[4Gi:+5_000_001] = 3", "u1[-1] = 4");
        PatchOperation.ApplyPatch(path, folder["undo"], new() { Sync = false });
        using FileStream stream = File.OpenRead(path);
        stream.Position = 4L << 30;
        byte[] there = new byte[5_000_001];
        stream.ReadExactly(there);
        Assert.That(there.AsSpan().IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        stream.Position = stream.Length - 1;
        Assert.That(stream.ReadByte(), Is.Zero);
    }

    private static void Save(string path, string undo, params string[] edits) => Save(path, undo, false, edits);

    private static void Save(string path, string undo, bool overwrite, params string[] edits) =>
        PatchOperation.Apply(path, edits.Select(text => Edit.Parse(text)), settings: new() { Sync = false, SaveUndo = new(undo, overwrite) });

    private static string RandomEdit(Random random, int length, string other)
    {
        int start = random.Next(length);
        int stop = random.Next(start, length) + 1;
        int step = random.Next(3) == 0 ? random.Next(1, 200) : 1;
        string view = $"u1[{start}:{stop}:{step}]";
        return random.Next(5) switch
        {
            0 => $"{view} = {random.Next(256)}",
            1 => $"{view} ^= {random.Next(256)}",
            2 => $"{view} += {random.Next(256)}",
            3 => $"{view} = @{other}::{view}",
            _ => $"u1[{start}:{stop}] = @::u1[{length - stop}:{length - start}]",
        };
    }
}
