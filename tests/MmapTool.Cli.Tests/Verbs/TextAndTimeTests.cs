using System.Text;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>An npy of dates, one of text, and the notes beside the results.</summary>
public sealed class TextAndTimeTests
{
    private const string Dates = "{'descr': '<M8[D]', 'fortran_order': False, 'shape': (4,), }";

    private static byte[] Npy(string header, params byte[][] data)
    {
        string text = header.PadRight(117) + "\n";
        return [0x93, .. "NUMPY\x01\0"u8, .. BitConverter.GetBytes((ushort)text.Length), .. Encoding.Latin1.GetBytes(text), .. data.SelectMany(part => part)];
    }

    // 2026-01-02, NaT, 1969-12-31, 2000-02-29: NumPy's counts of days.
    private static string DatesIn(TemporaryFolder folder) =>
        folder.Write("dates.npy", Npy(Dates, [.. new long[] { 20455, long.MinValue, -1, 11016 }.Select(BitConverter.GetBytes)]));

    [Test]
    public void A_file_of_dates_takes_one_try_each()
    {
        using TemporaryFolder folder = new();
        string path = DatesIn(folder);
        Assert.That(CommandRunner.Run("show", path).Output, Is.EqualTo("['2026-01-02', NaT, '1969-12-31', '2000-02-29']\n"));
        Assert.That(CommandRunner.Run("show", path, "--json").Output, Is.EqualTo("[\"2026-01-02\",\"NaT\",\"1969-12-31\",\"2000-02-29\"]\n"));
        Assert.That(CommandRunner.Run("show", path, "--csv").Output, Is.EqualTo("2026-01-02\nNaT\n1969-12-31\n2000-02-29\n"));
        Assert.That(CommandRunner.Run("find", path, "\"2000-02-29\"").Output, Does.Contain("[3]"));
        Assert.That(CommandRunner.Run("find", path, "NaT").Output, Does.Contain("[1]"));
        Assert.That(CommandRunner.Run("patch", path, "[1] = \"2026-05-06\"").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "[1]").Output, Is.EqualTo("'2026-05-06'\n"));
        Assert.That(CommandRunner.Run("stats", path).Output, Does.Match("count +4\nmin +1969-12-31\nmax +2026-05-06\nmean +none\n"));
        Assert.That(CommandRunner.Run("patch", path, "[1] = NaT").Exit, Is.Zero);
        Assert.That(CommandRunner.Run("stats", path, "--json").Output, Is.EqualTo("{\"schema\":1,\"count\":4,\"min\":\"1969-12-31\",\"max\":\"2026-01-02\",\"mean\":null,\"std\":null,\"sum\":null,\"nan\":1,\"inf\":0}\n"));
    }

    [TestCase("[0] = \"2026-05-06T01\"", "--cast-values truncate takes 2026-05-06")]
    [TestCase("[0] = 20455", ".view(i8)")]
    [TestCase("[0] = \"May 6\"", "2026-01-02")]
    [TestCase("[0] *= 2", ".view(i8)")]
    [TestCase("[0] += 1.5", "no whole number")]
    [TestCase("[0] += \"2026-01-01\"", "an integer, how many D")]
    [TestCase("[0] += 9223372036854775807", "does not fit")]
    [TestCase("= @::.view(i8)", ".view(i8) are the counts")]
    [TestCase(".view(m8[D]) *= 1.5", ".5 is no whole number, and <m8[D] holds only those; --cast-values round or truncate")]
    [TestCase(".view(m8[D])[0] *= @::.view(u8).bits[0:8][0]", "can't become")]
    [TestCase(".view(m8[D])[0] += @::.view(f8)[0]", "can't become")]
    public void A_date_that_does_not_fit_is_refused_with_the_mend(string edit, string mend)
    {
        using TemporaryFolder folder = new();
        string path = DatesIn(folder);
        byte[] before = File.ReadAllBytes(path);
        Answer answer = CommandRunner.Run("patch", path, edit);
        Assert.That(answer.Exit, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Contain(mend));
        Assert.That(answer.Error.Count(character => character == '\n'), Is.EqualTo(1));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [TestCase("truncate", "'2026-05-06'")]
    [TestCase("round", "'2026-05-07'")]
    [TestCase("saturate", "'2026-05-06'")]
    [TestCase("wrap", "'2026-05-06'")]
    public void A_finer_date_is_cut_or_rounded_where_that_is_asked_for(string mode, string date)
    {
        using TemporaryFolder folder = new();
        string path = DatesIn(folder);
        Assert.That(CommandRunner.Run("patch", path, "[0] = \"2026-05-06T13\"", "--cast-values", mode).Exit, Is.Zero);
        Assert.That(CommandRunner.Run("show", path, "[0]").Output, Is.EqualTo(date + "\n"));
    }

    [TestCase("M8[0]", "M8[s][0]")]
    [TestCase("M8", "M8[s]")]
    [TestCase("M8[25s](4)@128", "<M8[25s]")]
    [TestCase("U", "U8")]
    public void A_type_without_its_unit_or_length_is_refused_with_the_mend(string view, string mend)
    {
        using TemporaryFolder folder = new();
        Answer answer = CommandRunner.Run("show", DatesIn(folder), view);
        Assert.That(answer.Exit, Is.EqualTo(2));
        Assert.That(answer.Error, Does.Contain(mend));
    }

    [TestCase("{t:M8[D],n:U2}(2)@128")]
    [TestCase(">m8[ns](4)@128")]
    [TestCase("<M8[25s](2)@128")]
    [TestCase("datetime64[D](4)@128")]
    [TestCase("U4be(2)@128")]
    public void A_type_that_is_printed_reads_back_as_a_view(string view)
    {
        using TemporaryFolder folder = new();
        string path = DatesIn(folder);
        string printed = System.Text.Json.JsonDocument.Parse(CommandRunner.Run("info", path, view, "--json").Output).RootElement.GetProperty("view").GetString()!;
        Assert.That(CommandRunner.Run("show", path, printed, "--json", "--format", "raw"), Is.EqualTo(CommandRunner.Run("show", path, view, "--json")));
    }

    [TestCase("{a:S4,b:U3}(2)@0", "[0] = (\"ab\", \"abc\")", "\"ab\" is shorter than |S4")]
    [TestCase("{a:S4,b:U3}(2)@0", "[0] = {\"a\": \"abcd\", \"b\": \"x\"}", "\"x\" is shorter than <U3")]
    [TestCase("S4(8)@0", "[0:2] = [b\"abcd\", b\"x\"]", "b\"x\" is shorter than |S4")]
    [TestCase("S4(8)@0", "[0:3] = [\"a\", \"b\", \"abcd\"]", "2 texts are shorter than their types (\"a\" is shorter than |S4, for one)")]
    [TestCase("U4(2)@0", "[:] = \"é\"", "\"é\" is shorter than <U4")]
    [TestCase("c(2)@0", "[0] = \"\"", "\"\" is shorter than |S1")]
    [TestCase("S4(8)@0", "[0] : \"\" -> \"abcd\"", null)]
    [TestCase("S4(8)@0", "[0] = \"abcd\"", null)]
    [TestCase("{a:S2,b:U1(2),v:u1}(2)@0", "[0] = (\"ab\", [\"c\", \"d\"], 7)", null)]
    [TestCase("S4(8)@0", "[0] = x\"61620000\"", null)]
    [TestCase("u1(8)@0", "[0:2] = \"ab\"", null)]
    public void A_text_that_is_filled_with_NULs_is_said_to_be(string start, string edit, string? said)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("text.bin", new byte[64]);
        string whole = start + edit;
        Answer answer = CommandRunner.Run("patch", path, whole);
        Assert.That(answer.Exit, Is.Zero, answer.Error);
        Assert.That(answer.Error, said is null ? Is.Empty : Is.EqualTo($"mmaptool: {path}: note: {said}: the rest is filled with NULs\n"));
        byte[] once = File.ReadAllBytes(path);
        File.WriteAllBytes(path, new byte[64]);
        Assert.That(CommandRunner.Run("patch", path, whole, "--quiet").Error, Is.Empty);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(once));
    }

    [Test]
    public void A_type_that_is_unknown_is_said_once_by_every_verb_and_stays_in_the_header()
    {
        using TemporaryFolder folder = new();
        string header = "{'descr': [('x', '<f16'), ('v', '<f4'), ('t', '<M8')], 'fortran_order': False, 'shape': (2,), }";
        string path = folder.Write("unknown.npy", Npy(header, new byte[56]));
        foreach (string[] words in (string[][])[["show", path, ".v"], ["stats", path, ".v"], ["info", path], ["hash", path], ["find", path, "0", "--in", ".v"], ["extract", path, ".v", "-o", folder["v.npy"]], ["patch", path, ".v += 1"], ["reshape", path, "--to", "2,1"], ["convert", path, ".v", "--to", "f8", "-o", folder["w.npy"]]])
        {
            Answer answer = CommandRunner.Run(words);
            Assert.That(answer.Exit, Is.Zero, words[0]);
            Assert.That(answer.Error, Is.EqualTo($"mmaptool: {path}: warning: fields \"x\" ('<f16'), \"t\" ('<M8') are of types that are unknown here, and shown as opaque bytes\n"), words[0]);
        }

        Assert.That(CommandRunner.Run("show", path, ".v", "--quiet").Error, Is.Empty);
        Assert.That(Encoding.Latin1.GetString(File.ReadAllBytes(path)), Does.Contain("[('x', '<f16'), ('v', '<f4'), ('t', '<M8')]"));
        Assert.That(CommandRunner.Run("show", path, "[0].t", "--json").Output, Is.EqualTo("[\"0000000000000000\"]\n"));
    }
}
