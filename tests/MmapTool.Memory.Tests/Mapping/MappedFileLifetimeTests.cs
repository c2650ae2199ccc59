using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public class MappedFileLifetimeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static bool IsMapped(string path) => File.ReadAllText("/proc/self/maps").Contains(path, StringComparison.Ordinal);

    private static bool IsOpen(string path) =>
        Directory.GetFiles("/proc/self/fd").Any(descriptor => new FileInfo(descriptor).LinkTarget == path);

    [Test]
    public void The_last_lease_unmaps()
    {
        string path = _folder.Write("f", [1, 2, 3]);
        MappedFile file = MappedFile.Open(path);
        MemoryLease first = file.Lease();
        MemoryLease second = file.Lease();
        ReadOnlySpan<byte> span = second.Read(0, 3);
        file.Dispose();
        first.Dispose();
        Assert.That(IsMapped(path) && IsOpen(path));
        Assert.That(span[2], Is.EqualTo(3));
        second.Dispose();
        Assert.That(IsMapped(path) || IsOpen(path), Is.False);
        second.Dispose();
        file.Dispose();
    }

    [Test]
    public void Disposing_without_leases_unmaps_and_closes_at_once()
    {
        string path = _folder.Write("f", [1]);
        MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite);
        file.Lease().Dispose();
        Assert.That(IsMapped(path) && IsOpen(path));
        file.Dispose();
        Assert.That(IsMapped(path) || IsOpen(path), Is.False);
    }

    [Test]
    public void Everything_refuses_a_closed_file()
    {
        MappedFile file = MappedFile.Open(_folder.Write("f", [1, 2]), MapAccess.ReadWrite);
        using MemoryLease lease = file.Lease();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Read(0, 1));
        Assert.Throws<ObjectDisposedException>(() => lease.Write(0, 1));
        Assert.Throws<ObjectDisposedException>(() => file.Lease());
        Assert.Throws<ObjectDisposedException>(() => file.ReadAt(0, new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => file.WriteAt(0, [1]));
        Assert.Throws<ObjectDisposedException>(() => file.Sync());
        Assert.Throws<ObjectDisposedException>(() => _ = file.CurrentLength);
        Assert.Throws<ObjectDisposedException>(() => file.SetLength(4));
    }

    [Test]
    public void Disposing_in_the_middle_of_a_walk_is_an_exception_there([Values(16, 8192)] int window)
    {
        string path = _folder.Write("walked", new byte[1 << 16]);
        for (int round = 0; round < 1500; round++)
        {
            MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
            using Barrier start = new(2);
            long sum = 0;
            Thread walker = new(() =>
            {
                using MemoryLease lease = file.Lease();
                start.SignalAndWait();
                Assert.Throws<ObjectDisposedException>(() =>
                {
                    for (long offset = 0; ; offset = (offset + window) % (1 << 16))
                    {
                        Span<byte> span = lease.Write(offset, window);
                        span[0]++;
                        sum += span[^1];
                    }
                });
            });
            walker.Start();
            start.SignalAndWait();
            Thread.SpinWait(round % 50 * 20);
            file.Dispose();
            walker.Join();
            Assert.That(sum, Is.GreaterThanOrEqualTo(0));
        }

        Assert.That(IsMapped(path) || IsOpen(path), Is.False);
    }

    [Test]
    public void Leases_taken_while_the_file_is_closed_end_well()
    {
        string path = _folder.Write("raced", new byte[4096]);
        for (int round = 0; round < 1000; round++)
        {
            MappedFile file = MappedFile.Open(path, locking: FileLocking.None);
            using Barrier start = new(3);
            void Take()
            {
                start.SignalAndWait();
                Assert.Throws<ObjectDisposedException>(() =>
                {
                    while (true)
                    {
                        using MemoryLease lease = file.Lease();
                        _ = lease.Read(0, 4096)[17];
                    }
                });
            }

            Task first = Task.Factory.StartNew(Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Task second = Task.Factory.StartNew(Take, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            start.SignalAndWait();
            file.Dispose();
            Task.WaitAll(first, second);
        }

        Assert.That(IsMapped(path) || IsOpen(path), Is.False);
    }

    [Test]
    public void A_forgotten_lease_and_file_harm_nobody()
    {
        string path = _folder.Write("forgotten", new byte[8192]);
        Forget(path);
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        // The code that forgot its lease may still use the span, so the memory is never unmapped.
        Assert.That(IsMapped(path));

        static void Forget(string path) => _ = MappedFile.Open(path).Lease().Read(0, 8192)[1];
    }

    [Test]
    public void A_forgotten_file_without_a_lease_is_closed_by_the_collector()
    {
        string path = _folder.Write("forgotten", new byte[8192]);
        Forget(path);
        for (int i = 0; i < 5 && (IsMapped(path) || IsOpen(path)); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(IsMapped(path) || IsOpen(path), Is.False);

        static void Forget(string path) => MappedFile.Open(path).Lease().Dispose();
    }
}
