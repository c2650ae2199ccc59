using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The verbs answer the same whatever the page cache holds, however they read, with holes and without, and while the file grows (oracle/caches.py).</summary>
[NonParallelizable]
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class CacheStateTests(CommandForm form) : CommandFixture(form)
{
    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [Test]
    public void Cold_half_warm_and_warm_files_with_and_without_holes_give_the_answers_of_NumPy()
    {
        if (Form == CommandForm.Usual && !IsSoak)
        {
            Assert.Ignore("the native form has shown it; this one is tried too where MMAPTOOL_SOAK=1");
        }

        Run("states", IsSoak ? "400" : "48");
    }

    [Test]
    public void A_file_that_another_process_appends_to_is_read_at_its_length_when_it_was_opened() => Run("growing", "64");

    private static void Run(string mode, string mebibytes)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("caches.py", mode, mebibytes, folder.Path);
    }
}
