using System.Diagnostics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Headers;
using MmapTool.Operations.Recovery;
using MmapTool.Testing;

namespace MmapTool.Tests.Operations;

/// <summary>Every operation that waits for a lock: how long it waits, and that its token ends the wait.</summary>
[TestFixture]
internal sealed class LockWaitTests
{
    private static readonly Dictionary<string, Action<string, TimeSpan, CancellationToken>> Operations = new()
    {
        ["MappedFile.Open"] = (path, wait, token) => MappedFile.Open(path, MapAccess.ReadWrite, new(true, wait) { Cancellation = token }).Dispose(),
        ["DataFile.Open"] = (path, wait, token) => DataFile.Open(path, locking: new(true, wait) { Cancellation = token }).Dispose(),
        ["DataFile.Open to write"] = (path, wait, token) => DataFile.Open(path, MapAccess.ReadWrite, locking: new(true, wait) { Cancellation = token }).Dispose(),
        ["patch"] = (path, wait, token) => PatchOperation.Apply(path, [Edit.Parse("B[0] = 7")], settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["patch, dry"] = (path, wait, token) => PatchOperation.Apply(path, [Edit.Parse("B[0] = 7")], settings: new() { Wait = wait, DryRun = true, Limits = new() { Cancellation = token } }),
        ["patch from a locked file"] = (path, wait, token) => PatchOperation.Apply(Other(path), [Edit.Parse($"B[0] = @\"{path}\"::B[0]")], settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["patch by a locked patch file"] = (path, wait, token) => NoPatch(() => PatchOperation.ApplyPatch(Other(path), path, new() { Wait = wait, Limits = new() { Cancellation = token } })),
        ["patch a locked file by a patch file"] = (path, wait, token) => NoPatch(() => PatchOperation.ApplyPatch(path, Other(path), new() { Wait = wait, Limits = new() { Cancellation = token } })),
        ["convert"] = (path, wait, token) => InPlaceConversion.Convert(path, ViewExpression.Parse("u1"), ElementType.Int8, settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["convert, dry"] = (path, wait, token) =>
            InPlaceConversion.Convert(path, ViewExpression.Parse("u1"), ElementType.Int8, settings: new() { Wait = wait, DryRun = true, Limits = new() { Cancellation = token } }),
        ["record beside"] = (path, wait, token) => LayoutRecording.Record(path, "", layout => layout, RecordingPlace.Detached, settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["adopt"] = (path, wait, token) => LayoutRecording.Record(path, "", layout => layout, RecordingPlace.Adopt, settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["recover"] = (path, wait, token) => RecoverOperation.Recover(path, settings: new() { Wait = wait, Limits = new() { Cancellation = token } }),
        ["recover, shown"] = (path, wait, token) => RecoverOperation.Recover(path, RecoverAction.Show, new() { Wait = wait, Limits = new() { Cancellation = token } }),
    };

    private static readonly byte[] Content = [1, 2, 3, 4];

    private TemporaryFolder _folder = null!;
    private string _path = null!;

    [SetUp]
    public void Prepare()
    {
        _folder = new();
        _path = _folder.Write("f.bin", Content);
        _folder.Write("f.bin.other", Content);
    }

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void ATokenThatIsCancelledAlreadyEndsItBeforeAnythingIsDone([ValueSource(nameof(Names))] string name, [Values] bool locked)
    {
        using MappedFile? held = locked ? MappedFile.Open(_path, MapAccess.ReadWrite) : null;
        long start = Stopwatch.GetTimestamp();
        Assert.That(() => Operations[name](_path, TimeSpan.FromMinutes(5), new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(10)));
        held?.Dispose();
        EnsureUnchanged();
    }

    [Test]
    public void ATokenEndsTheWait([ValueSource(nameof(Names))] string name, [Values] bool infinite)
    {
        using MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(60));
        Assert.That(
            () => Operations[name](_path, infinite ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(5), source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        held.Dispose();
        EnsureUnchanged();
    }

    [Test]
    public void AnInfiniteWaitEndsWithTheLock([ValueSource(nameof(Names))] string name)
    {
        MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        Task work = Task.Run(() => Operations[name](_path, Timeout.InfiniteTimeSpan, CancellationToken.None));
        Assert.That(work.Wait(TimeSpan.FromMilliseconds(40)), Is.False, "it did not wait");
        held.Dispose();
        Assert.That(work.Wait(TimeSpan.FromSeconds(30)), Is.True, "it still waits");
    }

    [Test]
    public void NoWaitFailsAtOnce([ValueSource(nameof(Names))] string name)
    {
        using MappedFile held = MappedFile.Open(_path, MapAccess.ReadWrite);
        Assert.That(() => Operations[name](_path, TimeSpan.Zero, CancellationToken.None), Throws.TypeOf<MappedFileException>().With.Message.Contains("is locked by this process"));
        held.Dispose();
        EnsureUnchanged();
    }

    [Test]
    public void AWaitThatIsNoneIsRefusedAsDotNetDoes([ValueSource(nameof(Names))] string name)
    {
        using ManualResetEvent never = new(false);
        TimeSpan[] none = [TimeSpan.FromMilliseconds(-2), TimeSpan.FromTicks(-1), TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.FromMilliseconds(int.MaxValue + 1L)];
        foreach (TimeSpan wait in none)
        {
            // The platform cuts parts of milliseconds off before it looks.
            if (wait.Ticks != -1)
            {
                Assert.That(() => never.WaitOne(wait), Throws.InstanceOf<ArgumentOutOfRangeException>(), $"{wait}");
            }

            Assert.That(() => Operations[name](_path, wait, CancellationToken.None), Throws.InstanceOf<ArgumentOutOfRangeException>(), $"{wait}");
        }

        EnsureUnchanged();
        Assert.That(() => Operations[name](_path, FileLocking.LongestWait, CancellationToken.None), Throws.Nothing);
    }

    private static string[] Names() => [.. Operations.Keys];

    // With both locks taken the file is found to be no patch.
    private static void NoPatch(Action apply)
    {
        try
        {
            apply();
        }
        catch (ContainerException)
        {
        }
    }

    private static string Other(string path) => path + ".other";

    private void EnsureUnchanged()
    {
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(Content));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Has.Length.EqualTo(2));
    }
}
