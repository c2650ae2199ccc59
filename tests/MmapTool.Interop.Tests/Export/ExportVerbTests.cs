using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>show and extract through the command, in every form, read back by Python, NumPy, json, csv and xxd (oracle/export.py).</summary>
[TestFixture(CommandForm.Quickest)]
public class ExportVerbTests(CommandForm form) : CommandFixture(form)
{
    [TestCase("1", "400")]
    [TestCase("2", "400")]
    public void Views_are_shown_and_extracted_in_every_form(string seed, string count) => Run("values", seed, count);

    [Test]
    public void Text_is_a_Python_literal_and_hex_is_xxds() => Run("text", "1", "70");

    [Test]
    public void Types_beyond_NumPy_have_the_values_of_their_formulas() => Run("wide");

    [Test]
    public void An_output_replaces_only_what_it_may() => Run("files");

    private static void Run(string mode, params string[] more)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("export.py", [mode, .. more, folder.Path]);
    }
}
