using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Augmented assignments through the command (oracle/arithmetic.py): every operator, every pair of numeric types and constants, every mode, at and around every
/// limit. There are a few elements and many, stored, journaled and in chunks. All are worked out again in exact rational arithmetic, which is held against NumPy
/// first. In the normal run a sample of the combinations; all of them with MMAPTOOL_SOAK=1.
/// </summary>
[TestFixture(CommandForm.Quickest)]
public class ArithmeticTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "arithmetic.py");

    private static string Count => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? "all" : "1500";

    [TestCase("1")]
    [TestCase("2")]
    public void Results_are_exact_and_then_brought_into_the_views_type(string seed)
    {
        using TemporaryFolder folder = new();
        Python.Print(Oracle, "generate", seed, Count, folder.Path);
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.Error, Is.Empty);
        File.WriteAllText(folder["answers"], run.Output);
        TestContext.Out.Write(Python.Print(Oracle, "check", seed, Count, folder.Path));
    }
}
