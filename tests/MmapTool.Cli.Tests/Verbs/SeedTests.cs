using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>The first examples of the project.</summary>
public sealed class SeedTests
{
    [TestCase("h[0]", "-2")]
    [TestCase("h[1:4]", "[-1, 0, 1]")]
    [TestCase("h.cast(B)", "[254, 255, 255, 255, 0, 0, 1, 0, 2, 0]")]
    [TestCase("h", "[-2, -1, 0, 1, 2]")]
    [TestCase("B[:8].cast(i)", "[-2, 65536]")]
    [TestCase("B[:8].cast(i).cast(B)", "[254, 255, 255, 255, 0, 0, 1, 0]")]
    public void Show_prints_as_Python_does(string view, string expected)
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run("show", folder.Numbers(), view), Is.EqualTo(new Answer(0, expected + "\n", "")));
    }

    [Test]
    public void Show_prints_two_dimensions()
    {
        using TemporaryFolder folder = new();
        Assert.That(CommandRunner.Run("show", folder.Octets(), "B(2,3)"), Is.EqualTo(new Answer(0, "[[0, 1, 2], [3, 4, 5]]\n", "")));
    }

    [Test]
    public void Patch_changes_the_one_byte()
    {
        using TemporaryFolder folder = new();
        string path = folder.Numbers();
        Answer answer = CommandRunner.Run("patch", path, "h.cast(B)[5] = 4");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Exit, answer.Error), Is.EqualTo((0, "")));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0, 4, 1, 0, 2, 0 }));
            Assert.That(CommandRunner.Run("show", path, "h").Output, Is.EqualTo("[-2, -1, 1024, 1, 2]\n"));
        }
    }
}
