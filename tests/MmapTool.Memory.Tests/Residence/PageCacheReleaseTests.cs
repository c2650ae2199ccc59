using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

/// <summary>The pages that a pass leaves in the page cache, as mincore(2) tells them.</summary>
[NonParallelizable]
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class PageCacheReleaseTests
{
    private const int Length = 48 << 20;
    private const int Portion = 1 << 20;

    [Test]
    public void A_pass_that_the_limit_can_not_hold_leaves_little_behind()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = Evicted(folder);
        Pass(file, limit: 64 << 20);
        Assert.That(file.CachedShare(0, 32 << 20), Is.LessThan(0.1));
    }

    [TestCase(null)]
    [TestCase(1L << 30)]
    public void Where_memory_is_enough_all_stays(long? limit)
    {
        using TemporaryFolder folder = new();
        using MappedFile file = Evicted(folder);
        Pass(file, limit);
        Assert.That(file.CachedShare(0, Length), Is.GreaterThan(0.9));
    }

    [Test]
    public void Pages_that_were_cached_before_stay()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = Evicted(folder);
        Pass(file, limit: null);
        Pass(file, limit: 64 << 20);
        Assert.That(file.CachedShare(0, Length), Is.GreaterThan(0.9));
    }

    private static MappedFile Evicted(TemporaryFolder folder)
    {
        byte[] content = new byte[Length];
        new Random(4).NextBytes(content);
        string path = folder.Write("data", content);
        using (MappedFile writable = MappedFile.Open(path, MapAccess.ReadWrite))
        {
            writable.Sync();
        }

        MappedFile file = MappedFile.Open(path);
        file.Uncache(0, Length);
        Assume.That(file.CachedShare(0, Length), Is.LessThan(0.1), "the file system keeps its files in memory");
        return file;
    }

    private static void Pass(MappedFile file, long? limit)
    {
        PageCacheRelease trail = new(file, 0, Length, limit);
        byte[] buffer = new byte[Portion];
        for (long offset = 0; offset < Length; offset += Portion)
        {
            file.ReadAt(offset, buffer);
            trail.Passed(offset + Portion);
        }
    }
}
