using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Whole files changed by augmented assignments on 1, 2 and 7 threads, journaled and not, against NumPy (oracle/augmented.py).</summary>
[TestFixture(CommandForm.Quickest)]
public class AugmentedFileTests(CommandForm form) : CommandFixture(form)
{
    [Test]
    public void Any_number_of_threads_leaves_what_NumPy_does()
    {
        using TemporaryFolder folder = new();
        Oracle.Run("augmented.py", folder.Path);
    }
}
