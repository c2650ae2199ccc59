using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>patch through the command, against a Python bytearray, NumPy and the documented rules of conversion (oracle/patching.py).</summary>
[TestFixture(CommandForm.Quickest)]
public class PatchVerbTests(CommandForm form) : CommandFixture(form)
{
    private const long Mebi = 1 << 20;

    [TestCase("1", "10000")]
    [TestCase("2", "1000000")]
    public void A_script_of_many_small_edits_is_applied_wholly_or_not_at_all(string seed, string edits) => Run("script", seed, edits);

    [TestCase("1", "300")]
    public void Values_of_every_type_are_set_verified_and_refused(string seed, string count) => Run("literals", seed, count);

    [TestCase("1", "1500")]
    public void Values_that_do_not_fit_become_what_cast_values_says(string seed, string count) => Run("casts", seed, count);

    [Test]
    public void Values_come_from_other_files_from_standard_input_and_from_the_file_itself() => Run("sources");

    [Test]
    public void A_reversal_in_place_of_a_large_file_takes_bounded_memory()
    {
        const long Length = 600 * Mebi;
        using TemporaryFolder folder = new();
        string file = folder.Sparse("reversed.bin", Length);
        using (FileStream stream = File.OpenWrite(file))
        {
            stream.Write([1, 2, 3]);
            stream.Position = Length / 3;
            stream.Write([4, 5]);
        }

        MeasuredRun run = MeasuredRun.OfCommand("patch", file, "u1 = @::u1[::-1]");
        TestContext.Out.WriteLine($"peak resident {run.PeakResident / Mebi} MiB, anonymous {run.PeakAnonymous / Mebi} MiB");
        byte[] end = new byte[4];
        byte[] middle = new byte[4];
        using FileStream read = File.OpenRead(file);
        read.Position = Length - 4;
        read.ReadExactly(end);
        read.Position = Length - (Length / 3) - 3;
        read.ReadExactly(middle);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(end, Is.EqualTo(new byte[] { 0, 3, 2, 1 }));
            Assert.That(middle, Is.EqualTo(new byte[] { 0, 5, 4, 0 }));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((256 + 64) * Mebi));
            Assert.That(run.PeakAnonymous, Is.LessThan(96 * Mebi));
        }
    }

    private static void Run(string mode, params string[] more)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("patching.py", [mode, .. more, folder.Path]);
    }
}
