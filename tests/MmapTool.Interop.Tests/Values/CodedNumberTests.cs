using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Floats of IBM and VAX and complex integers through the command (oracle/coded.py): published vectors, and random elements and numbers. Their text,
/// conversions both ways, edits in every mode, search and statistics are worked out again by exact fractions.
/// </summary>
[TestFixture(CommandForm.Quickest)]
public class CodedNumberTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "coded.py");

    [TestCase("1", "240")]
    [TestCase("2", "240")]
    public void Coded_numbers_agree_with_exact_fractions(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Python.Print(Oracle, "generate", seed, count, folder.Path);
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.Error, Is.Empty);
        File.WriteAllText(folder["answers"], run.Output);
        TestContext.Out.Write(Python.Print(Oracle, "check", seed, count, folder.Path));
    }

    [TestCase("1", "60")]
    public void Packed_integers_are_read_packed_and_patched(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Interop.Tests.Oracle.Run("packed.py", seed, count, folder.Path);
    }

    [Test]
    public void NumPy_reads_complex_integers_as_records_of_two_parts()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["iq.bin"], [1, 0, 2, 0, 0xFD, 0xFF, 4, 0]);
        Assert.That(Command.Run("extract", folder["iq.bin"], ">ci2", "-o", folder["big.npy"]).ExitCode, Is.Zero);
        Assert.That(Command.Run("extract", folder["iq.bin"], "ci2", "-o", folder["iq.npy"]).ExitCode, Is.Zero);
        Assert.That(
            Python.Print("-c", "import sys, numpy as np; a = np.load(sys.argv[1]); b = np.load(sys.argv[2]); print(a.dtype, (a['re'] + 1j * a['im']).tolist(), b.dtype['re'].str, b.tolist())", folder["iq.npy"], folder["big.npy"]).Trim(),
            Is.EqualTo("[('re', '<i2'), ('im', '<i2')] [(1+2j), (-3+4j)] >i2 [(256, 512), (-513, 1024)]"));
    }
}
