using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A journal with chunks of 64 MiB, made with much memory, is recovered in a control group that has 64 MiB in all.</summary>
[Platform("Linux")]
[NonParallelizable]
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public sealed class SmallMemoryTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = (160 << 20) + 12;
    private const long Memory = 64 << 20;

    [TestCase("u1 ^= 255", false, "--finish")]
    [TestCase("u1 ^= 255", false, "--undo")]
    [TestCase("u1 ^= 255", true, "--undo")]
    [TestCase("[4:] = @::[:-4]", false, "--finish")]
    [TestCase("[4:] = @::[:-4]", true, "--undo")]
    [TestCase("[:-4] = @::[4:]", true, "--finish")]
    public void A_journal_of_long_chunks_is_recovered_in_little_memory(string edit, bool keepUndo, string way)
    {
        using MemoryGroup group = new(Memory);
        using TemporaryFolder folder = new();
        byte[] old = new byte[Length];
        new Random(Length).NextBytes(old);
        string path = folder.Write("file", old);
        Stop(path, edit, keepUndo);
        Assert.That(new FileInfo(path + ".mmap-journal").Length, Is.GreaterThan(64 << 20));
        string[] prefix = group.Prefix;
        ProcessRun run = ProcessRun.Of(prefix[0], [.. prefix[1..], Command.Start.Program, .. Command.Start.Prefix, "recover", path, way]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run, Has.Property("ExitCode").Zero.And.Property("Error").Empty);
            Assert.That(group.Kills, Is.Zero);
            Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(way == "--undo" ? old : After(edit, old)), "it is neither of the two");
            Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }));
        }
    }

    private static byte[] After(string edit, byte[] old) => edit switch
    {
        "u1 ^= 255" => [.. old.Select(value => (byte)~value)],
        "[4:] = @::[:-4]" => [.. old[..4], .. old[..^4]],
        _ => [.. old[4..], .. old[^4..]],
    };

    // The state that a process leaves if it dies after the second of its three chunks.
    private static void Stop(string path, string edit, bool keepUndo)
    {
        ChangeSettings settings = new() { UndoLimit = 0, KeepUndo = keepUndo, StartProgress = _ => new Death() };
        Assert.That(() => PatchOperation.Apply(path, [Edit.Parse(edit)], CastValues.Wrap, settings: settings), Throws.TypeOf<InterruptedChangeException>().With.InnerException.TypeOf<DeathException>());
    }

    private sealed class DeathException : Exception;

    private sealed class Death : IProgress<long>
    {
        private int chunks;

        public void Report(long value)
        {
            if (++chunks == 2)
            {
                throw new DeathException();
            }
        }
    }
}
