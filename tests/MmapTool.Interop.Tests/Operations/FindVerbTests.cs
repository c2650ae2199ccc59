using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>find through the command, against Python's bytes and regular expressions and NumPy's comparisons (oracle/finding.py).</summary>
[TestFixture(CommandForm.Quickest)]
public class FindVerbTests(CommandForm form) : CommandFixture(form)
{
    [Test]
    public void Bytes_with_wildcards_and_text_are_where_Python_finds_them() => Run("bytes", "1", "200");

    [Test]
    public void Values_and_runs_of_values_are_where_NumPy_finds_them() => Run("values", "1", "200");

    [Test]
    public void Long_and_periodic_patterns_are_found_across_blocks_and_segments() => Run("long", "1");

    private static void Run(string mode, params string[] more)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("finding.py", [mode, .. more, folder.Path]);
    }
}
