using System.Buffers;
using System.IO.Pipelines;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class MappedFileSequenceTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void A_sequence_has_the_bytes_of_its_range([Values(1, 1000, 4096, 1 << 24)] int segment, [Values(0, 1, 777)] int offset)
    {
        byte[] content = new byte[9_999];
        new Random(5).NextBytes(content);
        using MappedFile file = MappedFile.Open(_folder.Write("bytes", content));
        using MappedSequence owner = file.AsSequence(offset, content.Length - offset, segment);
        Assert.That(owner.Sequence.Length, Is.EqualTo(content.Length - offset));
        Assert.That(owner.Sequence.ToArray(), Is.EqualTo(content[offset..]));
        Assert.That(owner.Sequence.Slice(10, 20).ToArray(), Is.EqualTo(content[(offset + 10)..(offset + 30)]));
        Assert.That(owner.Sequence.IsSingleSegment, Is.EqualTo(segment >= content.Length - offset));
    }

    [Test]
    public void A_sequence_may_be_longer_than_any_memory()
    {
        const long Length = 5L << 30;
        string path = _folder.Sparse("long", Length);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        file.WriteAt(Length - 1, [0x5a]);
        using MappedSequence owner = file.AsSequence(1, Length - 1);
        Assert.That(owner.Sequence.Length, Is.EqualTo(Length - 1));
        Assert.That(owner.Sequence.Slice(Length - 3).ToArray(), Is.EqualTo(new byte[] { 0, 0x5a }));
    }

    [Test]
    public void A_sequence_ends_with_its_owner_and_with_the_file()
    {
        MappedFile file = MappedFile.Open(_folder.Write("bytes", [1, 2, 3]));
        MappedSequence first = file.AsSequence(0, 3);
        MappedSequence second = file.AsSequence(0, 3);
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => first.Sequence.ToArray());
        Assert.That(second.Sequence.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => second.Sequence.ToArray());
        second.Dispose();
    }

    [Test]
    public void Pinned_memory_outlives_owner_and_file()
    {
        string path = _folder.Write("pinned", [1, 2, 3]);
        MappedFile file = MappedFile.Open(path);
        MappedSequence owner = file.AsSequence(0, 3);
        MemoryHandle pin = owner.Sequence.First.Pin();
        owner.Dispose();
        file.Dispose();
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Contain(path));
        pin.Dispose();
        Assert.That(File.ReadAllText("/proc/self/maps"), Does.Not.Contain(path));
    }

    [Test]
    public async Task A_pipe_reads_a_sequence()
    {
        byte[] content = new byte[50_000];
        new Random(6).NextBytes(content);
        using MappedFile file = MappedFile.Open(_folder.Write("piped", content));
        using MappedSequence owner = file.AsSequence(0, content.Length, 4096);
        PipeReader reader = PipeReader.Create(owner.Sequence);
        using MemoryStream copy = new();
        await reader.CopyToAsync(copy);
        Assert.That(copy.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public void Memory_of_a_writable_mapping_is_the_file()
    {
        string path = _folder.Write("memory", new byte[10_000]);
        using (MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite))
        using (IMemoryOwner<byte> owner = file.AsMemory(5_000, 5_000))
        {
            owner.Memory.Span[4_999] = 1;
            owner.Memory.Slice(10, 5).Span.Fill(2);
        }

        byte[] read = File.ReadAllBytes(path);
        Assert.That((read[9_999], read[5_010], read[5_014], read[5_015]), Is.EqualTo(((byte)1, (byte)2, (byte)2, (byte)0)));
    }

    [Test]
    public void A_truncated_segment_is_an_exception()
    {
        string path = _folder.Write("cut", new byte[100_000]);
        using MappedFile file = MappedFile.Open(path, locking: FileLocking.None);
        using MappedSequence owner = file.AsSequence(0, 100_000);
        Assert.That(owner.Sequence.FirstSpan[0], Is.Zero);
        using (FileStream stream = new(path, FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(5);
        }

        Assert.Throws<MappedFileException>(() => _ = owner.Sequence.FirstSpan[0]);
    }
}
