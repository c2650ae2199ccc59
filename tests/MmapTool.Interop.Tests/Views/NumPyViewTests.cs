using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Random views and edits through the command, worked out again by real NumPy and by Python's memoryview (oracle/views.py). Compared are values,
/// shape, strides, offset, flags, the output of extract, and after an edit the whole file byte for byte.
/// </summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class NumPyViewTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "views.py");

    [TestCase("1", "1500")]
    [TestCase("2", "1500")]
    [TestCase("3", "1500")]
    public void Random_views_and_edits_agree_with_NumPy_and_memoryview(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Python.Print(Oracle, "generate", seed, count, folder.Path);
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        File.WriteAllText(folder["answers"], run.Output);
        Python.Print(Oracle, "check", seed, count, folder.Path);
    }
}
