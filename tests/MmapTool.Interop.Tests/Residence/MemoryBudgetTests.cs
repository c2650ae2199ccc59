using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>The most memory of each verb with default options, on a gigabyte without holes: mapped pages of the file, and allocations.</summary>
[NonParallelizable]
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class MemoryBudgetTests(CommandForm form) : CommandFixture(form)
{
    private const long Mebi = 1 << 20;
    private const long Gibi = 1 << 30;

    // The budget of --memory by default, and what a process needs besides.
    private const long Budget = 256 * Mebi;
    private const long Process = 64 * Mebi;

    private TemporaryFolder? _folder;

    private string File => _folder!["data.bin"];

    [OneTimeSetUp]
    public void MakeFile()
    {
        if (Form == CommandForm.Usual && Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") != "1")
        {
            Assert.Ignore("the native form is measured; this one is too where MMAPTOOL_SOAK=1");
        }

        // <i4 from 0 to 250, written out: 1 GiB and 4 MiB.
        _folder = new();
        byte[] block = new byte[4 * Mebi];
        for (int i = 0; i < block.Length; i += 4)
        {
            block[i] = (byte)(i / 4 % 251);
        }

        using FileStream stream = System.IO.File.Create(File);
        for (int i = 0; i <= 256; i++)
        {
            stream.Write(block);
        }
    }

    [OneTimeTearDown]
    public void DeleteFile() => _folder?.Dispose();

    [TestCase("stats <i4")]
    [TestCase("stats <i4(-1,65536) --axis 0")]
    [TestCase("stats <i4(-1,65536) --axis 1")]
    [TestCase("stats <i4[::-3] --histogram 20")]
    [TestCase("hash --algorithm xxh3")]
    [TestCase("hash <i4(-1,1024)[:,::2] --algorithm crc32")]
    [TestCase("hash --algorithm crc32 --blocks 64Ki")]
    [TestCase("find [249,250,0,1] --in <i4")]
    [TestCase("find [251,252] --in <i4", 1)]
    [TestCase("find x\"f9??0000fa\"")]
    [TestCase("show <i4[::4]")]
    public void An_answer_is_found_in_the_default_budget(string line, int exit = 0)
    {
        string[] words = line.Split(' ');
        MeasuredRun run = Measure([words[0], File, .. words[1..], "--json"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.EqualTo(exit), run.Error);
            Assert.That(run.OutputLength, Is.GreaterThan(exit == 0 ? 40 : 10));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan(Budget + Process));
            Assert.That(run.PeakAnonymous, Is.GreaterThan(0).And.LessThan(Process));
        }
    }

    [TestCase("extract <i4", Gibi + (4 * Mebi))]
    [TestCase("extract <i4[::-2]", (Gibi + (4 * Mebi)) / 2)]
    [TestCase("convert <i4 --to u1", (Gibi + (4 * Mebi)) / 4)]
    [TestCase("convert <i4[::2] --to f8", Gibi + (4 * Mebi))]
    public void A_file_and_a_pipe_are_written_in_the_default_budget(string line, long bytes)
    {
        string[] words = line.Split(' ');
        using TemporaryFolder output = new();
        string[] arguments = [words[0], File, .. words[1..], "--no-sync", "-o"];
        MeasuredRun pipe = Measure([.. arguments, "-"]);
        MeasuredRun file = Measure([.. arguments, output["out.bin"]]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((pipe.ExitCode, file.ExitCode), Is.EqualTo((0, 0)), pipe.Error + file.Error);
            Assert.That(pipe.OutputLength, Is.EqualTo(bytes));
            Assert.That(new FileInfo(output["out.bin"]).Length, Is.EqualTo(bytes));
            Assert.That(Math.Max(pipe.PeakResident, file.PeakResident), Is.GreaterThan(0).And.LessThan(Budget + Process));
            Assert.That(Math.Max(pipe.PeakAnonymous, file.PeakAnonymous), Is.GreaterThan(0).And.LessThan(Budget / 2));
        }
    }

    [Test]
    public void A_transpose_has_the_budget_for_its_tiles_and_no_more()
    {
        using TemporaryFolder output = new();
        MeasuredRun run = Measure("extract", File, "<i4(16448,-1).T", "--no-sync", "-o", output["out.bin"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(new FileInfo(output["out.bin"]).Length, Is.EqualTo(Gibi + (4 * Mebi)));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan(Budget + Process));
        }
    }

    [TestCase("--no-journal")]
    [TestCase("--undo-limit=1Gi")]
    public void A_file_is_changed_in_place_in_the_default_budget(string way)
    {
        // The file is converted there and back before the assertions, because the other tests read it.
        MeasuredRun[] runs =
        [
            Measure("convert", File, "<i4", "--to", ">i4", "--in-place", "--no-sync", way),
            Measure("convert", File, ">i4", "--to", "<i4", "--in-place", "--no-sync", way),
        ];
        using (Assert.EnterMultipleScope())
        {
            foreach (MeasuredRun run in runs)
            {
                Assert.That(run.ExitCode, Is.Zero, run.Error);
                Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan(Budget + Process));

                // A journal's record, of 64 MiB, is written from memory.
                Assert.That(run.PeakAnonymous, Is.GreaterThan(0).And.LessThan((way == "--no-journal" ? 0 : 64 * Mebi) + Process));
            }
        }
    }

    [TestCase("convert <i4 --to >i4 --in-place", "convert >i4 --to <i4 --in-place")]
    [TestCase("patch u1^=255 --undo-limit 0", "patch u1^=255 --undo-limit 0")]
    [TestCase("patch u1^=255 --undo-limit 0 --keep-undo", "patch u1^=255 --undo-limit 0")]
    public void Chunks_of_a_change_in_place_are_as_long_as_a_smaller_budget_allows(string there, string back)
    {
        // The run with the least memory shows the process itself. A larger budget adds its chunk.
        MeasuredRun[] runs = [Change(there, "4Mi"), Change(back, "64Mi")];
        using (Assert.EnterMultipleScope())
        {
            Assert.That((runs[0].ExitCode, runs[1].ExitCode), Is.EqualTo((0, 0)), runs[0].Error + runs[1].Error);
            Assert.That(runs[0].PeakAnonymous, Is.GreaterThan(0).And.LessThan((4 * Mebi) + (Process / 4)));
            Assert.That(runs[1].PeakAnonymous, Is.LessThan((16 * Mebi) + (Process / 4)).And.GreaterThan(runs[0].PeakAnonymous + (8 * Mebi)));
        }

        MeasuredRun Change(string line, string memory)
        {
            string[] words = line.Split(' ');
            return Measure([words[0], File, .. words[1..], "--no-sync", "--memory", memory]);
        }
    }

    private static MeasuredRun Measure(params string[] arguments)
    {
        MeasuredRun run = MeasuredRun.OfCommand(arguments);
        TestContext.Out.WriteLine($"{arguments[0]}: peak resident {run.PeakResident / Mebi} MiB, anonymous {run.PeakAnonymous / Mebi} MiB, {run.OutputLength} bytes out");
        return run;
    }
}
