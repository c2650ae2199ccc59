using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

/// <summary>Unfinished outputs, with and without a name meanwhile.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
[Platform("Linux")]
[NonParallelizable]
[TestFixture(true)]
[TestFixture(false)]
public class ReplacementFileTests(bool nameless)
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        NamelessFile.IsUsed = nameless;
        _folder = new();
        using UnixFile? probe = NamelessFile.TryCreate(_folder.Path, isPrivate: true, "probe");
        if (nameless && probe is null)
        {
            Assert.Ignore("the file system of temporary files has no O_TMPFILE");
        }
    }

    [TearDown]
    public void TearDown()
    {
        NamelessFile.IsUsed = true;
        _folder.Dispose();
    }

    // Where the unfinished file can be looked at.
    private string Unfinished() => nameless
        ? Directory.GetFileSystemEntries("/proc/self/fd").Single(link => new FileInfo(link).LinkTarget?.StartsWith(_folder.Path + "/", StringComparison.Ordinal) == true)
        : Directory.GetFiles(_folder.Path, ".out.*").Single();

    private string[] Names() => [.. Directory.GetFileSystemEntries(_folder.Path).Select(path => System.IO.Path.GetFileName(path)!).Order()];

    private static void Write(string path, bool overwrite, byte[] content, long expected = 0)
    {
        using ReplacementFile file = ReplacementFile.Create(path, overwrite, expected);
        file.Stream.Write(content);
        file.Commit();
    }

    [Test]
    public void A_new_file_appears_whole_with_the_mode_of_the_umask([Values(0, 5, 1 << 20)] long expected)
    {
        using (ReplacementFile file = ReplacementFile.Create(_folder["out"], overwrite: false, expected))
        {
            file.Stream.Write([1, 2, 3]);
            Assert.That(File.Exists(_folder["out"]), Is.False);
            Assert.That(Names(), Has.Length.EqualTo(nameless ? 0 : 1).And.All.Match(@"^\.out\.[0-9a-f]{16}\.tmp$"));
            Assert.That(new FileInfo(Unfinished()).Exists);
            file.Commit();
        }

        Assert.That(Names(), Is.EqualTo(new[] { "out" }));
        Assert.That(File.ReadAllBytes(_folder["out"]), Is.EqualTo(new byte[] { 1, 2, 3 }));
        _folder.Write("plain", []);
        Assert.That(File.GetUnixFileMode(_folder["out"]), Is.EqualTo(File.GetUnixFileMode(_folder["plain"])));
        Assert.That(TemporaryMount.Run("sh", "-c", $"test $(du -k '{_folder["out"]}' | cut -f1) -le 8"), Is.Null, "what was allocated in excess is given back");
    }

    [Test]
    public void Without_a_commit_nothing_is_left()
    {
        _folder.Write("out", [7]);
        ReplacementFile file = ReplacementFile.Create(_folder["out"], overwrite: true, 100_000);
        file.Stream.Write(new byte[10]);
        file.Dispose();
        file.Dispose();
        Assert.That(Names(), Is.EqualTo(new[] { "out" }));
        Assert.That(File.ReadAllBytes(_folder["out"]), Is.EqualTo(new byte[] { 7 }));
        Assert.Throws<ObjectDisposedException>(() => file.Commit());
    }

    [Test]
    public void A_replaced_file_keeps_its_mode_and_owner_and_is_private_meanwhile()
    {
        string path = _folder.Write("out", [7]);
        Assert.That(TemporaryMount.Run("chmod", "0641", path), Is.Null);
        bool owned = Environment.IsPrivilegedProcess && TemporaryMount.Run("chown", "1234:4321", path) is null;
        using (ReplacementFile file = ReplacementFile.Create(path, overwrite: true))
        {
            Assert.That(File.GetUnixFileMode(Unfinished()), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            file.Stream.WriteByte(8);
            file.Commit(sync: false);
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 8 }));
        Assert.That((int)File.GetUnixFileMode(path), Is.EqualTo(Convert.ToInt32("641", 8)));
        if (owned)
        {
            Assert.That(TemporaryMount.Run("sh", "-c", $"test $(stat -c %u:%g '{path}') = 1234:4321"), Is.Null);
        }
    }

    [Test]
    public void A_taken_place_is_refused_and_the_mend_named()
    {
        string path = _folder.Write("out", [7]);
        MappedFileException error = Assert.Throws<MappedFileException>(() => ReplacementFile.Create(path, overwrite: false))!;
        Assert.That(error.Message, Does.Contain("already exists").And.Contain("--force"));
        Assert.That(error.Path, Is.EqualTo(path));
        Assert.That(Names(), Is.EqualTo(new[] { "out" }));
    }

    [Test]
    public void A_place_that_is_taken_meanwhile_is_not_overwritten([Values] bool link)
    {
        string path = _folder["out"];
        using (ReplacementFile file = ReplacementFile.Create(path, overwrite: false))
        {
            file.Stream.WriteByte(1);
            if (link)
            {
                File.CreateSymbolicLink(path, "nowhere");
            }
            else
            {
                File.WriteAllBytes(path, [2]);
            }

            Assert.That(Assert.Throws<MappedFileException>(() => file.Commit())!.Message, Does.Contain("already exists"));
        }

        Assert.That(Names(), Is.EqualTo(new[] { "out" }));
        Assert.That(link ? new FileInfo(path).LinkTarget : Convert.ToHexString(File.ReadAllBytes(path)), Is.EqualTo(link ? "nowhere" : "02"));
    }

    [Test]
    public void The_file_behind_a_link_is_replaced_and_not_the_link()
    {
        Directory.CreateDirectory(_folder["below"]);
        File.WriteAllBytes(_folder["below/real"], [1]);
        File.CreateSymbolicLink(_folder["middle"], "below/real");
        File.CreateSymbolicLink(_folder["link"], "middle");
        Write(_folder["link"], overwrite: true, [2]);
        Assert.That(new FileInfo(_folder["link"]).LinkTarget, Is.EqualTo("middle"));
        Assert.That(new FileInfo(_folder["middle"]).LinkTarget, Is.EqualTo("below/real"));
        Assert.That(File.ReadAllBytes(_folder["below/real"]), Is.EqualTo(new byte[] { 2 }));
        Assert.That(Directory.GetFiles(_folder["below"]), Has.Length.EqualTo(1));
        Assert.Throws<MappedFileException>(() => ReplacementFile.Create(_folder["link"], overwrite: false));

        File.CreateSymbolicLink(_folder["dangling"], "fresh");
        Assert.Throws<MappedFileException>(() => ReplacementFile.Create(_folder["dangling"], overwrite: false), "the name is taken, though it leads to nothing");
        Write(_folder["dangling"], overwrite: true, [3]);
        Assert.That(File.ReadAllBytes(_folder["fresh"]), Is.EqualTo(new byte[] { 3 }));
        Assert.That(new FileInfo(_folder["dangling"]).LinkTarget, Is.EqualTo("fresh"));
    }

    [Test]
    public void Paths_that_lead_to_no_regular_file_are_refused()
    {
        File.CreateSymbolicLink(_folder["loop"], "loop");
        foreach (string path in new[] { _folder.Path, "/dev/null", _folder["no/such"], _folder["loop"] })
        {
            Assert.That(Assert.Throws<MappedFileException>(() => ReplacementFile.Create(path, overwrite: true))!.Path, Is.EqualTo(path));
        }

        Assert.That(File.Exists("/dev/null"), Is.True);
    }

    [Test]
    public void A_disk_without_the_space_is_told_at_once_and_one_that_fills_up_later_too()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        Assert.That(
            Assert.Throws<MappedFileException>(() => ReplacementFile.Create(mount["out"], overwrite: false, 8 << 20))!.Message, Does.Contain("8388608 bytes"));
        using (ReplacementFile file = ReplacementFile.Create(mount["out"], overwrite: false))
        {
            MappedFileException error = Assert.Throws<MappedFileException>(() => file.Stream.Write(new byte[2 << 20]))!;
            Assert.That(error.Message, Does.Contain("no space"));
            Assert.That(error.Path, Is.EqualTo(mount["out"]));
            Assert.Throws<MappedFileException>(() => file.WriteAt(3 << 20, new byte[1]));
        }

        Assert.That(Directory.GetFileSystemEntries(mount.Path), Is.Empty);
    }

    [Test]
    public void Small_writes_seeks_and_writes_elsewhere_meet()
    {
        using (ReplacementFile file = ReplacementFile.Create(_folder["out"], overwrite: false))
        {
            for (int i = 0; i < 100_000; i++)
            {
                file.Stream.WriteByte((byte)i);
            }

            file.Stream.Position = 3;
            file.Stream.WriteByte(99);
            file.Stream.Flush();
            file.WriteAt(100_000, [1, 2]);
            file.Commit();
        }

        byte[] expected = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i), 1, 2];
        expected[3] = 99;
        Assert.That(File.ReadAllBytes(_folder["out"]), Is.EqualTo(expected));
    }

    [Test]
    public void A_name_as_long_as_a_name_can_be_is_fine()
    {
        string path = _folder[new string('n', 200) + "äöüäöüäöüäöüäöüäöüäöüäöüäöü"];
        Write(path, overwrite: false, [1]);
        Write(path, overwrite: true, [2]);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 2 }));
    }

    [Test]
    public void A_place_that_may_be_taken_and_is_free_or_is_given_up_meanwhile_is_taken()
    {
        Write(_folder["out"], overwrite: true, [1]);
        using (ReplacementFile file = ReplacementFile.Create(_folder["out"], overwrite: true))
        {
            file.Stream.WriteByte(2);
            File.Delete(_folder["out"]);
            file.Commit();
        }

        Assert.That(File.ReadAllBytes(_folder["out"]), Is.EqualTo(new byte[] { 2 }));
        Assert.That(Names(), Is.EqualTo(new[] { "out" }));
    }

    [Test]
    public void A_folder_that_is_gone_when_the_file_is_complete_is_told()
    {
        Directory.CreateDirectory(_folder["below"]);
        using ReplacementFile file = ReplacementFile.Create(_folder["below/out"], overwrite: false);
        file.Stream.WriteByte(1);
        Directory.Delete(_folder["below"], recursive: true);
        MappedFileException error = Assert.Throws<MappedFileException>(() => file.Commit())!;
        Assert.That(error.Message, Does.Contain("no such file or folder"));
        Assert.That(error.Path, Is.EqualTo(_folder["below/out"]));
    }

    [Test]
    public void Pending_files_can_be_deleted_all_at_once()
    {
        ReplacementFile first = ReplacementFile.Create(_folder["first"], overwrite: false);
        using ReplacementFile second = ReplacementFile.Create(_folder["second"], overwrite: false);
        Write(_folder["done"], overwrite: false, [1]);
        ReplacementFile.DeletePending();
        Assert.That(Names(), Is.EqualTo(new[] { "done" }));
        first.Dispose();
        Assert.Throws<MappedFileException>(() => second.Commit());
        Assert.That(Names(), Is.EqualTo(new[] { "done" }));
    }
}
