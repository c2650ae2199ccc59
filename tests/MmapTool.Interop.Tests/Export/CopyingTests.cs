using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Views in every layout, extracted and assigned by the command, compared with NumPy's copies (oracle/copying.py).</summary>
[TestFixture(CommandForm.Quickest)]
public class CopyingTests(CommandForm form) : CommandFixture(form)
{
    [TestCase("1", "400")]
    [TestCase("2", "400")]
    [TestCase("3", "400")]
    public void Copies_are_those_that_NumPy_makes(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("copying.py", seed, count, folder.Path);
    }

    [Test]
    public void A_processor_without_wide_vectors_copies_the_same()
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(AppContext.BaseDirectory, "oracle", "copying.py");
        Python.Print(["-B", script, "4", "200", folder.Path, "env", "DOTNET_EnableAVX2=0", Command.Start.Program, .. Command.Start.Prefix]);
    }
}
