using System.Globalization;
using Microsoft.Win32.SafeHandles;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A device that can't read a part of a file: an error with the place, and never the end of the process by a signal.</summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class FailingDiskTests(CommandForm form) : CommandFixture(form)
{
    private const int Mebi = 1 << 20;
    private const int Page = 4096;
    private const int Place = (16 * Mebi) - Page;

    private TemporaryMount? _mount;

    private string File => _mount!["file"];

    [SetUp]
    public void BreakDevice()
    {
        _mount = TemporaryMount.Ext4(64 * Mebi);
        byte[] bytes = new byte[16 * Mebi];
        new Random(1).NextBytes(bytes);
        System.IO.File.WriteAllBytes(File, bytes);
        _mount.BreakAt("file", bytes.AsSpan(Place, 64));

        int failed = 0;

        // A page that could not be read stays in the cache until the memory is needed. It counts as cached, but can't be read. Read at
        // random, the other pages are small pages. So bringing in another page does not bring in this one.
        using SafeFileHandle handle = System.IO.File.OpenHandle(File, options: FileOptions.RandomAccess);
        for (int at = 0; at < bytes.Length; at += Page)
        {
            try
            {
                RandomAccess.Read(handle, bytes.AsSpan(0, Page), at);
            }
            catch (IOException)
            {
                Assert.That(at, Is.GreaterThan(Place - Mebi));
                failed++;
            }
        }

        Assert.That(failed, Is.Positive);
    }

    [TearDown]
    public void Unmount() => _mount?.Dispose();

    [Test]
    public void Bytes_that_can_not_be_read_are_an_error_with_their_place(
        [Values("stats <u4", "find 'no such text'", "hash", "extract -o -", "extract <u4[::3] -o -", "extract <u4(4096,-1).T -o -", "show <u4 --csv", "show --hex --all")] string line,
        [Values("mapped", "buffered", "auto")] string io,
        [Values(1, 2)] int threads)
    {
        string[] words = line.Split(' ', 2);
        string[] rest = words.Length == 1 ? [] : words[0] == "find" ? ["\"no such text\""] : words[1].Split(' ');
        ProcessRun run = Command.Run([words[0], File, .. rest, "--io", io, "--threads", threads.ToString(CultureInfo.InvariantCulture)]);
        Expect.Exit(run, 3, "I/O error");
        int said = int.Parse(run.Error.Split("at byte ")[1].Split(':')[0], CultureInfo.InvariantCulture);
        Assert.That(said, Is.InRange(Place - Mebi, Place + Mebi), run.Error);
    }

    [Test]
    public void Bytes_before_the_unreadable_part_can_be_read([Values("mapped", "buffered", "auto")] string io)
    {
        ProcessRun run = Command.Run("stats", File, $"u1[:{Place - Mebi}]", "--io", io, "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }
}
