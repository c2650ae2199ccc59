using System.Globalization;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>A sparse file beyond 2^32 bytes goes through the verbs inside a control group of 64 MiB, with the answers of NumPy and hashlib (oracle/limited.py).</summary>
[NonParallelizable]
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class MemoryLimitTests(CommandForm form) : CommandFixture(form)
{
    private const int Pieces = 100;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [TestCase("read")]
    [TestCase("extract")]
    [TestCase("convert")]
    public void A_file_of_4_GiB_goes_through_64_MiB(string part)
    {
        if (Form == CommandForm.Usual && part != "extract" && !IsSoak)
        {
            Assert.Ignore("the native form has shown it; this one is tried too where MMAPTOOL_SOAK=1");
        }

        using MemoryGroup group = new(64 << 20);
        using TemporaryFolder folder = new();
        string script = Path.Combine(AppContext.BaseDirectory, "oracle", "limited.py");
        string gibibytes = IsSoak ? "16" : "4";
        string pieceKibibytes = IsSoak ? "8192" : "1024";
        TestContext.Out.Write(Python.Print(
            ["-B", script, part, gibibytes, Pieces.ToString(CultureInfo.InvariantCulture), pieceKibibytes, folder.Path, .. group.Prefix, Command.Start.Program, .. Command.Start.Prefix]));
        TestContext.Out.WriteLine($"{group.Refusals} refusals");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(group.Kills, Is.Zero);
            Assert.That(group.Refusals, Is.GreaterThan(0), "the limit was never reached, so this has shown nothing");
        }
    }
}
