using System.Security.Cryptography;
using System.Text;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests.Operations.Digest;

public sealed class ViewDigestTests
{
    // FIPS 180-4 and RFC 1321 examples; the check values of the CRC catalogue (reveng.sourceforge.io).
    [TestCase(DigestAlgorithm.Sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [TestCase(DigestAlgorithm.Sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase(DigestAlgorithm.Sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [TestCase(DigestAlgorithm.Md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0")]
    [TestCase(DigestAlgorithm.Crc32, "123456789", "cbf43926")]
    [TestCase(DigestAlgorithm.Crc32, "", "00000000")]
    [TestCase(DigestAlgorithm.Crc32C, "123456789", "e3069283")]
    [TestCase(DigestAlgorithm.XxHash3, "", "2d06800538d394c2")]
    [TestCase(DigestAlgorithm.XxHash128, "", "99aa06d3014798d86001c324468d497f")]
    public void Published_digests_of_texts(DigestAlgorithm algorithm, string text, string expected) =>
        Assert.That(Hex(ViewDigest.Of(MemoryView.Over(Encoding.ASCII.GetBytes(text)), algorithm)), Is.EqualTo(expected));

    // RFC 3720, B.4; printed there least significant byte first.
    [TestCase(0, 0, "8a9136aa")]
    [TestCase(0xFF, 0, "62a8ab43")]
    [TestCase(0, 1, "46dd794e")]
    [TestCase(31, -1, "113fdb5c")]
    public void Crc32c_of_RFC_3720(int first, int step, string expected) =>
        Assert.That(Hex(ViewDigest.Of(MemoryView.Over([.. Enumerable.Range(0, 32).Select(index => (byte)(first + (step * index)))]), DigestAlgorithm.Crc32C)), Is.EqualTo(expected));

    // xxHash's tests/sanity_test_vectors.h, seed 0, over its test buffer.
    [TestCase(1, 0xC44BDFF4074EECDBUL)]
    [TestCase(6, 0x27B56A84CD2D7325UL)]
    [TestCase(12, 0xA713DAF0DFBB77E7UL)]
    [TestCase(24, 0xA3FE70BF9D3510EBUL)]
    [TestCase(48, 0x397DA259ECBA1F11UL)]
    [TestCase(80, 0xBCDEFBBB2C47C90AUL)]
    [TestCase(195, 0xCD94217EE362EC3AUL)]
    [TestCase(403, 0xCDEB804D65C6DEA4UL)]
    [TestCase(512, 0x617E49599013CB6BUL)]
    [TestCase(2048, 0xDD59E2C3A5F038E0UL)]
    public void Xxh3_of_its_own_vectors(int length, ulong expected)
    {
        byte[] bytes = new byte[length];
        ulong generator = 2654435761;
        foreach (ref byte value in bytes.AsSpan())
        {
            value = (byte)(generator >> 56);
            generator = unchecked(generator * 11400714785074694797);
        }

        Assert.That(Hex(ViewDigest.Of(MemoryView.Over(bytes), DigestAlgorithm.XxHash3)), Is.EqualTo($"{expected:x16}"));
    }

    [Test]
    public void A_digest_does_not_depend_on_windows_threads_or_ways_of_reading(
        [Values("u1", "u1[::-1]", "<u4(-1,5).T", "S7[::2]")] string expression, [Values(1, 2, 7)] int threads, [Values(WindowSource.Mapped, WindowSource.Buffered)] WindowSource io)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[8400];
        new Random(9).NextBytes(bytes);
        using DataFile file = DataFile.Open(folder.Write("file.bin", bytes));
        MemoryView view = file.View(expression);
        byte[] packed = view.ToBytes();
        foreach (int window in (int[])[0, 250, 333])
        {
            WorkLimits limits = new() { Threads = threads, Io = io, WindowBytes = window };
            Assert.That(ViewDigest.Of(view, DigestAlgorithm.Sha256, limits), Is.EqualTo(SHA256.HashData(packed)));
            foreach (DigestAlgorithm algorithm in Enum.GetValues<DigestAlgorithm>())
            {
                Assert.That(ViewDigest.Of(view, algorithm, limits), Is.EqualTo(ViewDigest.Of(MemoryView.Over(packed), algorithm)), $"{algorithm}");
            }

            foreach (int size in (int[])[1, 3, 100, 512, 8000, 10_000])
            {
                List<(long Offset, long Length, string Digest)> blocks = [];
                ViewDigest.Blocks(view, DigestAlgorithm.Sha512, size, (offset, length, digest) => blocks.Add((offset, length, Convert.ToHexStringLower(digest))), limits);
                Assert.That(blocks, Is.EqualTo(packed.Chunk(size).Select((block, index) => ((long)index * size, (long)block.Length, Hex(SHA512.HashData(block))))), $"{size}");
            }
        }
    }

    [TestCase(DigestAlgorithm.Crc32)]
    [TestCase(DigestAlgorithm.Crc32C)]
    public void Crcs_of_pieces_make_that_of_the_whole(DigestAlgorithm algorithm)
    {
        // Several segments of 4 MiB, put together; against one piece.
        byte[] bytes = new byte[(9 << 20) + 17];
        new Random(2).NextBytes(bytes);
        using RunningDigest whole = RunningDigest.Of(algorithm);
        whole.Append(bytes);
        Assert.That(ViewDigest.Of(MemoryView.Over(bytes), algorithm), Is.EqualTo(whole.Finish()));
    }

    [Test]
    public void The_digest_of_more_than_4_GiB_is_that_of_all_of_it()
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("sparse.bin", (1L << 32) + 5);
        using DataFile file = DataFile.Open(path);

        // zlib's crc32 of so many zeros,.
        Assert.That(Hex(ViewDigest.Of(file.View("u1"), DigestAlgorithm.Crc32)), Is.EqualTo("b1c2a1a3"));
        List<long> offsets = [];
        ViewDigest.Blocks(file.View("u1"), DigestAlgorithm.Crc32C, 1L << 31, (offset, length, _) => offsets.AddRange(offset, length));
        Assert.That(offsets, Is.EqualTo(new[] { 0, 1L << 31, 1L << 31, 1L << 31, 1L << 32, 5 }));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
