using System.IO.Pipes;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class MappedFileTransferTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Calls_and_mapping_see_each_other()
    {
        byte[] content = new byte[300_000];
        new Random(4).NextBytes(content);
        string path = _folder.Write("both", content);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
        using MemoryLease lease = file.Lease();
        file.WriteAt(1000, [1, 2, 3]);
        lease.Write(200_000, 3).Fill(9);
        byte[] read = new byte[content.Length];
        file.ReadAt(0, read);
        Assert.That(lease.Read(0, content.Length).SequenceEqual(read), Is.True);
        new byte[] { 1, 2, 3 }.CopyTo(content, 1000);
        content.AsSpan(200_000, 3).Fill(9);
        Assert.That(read, Is.EqualTo(content));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(content));
    }

    [TestCase(-1, 1)]
    [TestCase(0, 11)]
    [TestCase(11, 0)]
    [TestCase(long.MaxValue, 1)]
    public void Ranges_outside_are_refused(long offset, int length)
    {
        using MappedFile file = MappedFile.Open(_folder.Write("ten", new byte[10]), MapAccess.ReadWrite);
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadAt(offset, new byte[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.WriteAt(offset, new byte[length]));
        Assert.That(file.CurrentLength, Is.EqualTo(10));
    }

    [Test]
    public void Calls_reach_beyond_4_GiB()
    {
        const long Far = (5L << 30) + 7;
        using MappedFile file = MappedFile.Open(_folder.Sparse("far", Far + 3), MapAccess.ReadWrite);
        file.WriteAt(Far, [1, 2, 3]);
        byte[] read = new byte[5];
        file.ReadAt(Far - 2, read);
        Assert.That(read, Is.EqualTo(new byte[] { 0, 0, 1, 2, 3 }));
    }

    [Test]
    public void An_unreadable_device_is_an_exception_from_calls_and_from_windows()
    {
        // A file system on a sparse loop device in a full tmpfs. Blocks that were never written to the device can't be written.
        using TemporaryMount outer = TemporaryMount.InMemory(24 << 20);
        string image = outer["image"];
        using (FileStream stream = File.Create(image))
        {
            stream.SetLength(20 << 20);
        }

        string inner = outer["inner"];
        Directory.CreateDirectory(inner);
        if ((TemporaryMount.Run("mkfs.ext4", "-q", "-F", image) ?? TemporaryMount.Run("mount", "-o", "loop", image, inner)) is { } trouble)
        {
            Assert.Ignore(trouble);
        }

        try
        {
            string path = System.IO.Path.Combine(inner, "file");
            File.WriteAllBytes(path, new byte[4 << 20]);
            Assert.That(TemporaryMount.Run("sync", "-f", path), Is.Null);
            using MappedFile file = MappedFile.Open(path);
            File.WriteAllText("/proc/sys/vm/drop_caches", "1");

            // The device is cut short under the mounted file system.
            using (FileStream stream = new(image, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                stream.SetLength(1 << 20);
            }

            using MemoryLease lease = file.Lease();
            int failed = 0;
            for (long offset = 0; offset < file.Length; offset += 1 << 20)
            {
                try
                {
                    _ = lease.Read(offset, 1 << 20)[12345];
                }
                catch (MappedFileException error)
                {
                    Assert.That(error.Message, Does.Contain("I/O error"));
                    failed++;
                }
            }

            Assume.That(failed, Is.Positive, "the loop device reads zeros beyond the end of its file here");
            Assert.Throws<MappedFileException>(() => file.ReadAt(0, new byte[4 << 20]));
        }
        finally
        {
            TemporaryMount.Run("umount", "-l", inner);
        }
    }

    [Test]
    public void A_range_goes_to_a_pipe_inside_the_kernel()
    {
        byte[] content = new byte[3_000_001];
        new Random(9).NextBytes(content);
        using MappedFile file = MappedFile.Open(_folder.Write("spliced", content));
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        Task<byte[]> reader = Task.Run(() =>
        {
            using AnonymousPipeClientStream end = new(PipeDirection.In, pipe.ClientSafePipeHandle);
            using MemoryStream copy = new();
            end.CopyTo(copy);
            return copy.ToArray();
        });
        int descriptor = (int)pipe.SafePipeHandle.DangerousGetHandle();
        Assert.That(file.Splice(7, content.Length - 7, descriptor), Is.EqualTo(content.Length - 7));
        pipe.SafePipeHandle.Dispose();
        Assert.That(reader.Result.AsSpan().SequenceEqual(content.AsSpan(7)), Is.True);
    }

    [Test]
    public void A_splice_to_a_pipe_without_a_reader_or_to_a_file_is_told_apart()
    {
        using MappedFile file = MappedFile.Open(_folder.Write("spliced", new byte[100]));
        using (AnonymousPipeServerStream pipe = new(PipeDirection.Out))
        {
            pipe.ClientSafePipeHandle.Dispose();
            Assert.Throws<BrokenPipeException>(() => file.Splice(0, 100, (int)pipe.SafePipeHandle.DangerousGetHandle()));
        }

        using Microsoft.Win32.SafeHandles.SafeFileHandle other = File.OpenHandle(_folder["other"], FileMode.Create, FileAccess.Write);
        Assert.That(file.Splice(0, 100, (int)other.DangerousGetHandle()), Is.Zero);
        Assert.That(RandomAccess.GetLength(other), Is.Zero);
    }
}
