namespace MmapTool.Memory.Tests;

public class LargeBufferTests
{
    [TestCase(0)]
    [TestCase(3)]
    [TestCase(4096)]
    [TestCase((5 << 20) + 7)]
    public void Stored_bytes_are_read_back(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        using LargeBuffer first = new(length);
        using LargeBuffer second = new(length);
        content.CopyTo(first.Span);
        second.Span.Fill(0xaa);
        Assert.That(first.Span.SequenceEqual(content), Is.True);
        Assert.That(second.Span.Length, Is.EqualTo(length));
    }

    [Test]
    public void After_it_is_given_back_there_is_no_span()
    {
        LargeBuffer buffer = new(100);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = buffer.Span.Length);
    }

    [Test]
    public void There_is_no_negative_length() => Assert.Throws<ArgumentOutOfRangeException>(() => _ = new LargeBuffer(-1));
}
