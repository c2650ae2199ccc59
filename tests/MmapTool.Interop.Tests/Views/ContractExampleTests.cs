using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The examples of the contract, word for word, through the command as a process of its own.</summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class ContractExampleTests(CommandForm form) : CommandFixture(form)
{
    private TemporaryFolder folder = null!;
    private string numbers = null!;
    private string octets = null!;

    [SetUp]
    public void MakeFiles()
    {
        folder = new();
        numbers = folder.Write("numbers.bin", [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0]);
        octets = folder.Write("octets.bin", [0, 1, 2, 3, 4, 5]);
    }

    [TearDown]
    public void DeleteFiles() => folder.Dispose();

    [TestCase("h[0]", "-2")]
    [TestCase("h[1:4]", "[-1, 0, 1]")]
    [TestCase("h.cast(B)", "[254, 255, 255, 255, 0, 0, 1, 0, 2, 0]")]
    // From the bytes: FE FF FF FF is -2 as a little-endian int32, 00 00 01 00 is 65536.
    [TestCase("B[:8].cast(i)", "[-2, 65536]")]
    [TestCase("B[:8].cast(i).cast(B)", "[254, 255, 255, 255, 0, 0, 1, 0]")]
    public void Show_numbers(string view, string expected) => AssertPrints(expected, "show", numbers, view);

    [Test]
    public void Show_octets_in_two_dimensions() => AssertPrints("[[0, 1, 2], [3, 4, 5]]", "show", octets, "B(2,3)");

    [Test]
    public void Patch_one_byte_through_a_cast()
    {
        ProcessRun patch = Command.Run("patch", numbers, "h.cast(B)[5] = 4");
        Assert.That(patch.ExitCode, Is.Zero, patch.Error);
        AssertPrints("[-2, -1, 1024, 1, 2]", "show", numbers, "h");
        Assert.That(File.ReadAllBytes(numbers), Is.EqualTo(new byte[] { 0xFE, 0xFF, 0xFF, 0xFF, 0, 4, 1, 0, 2, 0 }));
    }

    private static void AssertPrints(string expected, params string[] arguments)
    {
        ProcessRun run = Command.Run(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.Output, Is.EqualTo(expected + "\n"));
            Assert.That(run.Error, Is.Empty);
        }
    }
}
