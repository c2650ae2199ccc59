using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class MappedFileOpeningTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void An_empty_file_is_a_source_of_no_bytes([Values] MapAccess access)
    {
        using MappedFile file = MappedFile.Open(_folder.Write("empty", []), access);
        using MemoryLease lease = file.Lease();
        Assert.That(file.Length, Is.Zero);
        Assert.That(lease.Read(0, 0).Length, Is.Zero);
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Read(0, 1));
        file.ReadAt(0, []);
    }

    [Test]
    public void A_file_of_one_byte_is_read([Values] MapAccess access)
    {
        using MappedFile file = MappedFile.Open(_folder.Write("one", [42]), access);
        using MemoryLease lease = file.Lease();
        Assert.That(lease.Read(0, 1)[0], Is.EqualTo(42));
        Assert.That(lease.Length, Is.EqualTo(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => lease.Read(1, 1));
    }

    [Test]
    public void The_far_end_of_a_file_beyond_4_GiB_is_read_and_written()
    {
        const long Length = (6L << 30) + 5;
        string path = _folder.Sparse("far", Length);
        using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
        using (MemoryLease lease = file.Lease())
        {
            Assert.That(file.Length, Is.EqualTo(Length));
            lease.Write(Length - 5, 5)[4] = 0x5a;
            lease.Write((1L << 32) + 3, 1)[0] = 0xa5;
        }

        using FileStream stream = File.OpenRead(path);
        Assert.That(stream.Length, Is.EqualTo(Length));
        stream.Position = Length - 1;
        Assert.That(stream.ReadByte(), Is.EqualTo(0x5a));
        stream.Position = (1L << 32) + 3;
        Assert.That(stream.ReadByte(), Is.EqualTo(0xa5));

        using MappedFile again = MappedFile.Open(path);
        using MemoryLease second = again.Lease();
        Assert.That(second.Read(Length - 5, 5).ToArray(), Is.EqualTo(new byte[] { 0, 0, 0, 0, 0x5a }));
    }

    [Test]
    public void Opening_maps_nothing_before_the_first_lease()
    {
        string path = _folder.Write("lazy", [1, 2, 3]);
        using MappedFile file = MappedFile.Open(path);
        file.ReadAt(0, new byte[3]);
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Not.Contain(path));
        using MemoryLease lease = file.Lease();
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Contain(path));
    }

    [Test]
    public void Read_mappings_refuse_to_be_written()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("r", [1]));
        using MemoryLease lease = file.Lease();
        Assert.That(file.IsReadOnly && lease.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => lease.Write(0, 1));
        Assert.Throws<InvalidOperationException>(() => file.WriteAt(0, [1]));
        Assert.Throws<InvalidOperationException>(() => file.Allocate(0, 1));
        Assert.Throws<InvalidOperationException>(() => file.SetLength(0));
        Assert.Throws<InvalidOperationException>(() => file.SyncRange(0, 1));
        Assert.Throws<InvalidOperationException>(() => file.AsMemory(0, 1));
    }

    [Test]
    public void A_missing_file_is_named()
    {
        MappedFileException error = Assert.Throws<MappedFileException>(() => MappedFile.Open(_folder["missing"]))!;
        Assert.That(error.Path, Is.EqualTo(_folder["missing"]));
        Assert.That(error.Message, Does.Contain("no such file").And.Not.Contain("\n"));
        Assert.Throws<MappedFileException>(() => MappedFile.Open(System.IO.Path.Combine(_folder.Write("plain", [1]), "below")));
    }

    [Test]
    public void Devices_without_an_end_are_refused_at_once_and_what_is_no_file_to_change()
    {
        Assert.That(TemporaryMount.Run("mkfifo", _folder["pipe"]), Is.Null);
        foreach (string path in new[] { "/dev/null", "/dev/zero", "/dev/random" })
        {
            foreach (MapAccess access in Enum.GetValues<MapAccess>())
            {
                Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(path, access))!.Message, Does.Contain("may have no end"));
            }
        }

        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(_folder["pipe"], MapAccess.ReadWrite))!.Message, Does.Contain("is a pipe"));
        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(_folder.Path))!.Message, Does.Contain("folder"));
        if (OperatingSystem.IsLinux())
        {
            Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open("/proc/self/comm", MapAccess.ReadWrite))!.Message, Does.Contain("file of the kernel"));
        }
    }

    [Test]
    [Platform("Linux")]
    public void A_pipe_and_a_file_of_the_kernel_are_copied_and_the_copy_is_a_file()
    {
        using (MappedFile version = MappedFile.Open("/proc/version"))
        {
            Assert.That(version.IsCopy, Is.True);
            Assert.That(Bytes(version), Is.EqualTo(File.ReadAllBytes("/proc/version")));
        }

        Assert.That(TemporaryMount.Run("mkfifo", _folder["pipe"]), Is.Null);
        Task writer = Task.Run(() =>
        {
            Thread.Sleep(100);
            using FileStream stream = new(_folder["pipe"], FileMode.Open, FileAccess.Write);
            stream.Write([1, 2]);
            stream.Flush();
            Thread.Sleep(100);
            stream.Write([3]);
        });
        using MappedFile pipe = MappedFile.Open(_folder["pipe"], MapAccess.CopyOnWrite);
        writer.Wait();
        Assert.That(Bytes(pipe), Is.EqualTo(new byte[] { 1, 2, 3 }));
        pipe.WriteAt(0, [9]);
        Assert.That(Bytes(pipe), Is.EqualTo(new byte[] { 9, 2, 3 }));

        using CancellationTokenSource end = new(TimeSpan.FromMilliseconds(200));
        Assert.Throws<OperationCanceledException>(() => MappedFile.Open(_folder["pipe"], locking: FileLocking.None with { Cancellation = end.Token }));
        using MappedFile copy = MappedFile.CopyOf(new MemoryStream([4, 5, 0, 0]), "a stream");
        Assert.That((copy.Path, copy.Length, copy.IsCopy), Is.EqualTo(("a stream", 4L, true)));
        Assert.That(Bytes(copy), Is.EqualTo(new byte[] { 4, 5, 0, 0 }));
    }

    [Test]
    public void Links_are_followed_and_recognised()
    {
        string path = _folder.Write("real", [7, 8]);
        File.CreateSymbolicLink(_folder["soft"], "real");
        Assert.That(TemporaryMount.Run("ln", path, _folder["hard"]), Is.Null);
        using MappedFile real = MappedFile.Open(path);
        using MappedFile soft = MappedFile.Open(_folder["soft"]);
        using MappedFile hard = MappedFile.Open(_folder["hard"]);
        using MappedFile other = MappedFile.Open(_folder.Write("other", [7, 8]));
        Assert.That(soft.Length, Is.EqualTo(2));
        Assert.That(real.IsSameFileAs(soft) && real.IsSameFileAs(hard), Is.True);
        Assert.That(real.IsSameFileAs(other), Is.False);
        Assert.That(FileIdentity.Of(_folder["soft"]), Is.EqualTo(real.Identity));
        Assert.That(FileIdentity.Of(_folder["none"]), Is.Null);
    }

    [Test]
    public void A_link_to_itself_is_an_error()
    {
        File.CreateSymbolicLink(_folder["loop"], "loop");
        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(_folder["loop"]))!.Message, Does.Contain("circle"));
    }

    [Test]
    public void A_read_only_file_system_can_be_read_but_not_written()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        File.WriteAllBytes(mount["file"], [1, 2]);
        mount.MakeReadOnly();
        using (MappedFile file = MappedFile.Open(mount["file"], MapAccess.CopyOnWrite))
        using (MemoryLease lease = file.Lease())
        {
            lease.Write(0, 1)[0] = 9;
            Assert.That(lease.Read(0, 2).ToArray(), Is.EqualTo(new byte[] { 9, 2 }));
        }

        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(mount["file"], MapAccess.ReadWrite))!.Message, Does.Contain("read-only"));
        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Create(mount["new"], 1))!.Message, Does.Contain("can't be created").And.Contain("ead-only"));
    }

    [Test]
    public void A_file_without_permission_is_an_error()
    {
        string path = _folder.Write("fixed", [1]);
        if (TemporaryMount.Run("chattr", "+i", path) is { } trouble)
        {
            Assert.Ignore($"no file can be made immutable here: {trouble}");
        }

        try
        {
            Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Open(path, MapAccess.ReadWrite))!.Message, Does.Contain("permission denied"));
        }
        finally
        {
            TemporaryMount.Run("chattr", "-i", path);
        }
    }

    [Test]
    public void Copy_on_write_never_reaches_the_file()
    {
        byte[] content = new byte[20_000];
        Random.Shared.NextBytes(content);
        string path = _folder.Write("cow", content);
        using (MappedFile file = MappedFile.Open(path, MapAccess.CopyOnWrite))
        {
            using (MemoryLease lease = file.Lease())
            {
                lease.Write(0, 20_000).Fill(1);
                Assert.That(lease.Read(19_999, 1)[0], Is.EqualTo(1));
            }

            file.WriteAt(5, [2, 3]);
            byte[] read = new byte[4];
            file.ReadAt(4, read);
            Assert.That(read, Is.EqualTo(new byte[] { 1, 2, 3, 1 }));
            Assert.That(file.Advise(0, file.Length, AccessAdvice.DontNeed), Is.False, "letting go of private pages would lose them");
            Assert.Throws<InvalidOperationException>(() => file.SetLength(1));
            file.Sync();
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(content));
    }

    [Test]
    public void Creating_makes_a_file_of_zeros_and_never_overwrites()
    {
        using (MappedFile file = MappedFile.Create(_folder["new"], 10_000))
        {
            file.WriteAt(9_999, [1]);
            Assert.That(file.Access, Is.EqualTo(MapAccess.ReadWrite));
        }

        Assert.That(new FileInfo(_folder["new"]).Length, Is.EqualTo(10_000));
        Assert.That(Assert.Throws<MappedFileException>(() => MappedFile.Create(_folder["new"], 1))!.Message, Does.Contain("already exists"));
        File.CreateSymbolicLink(_folder["dangling"], "nowhere");
        Assert.Throws<MappedFileException>(() => MappedFile.Create(_folder["dangling"], 1));
        Assert.Throws<MappedFileException>(() => MappedFile.Create(_folder["no/such/folder"], 1));
        Assert.That(new FileInfo(_folder["new"]).Length, Is.EqualTo(10_000));
    }

    [Test]
    public void A_file_too_large_for_the_address_space_is_an_error_when_mapped()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(1 << 20);
        using MappedFile file = MappedFile.Create(mount["huge"], long.MaxValue & ~4095L, sparse: true);
        Assert.That(Assert.Throws<MappedFileException>(() => file.Lease())!.Message, Does.Contain("address space"));
        file.WriteAt(file.Length - 1, [1]);
    }

    [Test]
    public void A_terabyte_file_is_mapped_with_every_access([Values] MapAccess access)
    {
        const long Length = 2L << 40;
        string path = _folder.Sparse("terabytes", Length);
        MappedFile file = MappedFile.Open(path, access);
        MemoryLease lease = file.Lease();
        Assert.That(lease.Read(Length - 1, 1)[0], Is.Zero);
        if (access != MapAccess.Read)
        {
            lease.Write(Length - 2, 2).Fill(3);
            Assert.That(lease.Read(Length - 3, 3).ToArray(), Is.EqualTo(new byte[] { 0, 3, 3 }));
        }

        lease.Dispose();
        file.Dispose();
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Not.Contain(path));
    }

    private static byte[] Bytes(MappedFile file)
    {
        byte[] bytes = new byte[file.Length];
        file.ReadAt(0, bytes);
        using MemoryLease lease = file.Lease();
        Assert.That(lease.Read(0, bytes.Length).ToArray(), Is.EqualTo(bytes));
        return bytes;
    }
}
