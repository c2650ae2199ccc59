using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

public class MappedFileSpaceTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_window_into_a_hole_on_a_full_disk_is_an_exception([Values(1, 100, 4096, 1 << 20)] int window)
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        using MappedFile file = MappedFile.Create(mount["sparse"], 64 << 20, sparse: true);
        File.WriteAllBytes(mount["filler"], new byte[900 << 10]);
        Assert.Throws<IOException>(() => File.WriteAllBytes(mount["rest"], new byte[1 << 20]));

        using MemoryLease lease = file.Lease();
        MappedFileException error = Assert.Throws<MappedFileException>(() => lease.Write(10 << 20, window))!;
        Assert.That(error.Message, Does.Contain("no space left").And.Contain("bytes it needs"));
        Assert.Throws<MappedFileException>(() => file.WriteAt(20 << 20, new byte[window]));
        Assert.Throws<MappedFileException>(() => file.Allocate(0, file.Length));

        // On tmpfs even reading a hole takes a page of memory.
        Assert.Throws<MappedFileException>(() => lease.Read(10 << 20, window));

        File.Delete(mount["filler"]);
        File.Delete(mount["rest"]);
        lease.Write(10 << 20, Math.Min(window, 1 << 16))[0] = 1;
    }

    [Test]
    public void A_pass_that_fills_the_disk_ends_with_an_exception_and_a_living_process()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        using MappedFile file = MappedFile.Create(mount["sparse"], 256 << 20, sparse: true);
        using MemoryLease lease = file.Lease();
        long written = 0;
        Assert.Throws<MappedFileException>(() =>
        {
            for (long offset = 0; offset < file.Length; offset += 64 << 10)
            {
                lease.Write(offset, 64 << 10).Fill(0x77);
                written += 64 << 10;
            }
        });
        Assert.That(written, Is.InRange(4 << 20, 16 << 20));
        file.Sync();
        for (long offset = 0; offset < written; offset += 64 << 10)
        {
            Assert.That(lease.Read(offset, 64 << 10).IndexOfAnyExcept((byte)0x77), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Creating_more_than_the_disk_has_leaves_nothing_behind()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Create(mount["big"], 16 << 20))!.Message, Does.Contain("16777216 bytes"));
        Assert.That(Directory.GetFileSystemEntries(mount.Path), Is.Empty);
    }

    [Test]
    public void Allocating_keeps_length_and_content_and_takes_disk_space()
    {
        string path = _folder.Sparse("holes", 10 << 20);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
        file.WriteAt(4096, [1, 2, 3]);
        file.Allocate(0, 2 << 20);
        file.Allocate(file.Length, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Allocate(file.Length - 1, 2));
        Assert.That(file.CurrentLength, Is.EqualTo(10 << 20));
        byte[] read = new byte[5];
        file.ReadAt(4095, read);
        Assert.That(read, Is.EqualTo(new byte[] { 0, 1, 2, 3, 0 }));

        // du counts what is on disk.
        Assert.That(TemporaryMount.Run("sh", "-c", $"test $(du -k '{path}' | cut -f1) -ge 2048 -a $(du -k '{path}' | cut -f1) -lt 10240"), Is.Null);
    }

    [Test]
    public void A_gap_is_opened_and_closed_by_moving_extents()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        byte[] content = new byte[100_000];
        new Random(3).NextBytes(content);
        File.WriteAllBytes(mount["moved"], content);
        int block;
        using (MappedFile file = MappedFile.Open(mount["moved"], MapAccess.ReadWrite))
        {
            block = file.BlockSize;
            using (file.Lease())
            {
                Assert.Throws<InvalidOperationException>(() => file.TryInsertRange(0, file.BlockSize));
            }

            Assert.That(file.TryInsertRange(1, block), Is.False, "not aligned");
            Assert.That(file.TryInsertRange(block, 2 * block), Is.True);
            Assert.That(file.Length, Is.EqualTo(content.Length + (2 * block)));
            using MemoryLease lease = file.Lease();
            byte[] expected = [.. content.AsSpan(0, block), .. new byte[2 * block], .. content.AsSpan(block)];
            Assert.That(lease.Read(0, expected.Length).SequenceEqual(expected), Is.True);
            lease.Dispose();

            Assert.That(file.TryCollapseRange(block, 2 * block), Is.True);
            Assert.That(file.TryCollapseRange(0, 1 << 30), Is.False);
            Assert.That(file.Length, Is.EqualTo(content.Length));
        }

        Assert.That(File.ReadAllBytes(mount["moved"]), Is.EqualTo(content));
    }

    [Test]
    public void Where_the_file_system_can_not_move_extents_the_answer_is_no()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        File.WriteAllBytes(mount["file"], new byte[20_000]);
        using MappedFile file = MappedFile.Open(mount["file"], MapAccess.ReadWrite);
        Assert.That(file.TryInsertRange(0, 4096), Is.False);
        Assert.That(file.TryCollapseRange(0, 4096), Is.False);
        Assert.That(file.Length, Is.EqualTo(20_000));
    }

    [Test]
    public void A_changed_length_is_mapped_anew()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("resized", [1, 2, 3]), MapAccess.ReadWrite);
        MemoryLease old = file.Lease();
        Assert.Throws<InvalidOperationException>(() => file.SetLength(10));
        Assert.That(old.Read(0, 3)[2], Is.EqualTo(3), "a refusal leaves the lease alone");
        old.Dispose();
        file.SetLength(100_000);
        using (MemoryLease lease = file.Lease())
        {
            Assert.That(lease.Length, Is.EqualTo(100_000));
            Assert.That(lease.Read(2, 2).ToArray(), Is.EqualTo(new byte[] { 3, 0 }));
            lease.Write(99_999, 1)[0] = 1;
        }

        file.SetLength(0);
        file.SetLength(1);
        using MemoryLease last = file.Lease();
        Assert.That(last.Read(0, 1)[0], Is.Zero);
    }

    [Test]
    public void Lengths_change_among_leases_that_come_and_go()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("busy", new byte[4096]), MapAccess.ReadWrite);
        bool ended = false;
        Task reader = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref ended))
                {
                    using MemoryLease lease = file.Lease();
                    _ = lease.Read(0, 4096)[4095];
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        int changed = 0;
        for (int i = 0; i < 300; i++)
        {
            try
            {
                file.SetLength(4096 + (i % 7 * 5000));
                changed++;
            }
            catch (InvalidOperationException)
            {
                Assert.That(file.Length, Is.GreaterThanOrEqualTo(4096));
            }
        }

        Volatile.Write(ref ended, true);
        reader.Wait();
        Assert.That(changed, Is.Positive);
    }
}
