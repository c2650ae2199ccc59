using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>Every verb that takes a view refuses a count of elements that do not exist, and an empty change. Nothing is written.</summary>
public sealed class SliceBoundsTests
{
    [TestCase("info", "FILE", "VIEW")]
    [TestCase("show", "FILE", "VIEW")]
    [TestCase("stats", "FILE", "VIEW")]
    [TestCase("hash", "FILE", "VIEW")]
    [TestCase("find", "FILE", "0", "--in", "VIEW")]
    [TestCase("extract", "FILE", "VIEW", "-o", "OUT")]
    [TestCase("convert", "FILE", "VIEW", "--to", "i1", "-o", "OUT")]
    [TestCase("convert", "FILE", "VIEW", "--to", "i1", "--in-place")]
    [TestCase("patch", "FILE", "VIEW = 1")]
    [TestCase("patch", "FILE", "VIEW : 0 -> 1")]
    [TestCase("patch", "FILE", "[0:+4] = @::VIEW")]
    [TestCase("patch", "FILE", "[0:+4] = @FILE::VIEW")]
    public void A_count_that_is_not_there_is_wrong_use(params string[] words)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("zeros.bin", new byte[100]);
        foreach (string view in new[] { "[98:+4]", "[100:+4]", "[-101:+4]", "[0:+4:40]", "[9223372036854775806:+4]" })
        {
            Answer answer = CommandRunner.Run([.. words.Select(word => word.Replace("VIEW", view).Replace("FILE", path).Replace("OUT", folder["out"]))]);
            Assert.That(answer.Exit, Is.EqualTo(2), view);
            Assert.That(answer.Error, Does.Contain($"in {view}: axis 0 has 100 elements, and {view[1..^1]} "));
            Assert.That(File.ReadAllBytes(path), Is.All.Zero);
            Assert.That(Path.Exists(folder["out"]), Is.False);
        }
    }

    [TestCase("patch", "FILE", "VIEW = 1")]
    [TestCase("patch", "FILE", "VIEW += 1")]
    [TestCase("patch", "FILE", "VIEW : 9 -> 1")]
    [TestCase("patch", "FILE", "[0] = 1", "VIEW = 1", "--dry-run")]
    [TestCase("patch", "FILE", "[0] = 1", "VIEW = 1")]
    [TestCase("convert", "FILE", "VIEW", "--to", "i1", "--in-place")]
    [TestCase("convert", "FILE", "VIEW", "--to", "i1", "--in-place", "--dry-run")]
    public void Nothing_to_change_is_wrong_use(params string[] words)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("zeros.bin", new byte[100]);
        foreach (string view in new[] { "[98:102]", "[50:40]", "[7:7]", "[100:]", "[:-100]", "[:-101]", "[::-1][3:3]", "u1(10,10)[:,11:]", "[5:+0]" })
        {
            Answer answer = CommandRunner.Run([.. words.Select(word => word.Replace("VIEW", view).Replace("FILE", path))]);
            Assert.That(answer.Exit, Is.EqualTo(2), view);
            Assert.That(answer.Error, Does.Match(@"in \[[^ ]*: axis [01] has 1?0?0 elements, and "), view);
            Assert.That(File.ReadAllBytes(path), Is.All.Zero);
        }
    }

    [TestCase("[...] = 1")]
    [TestCase("[:] = 1")]
    [TestCase("u1(3,0)[1:, ::-1] = 1")]
    [TestCase("<i4 = 1")]
    public void All_of_an_empty_file_is_changed_though_it_is_nothing(string edit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("empty.bin", []);
        Answer answer = CommandRunner.Run("patch", path, edit);
        Assert.That((answer.Exit, answer.Error), Is.EqualTo((0, "")));
    }
}
