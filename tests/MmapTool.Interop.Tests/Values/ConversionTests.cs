using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Random conversions through the command (oracle/converting.py): every pair of numeric types, byte orders, layouts and modes, into files and
/// in place. They are worked out again in exact rational arithmetic, which is held against NumPy's astype first.
/// </summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class ConversionTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "converting.py");

    [TestCase("1", "1200")]
    [TestCase("2", "1200")]
    public void Random_conversions_agree_with_exact_arithmetic_and_NumPy(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Python.Print(Oracle, "generate", seed, count, folder.Path);
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.Error, Is.Empty);
        File.WriteAllText(folder["answers"], run.Output);
        TestContext.Out.Write(Python.Print(Oracle, "check", seed, count, folder.Path));
    }
}
