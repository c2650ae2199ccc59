using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

public sealed class HashVerbTests
{
    [Test]
    public void A_digest_is_a_line_as_sha256sum_prints_it_or_a_document()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("abc", "abc"u8);
        using (Assert.EnterMultipleScope())
        {
            // FIPS 180-4's example; the CRC catalogue's check value is of 123456789.
            Assert.That(CommandRunner.Run("hash", path), Is.EqualTo(new Answer(0, $"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  {path}\n", "")));
            Assert.That(
                CommandRunner.Run("hash", folder.Write("digits", "987654321"u8), "[::-1]", "--algorithm", "crc32"),
                Is.EqualTo(new Answer(0, $"cbf43926  {folder["digits"]}::[::-1]\n", "")));
            Assert.That(
                CommandRunner.Run("hash", path, "--algorithm", "crc32c", "--json"), Is.EqualTo(new Answer(0, "{\"schema\":1,\"algorithm\":\"crc32c\",\"digest\":\"364b3fb7\",\"bytes\":3}\n", "")));
        }
    }

    [Test]
    public void Blocks_are_lines_or_a_document()
    {
        using TemporaryFolder folder = new();

        // A file without bytes has no blocks.
        Assert.That(CommandRunner.Run("hash", folder.Write("empty", []), "--blocks", "1Ki"), Is.EqualTo(new Answer(0, "", "")));
        string path = folder.Write("abcabc", "abcabcabc"u8);
        Assert.That(
            CommandRunner.Run("hash", path, "--algorithm", "md5", "--blocks", "3", "--threads", "2").Output,
            Is.EqualTo(string.Concat(new[] { "0 0x0", "3 0x3", "6 0x6" }.Select(place => $"{place} 900150983cd24fb0d6963f7d28e17f72\n"))));
        Assert.That(
            CommandRunner.Run("hash", path, "[:4]", "--algorithm", "md5", "--blocks", "3", "--json").Output,
            Is.EqualTo("{\"schema\":1,\"algorithm\":\"md5\",\"bytes\":4,\"blockSize\":3,\"blocks\":[{\"offset\":0,\"bytes\":3,\"digest\":\"900150983cd24fb0d6963f7d28e17f72\"},"
                + "{\"offset\":3,\"bytes\":1,\"digest\":\"0cc175b9c0f1b6a831c399e269772661\"}]}\n"));
    }

    [Test]
    public void A_signal_ends_it_with_130()
    {
        using TemporaryFolder folder = new();
        CommandRunner runner = new();
        runner.Interruption.Cancel();
        Assert.That(runner.Go("hash", folder.Sparse("large", 1L << 40)).Exit, Is.EqualTo(130));
    }
}
