using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Engine;

/// <summary>The source of windows. A hole is not in the page cache; bytes that were just written are.</summary>
public sealed class ScanSourceTests
{
    private const int Length = 64 << 20;

    [Test]
    public void Bytes_from_the_disk_are_read_by_threads_that_keep_close([Values(WindowSource.Auto, WindowSource.Buffered)] WindowSource io)
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("hole", Length));
        ScanSource source = Choose(file, Length, io);
        Assert.Multiple(() =>
        {
            Assert.That(source.ComesFromDisk, Is.True);
            Assert.That(source.Io, Is.EqualTo(WindowSource.Buffered));
            Assert.That(source.Threads, Is.EqualTo(3));
        });
    }

    [Test]
    public void A_half_cached_file_is_tried_both_ways_by_threads_that_keep_close()
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("half", Length);
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.Write(new byte[Length * 3 / 4]);
        }

        using MappedFile file = MappedFile.Open(path);
        ScanSource source = Choose(file, Length, WindowSource.Auto);
        Assert.That((source.ComesFromDisk, source.Io), Is.EqualTo((true, WindowSource.Auto)));
    }

    [Test]
    public void Cached_mapped_and_small_views_are_read_as_asked()
    {
        using TemporaryFolder folder = new();
        using MappedFile written = MappedFile.Open(folder.Write("data", new byte[Length]));
        using MappedFile hole = MappedFile.Open(folder.Sparse("hole", Length));
        Assert.Multiple(() =>
        {
            Assert.That(Choose(written, Length, WindowSource.Auto), Has.Property(nameof(ScanSource.ComesFromDisk)).False.And.Property(nameof(ScanSource.Io)).EqualTo(WindowSource.Auto));
            Assert.That(Choose(hole, Length, WindowSource.Mapped), Has.Property(nameof(ScanSource.ComesFromDisk)).False.And.Property(nameof(ScanSource.Io)).EqualTo(WindowSource.Mapped));
            Assert.That(Choose(hole, Length - 1, WindowSource.Auto), Has.Property(nameof(ScanSource.ComesFromDisk)).False.And.Property(nameof(ScanSource.Io)).EqualTo(WindowSource.Auto));
        });
    }

    private static ScanSource Choose(MappedFile file, long length, WindowSource io)
    {
        MemoryView view = new(file, Layout.Contiguous(ElementType.UInt8, [length]), readOnly: true);
        return ScanSource.Choose(view, ScanShape.Of(1), new WorkLimits { Threads = 3, Io = io });
    }
}
