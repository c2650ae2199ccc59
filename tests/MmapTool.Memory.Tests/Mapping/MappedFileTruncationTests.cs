using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

/// <summary>Another process cuts the file while it is open. Without a check, the next window would end this process.</summary>
public class MappedFileTruncationTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static void Cut(string path, long length)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(length);
    }

    [Test]
    public void A_window_that_the_file_no_longer_reaches_is_an_exception([Values] MapAccess access, [Values(1, 100, 4096, 1 << 20)] int window)
    {
        const int Length = 4 << 20;
        string path = _folder.Write("cut", new byte[Length]);
        using MappedFile file = MappedFile.Open(path, access, FileLocking.None);
        using MemoryLease lease = file.Lease();
        _ = lease.Read(Length - window, window)[0];
        Cut(path, Length / 2);

        MappedFileException error = Assert.Throws<MappedFileException>(() => lease.Read(Length - window, window))!;
        Assert.That(error.Message, Does.Contain($"truncated to {Length / 2} bytes"));
        Assert.Throws<MappedFileException>(() => lease.Read((Length / 2) - window + 1, window));
        Assert.That(lease.Read((Length / 2) - window, window)[0], Is.Zero);
        Assert.Throws<MappedFileException>(() => file.ReadAt(Length - 1, new byte[1]));
        Assert.That(file.CurrentLength, Is.EqualTo(Length / 2));
        Assert.That(file.Length, Is.EqualTo(Length));
        if (access != MapAccess.Read)
        {
            Assert.Throws<MappedFileException>(() => lease.Write(Length - window, window));
            Assert.Throws<MappedFileException>(() => file.WriteAt(Length - 1, [1]));
            Assert.That(new FileInfo(path).Length, Is.EqualTo(Length / 2), "a write must not grow it again");
        }
    }

    [Test]
    public void A_file_cut_before_it_is_mapped_is_an_exception()
    {
        string path = _folder.Write("cut", new byte[100_000]);
        using MappedFile file = MappedFile.Open(path, locking: FileLocking.None);
        Cut(path, 10);
        Assert.Throws<MappedFileException>(() =>
        {
            using MemoryLease lease = file.Lease();
            lease.Read(99_999, 1);
        });
    }

    [Test]
    public void A_file_cut_to_nothing_before_it_is_mapped_is_an_exception([Values] MapAccess access)
    {
        string path = _folder.Write("cut", new byte[100_000]);
        using MappedFile file = MappedFile.Open(path, access, FileLocking.None);
        Cut(path, 0);
        Assert.Throws<MappedFileException>(() => file.Lease());
    }
}
