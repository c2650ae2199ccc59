using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Files of a file system without shared mappings (FUSE with direct_io): read and changed as any other, whatever the way of reading. They need root.</summary>
[TestFixture(CommandForm.Usual)]
[Platform("Linux")]
public sealed class UnmappableFileTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string[][] Reading =
    [
        ["show", "FILE", "[510:+4]"], ["show", "FILE", "<u4[-2:]", "--json"], ["show", "FILE", "[:64]", "--hex"], ["stats", "FILE", "<u2", "--json"], ["stats", "FILE", "u1(-1,1000)", "--axis", "0", "--json"],
        ["stats", "FILE", "u1.bits[2:5]"], ["stats", "FILE", "<u4", "--histogram", "7"], ["find", "FILE", "x\"00 01\"", "--limit", "3"], ["hash", "FILE"], ["hash", "FILE", "<u2(-1,500).T", "--algorithm", "crc32"],
        ["extract", "FILE", "<u4[::-1][:5]", "--as", "csv", "-o", "-"], ["extract", "FILE", "-o", "-"], ["extract", "FILE", "<u2(-1,500).T", "-o", "-"], ["convert", "FILE", "<u2", "--to", "f4", "-o", "-"],
    ];

    private static readonly string[][] Changing =
    [
        ["patch", "FILE", "[0] = 1", "[1000:50000] ^= 255"], ["patch", "FILE", "<u4[:] += 3", "--cast-values", "wrap"], ["patch", "FILE", "<u2[:] ^= 77", "--undo-limit", "1000", "--memory", "4Mi"],
        ["patch", "FILE", "[4096:+100000] = @::[0:100000]"], ["convert", "FILE", "<u4", "--to", ">u4", "--in-place"], ["convert", "FILE", "<u2", "--to", "u1", "--in-place", "--shrink", "--cast-values", "wrap"],
        ["cast", "FILE", "--to", "<u2", "--adopt", "npy"], ["patch", "FILE", "[-1] = 9", "--no-journal"], ["extract", "OTHER", "-o", "FILE", "--force"], ["convert", "OTHER", "<u2", "--to", "f4", "-o", "FILE", "--force"],
    ];

    private TemporaryFolder _below = null!;
    private TemporaryMount _mount = null!;

    [SetUp]
    public void SetUp()
    {
        _below = new();
        byte[] bytes = new byte[1_000_000];
        new Random(12).NextBytes(bytes);
        _below.Write("file", bytes);
        _below.Write("plain", bytes);
        _below.Write("other", [1, 2, 3, 4]);
        _mount = TemporaryMount.Direct(_below.Path);
    }

    [TearDown]
    public void TearDown()
    {
        _mount?.Dispose();
        _below.Dispose();
    }

    [Test]
    public void Reading_verbs_say_what_they_say_of_the_file_below([Values("mapped", "buffered")] string io)
    {
        foreach (string[] words in Reading)
        {
            string[] all = [.. words, "--io", io];
            ProcessRun direct = Run(all, _mount["file"]);
            ProcessRun plain = Run(all, _below["plain"]);
            Assert.That((direct.ExitCode, direct.Output), Is.EqualTo((0, plain.Output.Replace(_below["plain"], _mount["file"], StringComparison.Ordinal))), $"{string.Join(' ', all)}: {direct.Error}");
        }
    }

    [TestCaseSource(nameof(Changing))]
    public void Changing_verbs_do_what_they_do_to_the_file_below(params string[] words)
    {
        ProcessRun direct = Run(words, _mount["file"]);
        Assert.That(direct.ExitCode, Is.Zero, direct.Error);
        Assert.That(Run(words, _below["plain"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(_below["file"]).AsSpan().SequenceEqual(File.ReadAllBytes(_below["plain"])));
        Assert.That(Directory.GetFiles(_below.Path).Select(Path.GetFileName), Is.EquivalentTo((string[])["file", "other", "plain"]));
    }

    private ProcessRun Run(string[] words, string file) => Command.Run([.. words.Select(word => word switch
    {
        "FILE" => file,
        "OTHER" => _below["other"],
        _ => word,
    })]);
}
