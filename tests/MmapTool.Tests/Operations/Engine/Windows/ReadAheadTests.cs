using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Engine;

/// <summary>A hole is not in the page cache; bytes that were just written are.</summary>
public sealed class ReadAheadTests
{
    private const int Length = 32 << 20;

    [Test]
    public void Bytes_that_are_not_cached_are_brought_in()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Sparse("hole", Length));
        Assume.That(file.CachedShare(0, Length), Is.LessThan(0.1));
        using (ReadAhead? ahead = ReadAhead.Of(View(file)))
        {
            Assert.That(ahead, Is.Not.Null);
        }

        using MappedFile small = MappedFile.Open(folder.Sparse("small", 100));
        Assert.That(ReadAhead.Of(View(small)), Is.Null);
    }

    [Test]
    public void Bytes_that_are_cached_are_not_read_ahead()
    {
        using TemporaryFolder folder = new();
        using MappedFile file = MappedFile.Open(folder.Write("data", new byte[Length]));
        Assert.That(ReadAhead.Of(View(file)), Is.Null);
        using MemorySource memory = MemorySource.Of(new byte[Length]);
        Assert.That(ReadAhead.Of(View(memory)), Is.Null);
    }

    private static MemoryView View(MemorySource source) => new(source, Layout.Contiguous(ElementType.UInt8, [source.Length / 4, 4]).Transpose(), readOnly: true);
}
