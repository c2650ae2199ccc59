using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Memory.Tests;

/// <summary>Locks among handles of this process, and against flock(1) of util-linux.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class FileLockTests
{
    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new();
        _path = _folder.Write("locked", [1, 2, 3]);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Readers_share_and_a_writer_is_alone([Values] MapAccess first, [Values] MapAccess second)
    {
        using MappedFile held = MappedFile.Open(_path, first);
        if (first == MapAccess.ReadWrite || second == MapAccess.ReadWrite)
        {
            MappedFileException error = Assert.Throws<MappedFileException>(() => MappedFile.Open(_path, second))!;
            Assert.That(error.Message, Does.Contain("is locked by this process itself"));
            held.Dispose();
        }

        MappedFile.Open(_path, second).Dispose();
    }

    [Test]
    public void Without_locking_nobody_is_kept_out()
    {
        using MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        MappedFile.Open(_path, MapAccess.ReadWrite, FileLocking.None).Dispose();
    }

    [Test]
    public void Another_process_s_lock_keeps_us_out_as_flock_has_it([Values] bool exclusive, [Values] MapAccess access)
    {
        using Holder holder = new(exclusive, _path, "true");
        if (exclusive || access == MapAccess.ReadWrite)
        {
            MappedFileException error = Assert.Throws<MappedFileException>(() => MappedFile.Open(_path, access))!;
            Assert.That(error.Message, Does.Contain($"is locked by process {holder.Id} (flock)"));
            Assert.That(error.Message, Does.Not.Contain("\n"));
        }
        else
        {
            MappedFile.Open(_path, access).Dispose();
        }
    }

    [Test]
    public void Our_lock_keeps_another_process_out_as_flock_has_it([Values] MapAccess access)
    {
        using (MappedFile.Open(_path, access))
        {
            Assert.That(TemporaryMount.Run("flock", "-n", "-s", _path, "true") is null, Is.EqualTo(access != MapAccess.ReadWrite));
            Assert.That(TemporaryMount.Run("flock", "-n", "-x", _path, "true"), Is.Not.Null);
        }

        Assert.That(TemporaryMount.Run("flock", "-n", "-x", _path, "true"), Is.Null);
    }

    [Test]
    public void The_lock_lasts_until_the_last_lease_ends()
    {
        MappedFile file = MappedFile.Open(_path, MapAccess.ReadWrite);
        MemoryLease lease = file.Lease();
        file.Dispose();
        Assert.Throws<MappedFileException>(() => MappedFile.Open(_path));
        lease.Dispose();
        MappedFile.Open(_path).Dispose();
    }

    [Test]
    public void A_lock_is_waited_for()
    {
        using Holder holder = new(exclusive: true, _path, "true");
        Task<MappedFile> waiting = Task.Run(() => MappedFile.Open(_path, MapAccess.ReadWrite, new(true, TimeSpan.FromSeconds(30))));
        Assert.That(waiting.Wait(TimeSpan.FromMilliseconds(200)), Is.False);
        holder.Release();
        Assert.That(waiting.Wait(TimeSpan.FromSeconds(20)), Is.True);
        waiting.Result.Dispose();
    }

    [Test]
    public void The_wait_for_a_lock_has_an_end()
    {
        using MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        long start = Stopwatch.GetTimestamp();
        MappedFileException error = Assert.Throws<MappedFileException>(() => MappedFile.Open(_path, locking: new(true, TimeSpan.FromSeconds(0.25))))!;
        Assert.That(Stopwatch.GetElapsedTime(start), Is.InRange(TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(10)));
        Assert.That(error.Message, Does.Contain("0.25 seconds"));
    }

    [Test]
    public void The_wait_for_a_lock_can_be_cancelled()
    {
        using MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        using CancellationTokenSource cancellation = new(100);
        FileLocking locking = new(true, TimeSpan.FromMinutes(5)) { Cancellation = cancellation.Token };
        Assert.Throws<OperationCanceledException>(() => MappedFile.Open(_path, locking: locking));
    }

    [Test]
    public void A_file_replaced_during_the_wait_is_opened_as_it_is_now()
    {
        string replacement = _folder.Write("new", [9]);
        using Holder holder = new(exclusive: true, _path, $"mv '{replacement}' '{_path}'");
        Task<MappedFile> waiting = Task.Run(() => MappedFile.Open(_path, MapAccess.Read, new(true, TimeSpan.FromSeconds(30))));
        Assert.That(waiting.Wait(TimeSpan.FromMilliseconds(200)), Is.False);
        holder.Release();
        using MappedFile file = waiting.Result;
        Assert.That(file.Length, Is.EqualTo(1));
        Assert.That(file.Identity, Is.EqualTo(FileIdentity.Of(_path)));
    }

    [Test]
    public void The_holder_is_found_in_the_kernel_s_list()
    {
        string[] lines =
        [
            "1: POSIX  ADVISORY  WRITE 11 fe:00:77 0 EOF",
            "2: FLOCK  ADVISORY  WRITE 22 fe:01:77 0 EOF",
            "2: -> FLOCK  ADVISORY  READ 33 fe:00:77 0 EOF",
            "3: FLOCK  ADVISORY  READ 44 fe:00:77 0 EOF",
            "4: nonsense",
        ];
        Assert.That(LockHolder.Find(lines, new((0xfeUL << 32) | 0, 77)), Is.EqualTo(44));
        Assert.That(LockHolder.Find(lines, new((0xfeUL << 32) | 1, 77)), Is.EqualTo(22));
        Assert.That(LockHolder.Find(lines, new((0xfeUL << 32) | 0, 78)), Is.Null);
    }

    // A process that holds the lock until it is told to let go, and runs a command before it does.
    private sealed class Holder : IDisposable
    {
        private readonly Process _process;

        public Holder(bool exclusive, string path, string command)
        {
            ProcessStartInfo start = new("flock", [exclusive ? "-x" : "-s", path, "sh", "-c", $"echo held; read line; {command}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            _process = Process.Start(start)!;
            Assert.That(_process.StandardOutput.ReadLine(), Is.EqualTo("held"));
        }

        public int Id => _process.Id;

        public void Release() => _process.StandardInput.Close();

        public void Dispose()
        {
            Release();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
