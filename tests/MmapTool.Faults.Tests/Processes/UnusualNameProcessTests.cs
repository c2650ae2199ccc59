using System.Text;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Names that are no UTF-8 from a real command line, in a current folder and a TMPDIR that are none either; and an interrupted change of such a file.</summary>
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
[Platform("Linux")]
public sealed class UnusualNameProcessTests(CommandForm form) : CommandFixture(form)
{
    // The shell makes the names from these bytes. The text of its script is ASCII.
    private const string Names = "d=$(printf 'dir\\351'); f=$(printf 'caf\\351.bin'); g=$(printf '\\355\\262\\251\\377'); mkdir -p \"$d\"; cd \"$d\"; ";

    [Test]
    public void Arguments_and_the_current_folder_are_the_bytes_that_they_are()
    {
        Assert.That(
            Shell("printf abcdefgh >\"$f\"; m show \"$f\" '[:2]'; m patch \"$f\" '[0] = 65'; m show \"$PWD/$f\" '[:2]'; m extract \"$f\" -o \"$g\"; cat \"$g\"; m info \"$f\" --json | grep -o '\"file\":\"[^\"]*\"'; m show \"$f.none\" 2>&1; m find \"$f\" \"\\\"$g\\\"\" 2>&1 | head -1"),
            Is.EqualTo("[97, 98]\ncaf\\xE9.bin: 1 edit, 1 range, 1 byte written\n[65, 98]\n\\xED\\xB2\\xA9\\xFF: 8 elements of |u1 as raw, 8 bytes\nAbcdefgh\"file\":\"caf\\udce9.bin\"\n"
                + "mmaptool: caf\\xE9.bin.none: can't be opened: no such file or folder; check the path\n"
                + "mmaptool: caf\\xE9.bin: \\xED is no UTF-8, and so no character of a text; bytes are written as in x\"e9\"\n"));
    }

    [Test]
    public void Random_bytes_reach_the_system_unchanged()
    {
        // Names of up to 40 bytes, of every byte except NUL and the slash. The tool writes files, and the shell reads them.
        Random random = new(Seeds.Next("names"));
        StringBuilder script = new();
        for (int count = 0; count < 12; count++)
        {
            string word = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(4) == 0 ? "x" : $"\\{Convert.ToString(random.Next(0x80, 0x100), 8)}")) + "y";
            script.Append($"n=$(printf '{word}'); m extract in -o \"$n\" --quiet && cmp in \"$n\" && rm \"$n\" || echo wrong; ");
        }

        Assert.That(Shell($"printf abcdefgh >in; {script} ls"), Is.EqualTo("in\n"));
    }

    [Test]
    public void An_interrupted_change_is_told_and_recovered_by_any_name()
    {
        if (ProcessRun.Find("strace") is null)
        {
            Assert.Ignore("strace is needed to stop the command in mid-change");
        }

        // Killed at its second write into the file; renamed away from its journal, to another folder, and back.
        string output = Shell(
            "head -c 300000 /dev/zero >\"$f\"; strace -f -qq -o /dev/null -P \"$PWD/$f\" -e trace=fsync -e inject=fsync:signal=KILL:when=1 \"$0\" \"$@\" patch \"$PWD/$f\" '[100:] = 66' >/dev/null 2>&1; "
            + "m show \"$f\" '[0]' 2>&1; echo $?; mv \"$f\" \"../$g\"; m show \"../$g\" '[0]' 2>&1; echo $?; m recover \"../$g\"; echo $?; m show \"../$g\" '[99:101]'; ls; cd ..; ls | wc -l");
        string[] lines = output.Split('\n');
        Assert.That(lines[0], Does.StartWith("mmaptool: caf\\xE9.bin: a change was interrupted, and ").And.Contain("caf\\xE9.bin.mmap-journal is left of it"), output);
        Assert.That(lines[1], Is.EqualTo("4"));
        Assert.That(lines[2], Does.StartWith("mmaptool: ../\\xED\\xB2\\xA9\\xFF: a change was interrupted, and ").And.Contain("dir\\xE9/caf\\xE9.bin.mmap-journal is left of it"), output);
        Assert.That(lines[3], Is.EqualTo("4"));
        Assert.That(lines[4], Does.StartWith("../\\xED\\xB2\\xA9\\xFF: undone"), output);
        Assert.That(lines[^4..], Is.EqualTo(new[] { "0", "[0, 0]", "2", "" }), output);
    }

    private static string Shell(string script)
    {
        string folder = Directory.CreateTempSubdirectory("mmaptool-").FullName;
        try
        {
            return ProcessRun.Of("sh", ["-c", $"p=$0; m() {{ \"$p\" {string.Join(' ', Command.Start.Prefix.Select(word => $"'{word}'"))} \"$@\"; }}; {Names}{script}", Command.Start.Program, .. Command.Start.Prefix], folder: folder).Output;
        }
        finally
        {
            ProcessRun.Of("rm", ["-rf", folder]);
        }
    }
}
