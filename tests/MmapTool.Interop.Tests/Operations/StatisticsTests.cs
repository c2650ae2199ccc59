using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary><c>stats</c> against NumPy, math.fsum and exact fractions (oracle/statistics.py).</summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class StatisticsTests(CommandForm form) : CommandFixture(form)
{
    private const long Mebi = 1 << 20;

    [TestCase("1", "700")]
    [TestCase("2", "700")]
    public void Random_views_whole_along_every_axis_and_as_histograms(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("statistics.py", "small", seed, count, folder.Path);
    }

    [Test]
    public void Arrays_of_many_chunks_along_every_axis()
    {
        using TemporaryFolder folder = new();
        Oracle.Run("statistics.py", "large", Form == CommandForm.Native ? "1" : "2", folder.Path);
    }

    [TestCase("")]
    [TestCase("--axis 0")]
    [TestCase("--axis 1")]
    [TestCase("--histogram 10")]
    public void A_pass_over_a_large_file_stays_within_the_memory_promise(string options)
    {
        using TemporaryFolder folder = new();
        string file = folder.Sparse("pass.bin", 1024 * Mebi);
        MeasuredRun run = MeasuredRun.OfCommand(
            ["stats", file, "<f4(-1,65536)", "--json", "--memory", "16Mi", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.OutputLength, Is.GreaterThan(80));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((16 + 96) * Mebi));
        }
    }
}
