using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

public class MappedFileDurabilityTests
{
    [TestCase(0, 20_000)]
    [TestCase(5_001, 1)]
    [TestCase(4_095, 8_195)]
    [TestCase(19_999, 1)]
    [TestCase(20_000, 0)]
    public void Any_range_can_be_synced(long offset, int length)
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Create(folder["synced"], 20_000);
        file.SyncRange(offset, length);
        using (MemoryLease lease = file.Lease())
        {
            lease.Write(offset, length).Fill(1);
            file.SyncRange(offset, length);
        }

        file.Sync();
        Assert.Throws<ArgumentOutOfRangeException>(() => file.SyncRange(offset, 20_001));
    }

    [Test]
    public void A_range_that_was_synced_is_on_the_disk_and_another_may_not_be()
    {
        // The file system is stopped as by a loss of power, and what the device holds is looked at.
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        using (MappedFile file = MappedFile.Create(mount["file"], 1 << 20))
        {
            file.Sync();
            using MemoryLease lease = file.Lease();
            lease.Write(500_001, 3)[1] = 0x5a;
            file.SyncRange(500_001, 3);
            if (!Shutdown(mount.Path))
            {
                Assert.Ignore("the file system can't be shut down here");
            }
        }

        string image = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(mount.Path)!, "image");
        string second = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(mount.Path)!, "second");
        Directory.CreateDirectory(second);
        Assert.That(TemporaryMount.Run("umount", mount.Path), Is.Null);
        Assert.That(TemporaryMount.Run("mount", "-o", "loop", image, second), Is.Null);
        try
        {
            Assert.That(File.ReadAllBytes(System.IO.Path.Combine(second, "file"))[500_002], Is.EqualTo(0x5a));
        }
        finally
        {
            TemporaryMount.Run("umount", second);
        }
    }

    [Test]
    public void A_failed_sync_is_reported_and_never_forgotten([Values] bool range)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        using MappedFile file = MappedFile.Create(mount["file"], 1 << 20);
        using MappedFile other = MappedFile.Create(mount["other"], 1 << 20);
        file.Sync();
        file.WriteAt(0, [1, 2, 3]);
        using MemoryLease lease = file.Lease();
        lease.Write(8192, 1)[0] = 1;
        if (!Shutdown(mount.Path))
        {
            Assert.Ignore("the file system can't be shut down here");
        }

        MappedFileException first = Assert.Throws<MappedFileException>(Sync)!;
        Assert.That(first.Message, Does.Contain("can't be made durable"));
        Assert.That(Assert.Throws<MappedFileException>(Sync)!.Message, Does.Contain("earlier attempt failed"));
        Assert.That(Assert.Throws<MappedFileException>(file.Sync)!.Message, Does.Contain("earlier attempt failed"));

        void Sync()
        {
            if (range)
            {
                file.SyncRange(8192, 1);
            }
            else
            {
                file.Sync();
            }
        }
    }

    // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: from here every write fails, as on a device that is gone.
    private static bool Shutdown(string path) => TemporaryMount.Run(
        "/usr/bin/python3", "-c", "import fcntl,os,struct,sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))", path) is null;
}
