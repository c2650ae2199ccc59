using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Bits of integers through the command (oracle/bits.py), held against Python's integers: every size and byte order, views of every layout, and every verb
/// that reads. Edits are of every kind in every mode, stored, computed and journaled in chunks. Every bit of the file is compared.
/// </summary>
[TestFixture(CommandForm.Quickest)]
public class BitsTests(CommandForm form) : CommandFixture(form)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "bits.py");

    [TestCase("1", "600")]
    [TestCase("2", "600")]
    public void Bits_are_read_and_set_and_their_neighbours_stay(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Python.Print(Oracle, "generate", seed, count, folder.Path);
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.Error, Is.Empty);
        File.WriteAllText(folder["answers"], run.Output);
        TestContext.Out.Write(Python.Print(Oracle, "check", seed, count, folder.Path));
    }
}
