using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[NonParallelizable]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class MappedFileResidenceTests
{
    [TestCase(64 << 10, 1L << 30)]
    [TestCase(1 << 20, 1L << 30)]
    [TestCase(16 << 20, 6L << 30)]
    public void A_whole_pass_stays_small(int window, long length)
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("big", length));
        long before = FileBackedBytes();
        long most = 0;
        long sum = 0;
        using (MemoryLease lease = file.Lease())
        {
            for (long offset = 0; offset < length; offset += window)
            {
                ReadOnlySpan<byte> span = lease.Read(offset, window);
                for (int i = 0; i < span.Length; i += 4096)
                {
                    sum += span[i];
                }

                if (offset % (64 << 20) == 0)
                {
                    most = Math.Max(most, FileBackedBytes() - before);
                }
            }

            most = Math.Max(most, FileBackedBytes() - before);
        }

        Assert.That(sum, Is.Zero);
        Assert.That(most, Is.LessThan(80 << 20));
    }

    [Test]
    public void Scattered_single_bytes_stay_small_too()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("big", 6L << 30));
        file.ResidentWindow = 4 << 20;
        long before = FileBackedBytes();
        using MemoryLease lease = file.Lease();
        Random random = new(1);
        for (int i = 0; i < 1500; i++)
        {
            Assert.That(lease.Read(random.NextInt64(file.Length), 1)[0], Is.Zero);
        }

        Assert.That(FileBackedBytes() - before, Is.LessThan(40 << 20));
    }

    [Test]
    public void Bytes_far_apart_stay_small_where_the_page_cache_has_large_pages()
    {
        // The page cache has large pages after long writes, on file systems that support them. A touched byte maps its whole page.
        const int Mebi = 1 << 20;
        const int Length = 512 * Mebi;
        using TemporaryFolder folder = new();
        byte[] piece = new byte[8 * Mebi];
        using (FileStream stream = new(folder["written"], FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            for (int done = 0; done < Length; done += piece.Length)
            {
                stream.Write(piece);
            }
        }

        using MappedFile file = MappedFile.Open(folder["written"]);
        long before = FileBackedBytes();
        long most = 0;
        using MemoryLease lease = file.Lease();
        for (long offset = 0; offset < Length; offset += Mebi)
        {
            Assert.That(lease.Read(offset, 1)[0], Is.Zero);
            most = Math.Max(most, FileBackedBytes() - before);
        }

        Assert.That(most, Is.LessThan(2 * file.ResidentWindow));
    }

    [Test]
    public void Many_short_leases_stay_small()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("big", 1L << 30));
        long before = FileBackedBytes();
        for (long offset = 0; offset < file.Length; offset += 1 << 20)
        {
            using MemoryLease lease = file.Lease();
            _ = lease.Read(offset, 1 << 20)[5];
        }

        Assert.That(FileBackedBytes() - before, Is.LessThan(80 << 20));
    }

    [Test]
    public void Written_bytes_survive_when_their_pages_are_released()
    {
        using TemporaryFolder folder = new();
        const int Window = 1 << 20;
        using MappedFile file = MappedFile.Open(folder.Sparse("written", 64 << 20), MapAccess.ReadWrite, FileLocking.None);
        file.ResidentWindow = 4 << 20;
        using MemoryLease lease = file.Lease();
        for (int i = 0; i < 64; i++)
        {
            lease.Write((long)i * Window, Window).Fill((byte)i);
        }

        Span<byte> early = lease.Write(0, Window);
        for (int i = 0; i < 64; i++)
        {
            Assert.That(lease.Read((long)i * Window, Window).IndexOfAnyExcept((byte)i), Is.EqualTo(-1));
        }

        early[3] = 200;
        Assert.That(lease.Read(3, 1)[0], Is.EqualTo(200), "a span outlives the letting go of its pages");
        Assert.That(File.ReadAllBytes(folder["written"])[^1], Is.EqualTo(63));
    }

    [Test]
    public void Private_pages_are_never_let_go()
    {
        using TemporaryFolder folder = new();
        const int Window = 1 << 20;
        using MappedFile file = MappedFile.Open(folder.Sparse("private", 32 << 20), MapAccess.CopyOnWrite);
        file.ResidentWindow = 1 << 20;
        using MemoryLease lease = file.Lease();
        for (int i = 0; i < 32; i++)
        {
            lease.Write((long)i * Window, Window).Fill((byte)(i + 1));
        }

        for (int i = 0; i < 32; i++)
        {
            Assert.That(lease.Read((long)i * Window, Window).IndexOfAnyExcept((byte)(i + 1)), Is.EqualTo(-1));
        }
    }

    [Test]
    public void Every_kind_of_advice_is_accepted_and_changes_no_byte()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Write("advised", new byte[100_000]));
        foreach (AccessAdvice advice in Enum.GetValues<AccessAdvice>())
        {
            Assert.That(file.Advise(12_345, 60_001, advice), Is.True, advice.ToString());
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Advise(1, 100_000, AccessAdvice.Random));
    }

    // Not the peak: the whole test run shares this process.
    private static long FileBackedBytes()
    {
        ProcessMemory memory = ProcessMemory.Current();
        return memory.ResidentBytes - memory.AnonymousBytes;
    }
}
