using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

/// <summary>Blocks that two files share, on a file system that can, and on one that can't.</summary>
[Platform("Linux")]
public sealed class FileExtentsTests
{
    [Test]
    public void A_shared_range_reads_the_same_and_stays_when_either_file_is_written()
    {
        using TemporaryMount mount = TemporaryMount.Xfs(320 << 20);
        byte[] bytes = new byte[4 * FileExtents.Alignment];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(mount["file"], bytes);
        using MappedFile file = MappedFile.Open(mount["file"], MapAccess.ReadWrite);
        Assert.That(file.Extents.CanShareWithNeighbour(mount["new"]), Is.True);
        Assert.That(Directory.GetFiles(mount.Path), Is.EqualTo(new[] { mount["file"] }), "finding out leaves nothing");
        using JournalFile copy = JournalFile.Create(mount["copy"]);
        Assert.That(copy.Extents!.TryClone(FileExtents.Alignment, file.Extents, 2 * FileExtents.Alignment, FileExtents.Alignment), Is.True);
        file.WriteAt(0, new byte[bytes.Length]);
        byte[] there = new byte[FileExtents.Alignment];
        copy.ReadAt(FileExtents.Alignment, there);
        Assert.That(there, Is.EqualTo(bytes[(2 * FileExtents.Alignment)..(3 * FileExtents.Alignment)]));
        Assert.That(copy.Length, Is.EqualTo(2 * FileExtents.Alignment));
        Assert.That(file.Extents.TryClone(0, copy.Extents, FileExtents.Alignment, FileExtents.Alignment), Is.True);
        file.ReadAt(0, there);
        Assert.That(there, Is.EqualTo(bytes[(2 * FileExtents.Alignment)..(3 * FileExtents.Alignment)]));
        Assert.That(() => copy.Extents!.TryClone(1, file.Extents, 0, FileExtents.Alignment), Throws.ArgumentException);
    }

    [Test]
    public void A_file_system_that_can_not_share_says_so()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        File.WriteAllBytes(mount["file"], new byte[FileExtents.Alignment]);
        using MappedFile file = MappedFile.Open(mount["file"], MapAccess.ReadWrite);
        Assert.That(file.Extents.CanShareWithNeighbour(mount["new"]), Is.False);
        using JournalFile copy = JournalFile.Create(mount["copy"]);
        Assert.That(copy.Extents!.TryClone(0, file.Extents, 0, FileExtents.Alignment), Is.False);
        Assert.That(copy.Length, Is.Zero);
    }

    [Test]
    public void Writing_back_is_no_change_and_needs_no_alignment()
    {
        using TemporaryFolder folder = new();
        using (MappedFile file = MappedFile.Open(folder.Write("file", new byte[100_000]), MapAccess.ReadWrite))
        {
            file.WriteAt(5, [1, 2, 3]);
            file.WriteBack(5, 3, wait: false);
            file.WriteBack(1, 99_000, wait: true);
            file.Sync();
        }

        Assert.That(File.ReadAllBytes(folder["file"])[5..8], Is.EqualTo(new byte[] { 1, 2, 3 }));
    }
}
