using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Text in UCS-4, dates and lengths of time through every verb, and types that are unknown here, against NumPy (oracle/times.py).</summary>
[TestFixture]
public class TimesTests
{
    private static int Times => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") is null ? 1 : 30;

    [Test]
    public void Random_arrays_and_records_agree_with_NumPy_through_every_verb() => Run("verbs", $"{70 * Times}");

    [Test]
    public void Lists_are_printed_as_NumPy_and_Python_spell_them_and_read_back() => Run("text", $"{5 * Times}");

    [Test]
    public void Types_that_are_unknown_do_not_hide_the_rest_of_a_record() => Run("unknown");

    private static void Run(string task, params string[] count)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("times.py", [task, $"{Seeds.Next(task)}", .. count, folder.Path]);
    }
}
