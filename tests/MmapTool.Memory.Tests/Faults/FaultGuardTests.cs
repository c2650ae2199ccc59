using MmapTool.Testing;

namespace MmapTool.Memory.Tests.Faults;

/// <summary>A fault in a mapping is a reported error, and does not end the process.</summary>
[Platform("Linux")]
public sealed class FaultGuardTests
{
    private const int Window = 1 << 20;

    [Test]
    public void A_window_of_a_file_that_is_cut_reads_as_zeros_and_is_told(
        [Values(MapAccess.Read, MapAccess.ReadWrite, MapAccess.CopyOnWrite)] MapAccess access, [Values(0, 1, 4096, 700_001)] int left)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[3 * Window];
        bytes.AsSpan().Fill(7);
        string path = folder.Write("file", bytes);
        using MappedFile file = MappedFile.Open(path, access, FileLocking.None);
        using MemoryLease lease = file.Lease();
        ReadOnlySpan<byte> window = lease.Read(Window, Window);
        file.EnsureIntact();
        Cut(path, Window + left);

        // The page in which the file ends is still there.
        int kept = (left + Environment.SystemPageSize - 1) / Environment.SystemPageSize * Environment.SystemPageSize;
        Assert.That(window[..left].IndexOfAnyExcept((byte)7), Is.EqualTo(-1));
        Assert.That(window[kept..].IndexOfAnyExcept((byte)0), Is.EqualTo(-1));
        Assert.That(file.EnsureIntact, Throws.TypeOf<MappedFileException>().With.Message.Contains("truncated"));
        Assert.That(() => lease.Read(0, 1), Throws.TypeOf<MappedFileException>());
    }

    [Test]
    public void A_store_into_a_window_of_a_file_that_is_cut_is_told()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[Window]);
        using MappedFile file = MappedFile.Open(path, MapAccess.ReadWrite, FileLocking.None);
        using MemoryLease lease = file.Lease();
        Span<byte> window = lease.Write(0, Window);
        Cut(path, 0);
        window.Fill(1);
        Assert.That(file.EnsureIntact, Throws.TypeOf<MappedFileException>());
        Assert.That(new FileInfo(path).Length, Is.Zero);
    }

    [Test]
    public void Many_threads_may_meet_the_same_end_and_other_files_are_not_touched()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = new byte[8 * Window];
        bytes.AsSpan().Fill(9);
        string path = folder.Write("file", bytes);
        using MappedFile file = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
        using MappedFile other = MappedFile.Open(folder.Write("other", bytes), MapAccess.Read, FileLocking.None);
        using MemoryLease whole = other.Lease();
        const int Threads = 8;
        using Barrier ready = new(Threads, _ => Cut(path, 5000));
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            using MemoryLease lease = file.Lease();
            ReadOnlySpan<byte> window = lease.Read(0, bytes.Length);
            ready.SignalAndWait();
            _ = window.IndexOf((byte)(100 + number));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.That(whole.Read(0, bytes.Length).IndexOfAnyExcept((byte)9), Is.EqualTo(-1));
        Assert.That(other.EnsureIntact, Throws.Nothing);
        Assert.That(file.EnsureIntact, Throws.TypeOf<MappedFileException>());
    }

    [Test]
    public void A_null_reference_is_still_an_exception_and_watches_are_given_back()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[10_000]);
        for (int round = 0; round < 3000; round++)
        {
            using MappedFile file = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
            using MemoryLease lease = file.Lease();
            Assert.That(lease.Read(9_999, 1)[0], Is.Zero);
        }

        A_window_of_a_file_that_is_cut_reads_as_zeros_and_is_told(MapAccess.Read, 1);
        string? nothing = Environment.GetEnvironmentVariable("MMAPTOOL_NO_SUCH_VARIABLE");
        Assert.That(() => nothing!.Length, Throws.TypeOf<NullReferenceException>());
    }

    [Test]
    public void Other_bus_errors_go_where_they_went_before()
    {
        // A SIGBUS that a process sends is no fault. The program ends by it.
        ProcessRun run = ProcessRun.Of("sh", ["-c", "kill -BUS $$"]);
        Assert.That(run.ExitCode, Is.EqualTo(128 + 7));
    }

    private static void Cut(string path, long length)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(length);
    }
}
