using MmapTool.Testing;

namespace MmapTool.Faults.Tests.PowerCuts;

/// <summary>
/// The power goes off while an output is written, and after it was reported as written. The output is then missing, or its name leads to the old file, or
/// it is whole. It is whole once success was reported.
/// </summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed class OutputPowerCutTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 300_000;

    private static bool IsSoak => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1";

    [TestCase("extract FILE u1[1:] -o OUT", "out", false)]
    [TestCase("extract FILE u1[1:] -o OUT", "out", true)]
    [TestCase("extract FILE u1[1:1000] -o OUT", "out.csv", true)]
    [TestCase("convert FILE <u2 --to >u4 -o OUT", "out.npy", false)]
    [TestCase("cast FILE --to <u2 --header", "file.nhdr", false)]
    [TestCase("patch FILE [5:1000]^=9 --save-undo OUT", "undo", false)]
    [TestCase("patch FILE [5:1000]^=9 --save-undo OUT", "undo", true)]
    public void An_output_is_whole_or_not_there_after_a_power_cut(string line, string name, bool isThere)
    {
        byte[] content = new byte[Length];
        new Random(Length).NextBytes(content);
        byte[] before = [1, 2, 3];
        using TemporaryMount mount = TemporaryMount.Ext4(16 << 20);
        string folder = Directory.CreateDirectory(mount["folder"]).FullName;
        string file = Path.Combine(folder, "file");
        string place = Path.Combine(folder, name);
        string[] words = [.. line.Split(' ').Select(word => word == "FILE" ? file : word == "OUT" ? place : word), "--quiet", .. (string[])(isThere ? ["--force"] : [])];

        Restore();
        StoppedCommand.Step[] steps = StoppedCommand.Trace(mount["log"], words);
        byte[] whole = File.ReadAllBytes(place);
        int seed = TestContext.CurrentContext.Random.Next();
        Random random = new(seed);
        IEnumerable<StoppedCommand.Step> tried = IsSoak ? Enumerable.Repeat(steps, 10).SelectMany(step => step) : Enumerable.Range(0, 2).Select(_ => steps[random.Next(steps.Length)]);
        foreach (StoppedCommand.Step step in tried.Append(steps[^1]).Append(StoppedCommand.Step.Never))
        {
            Restore();
            bool reported = StoppedCommand.Run(step, words);
            if (!reported)
            {
                DirtyPages.WriteSome(random, folder, mount["other"]);
            }

            mount.CutPower();
            string what = $"seed {seed}, {step}";
            Assert.That(Command.Run("recover", file), Has.Property("ExitCode").Zero, what);
            bool exists = File.Exists(place);
            if (reported || exists)
            {
                Assert.That(exists, $"{what}: success was reported, and it is not there");
                Assert.That((!reported && isThere && File.ReadAllBytes(place).AsSpan().SequenceEqual(before)) || IsWhole(reported), $"{what}: not whole");
            }
            else
            {
                Assert.That(isThere, Is.False, $"{what}: neither the one before nor the new one is there");
            }
        }

        bool IsWhole(bool reported)
        {
            if (name != "undo")
            {
                return File.ReadAllBytes(place).AsSpan().SequenceEqual(whole);
            }

            // The undo of a change that was taken back is whole, and does not fit.
            int status = Command.Run("patch", file, "--apply", place, "--dry-run").ExitCode;
            return status == 0 || (!reported && status == 1);
        }

        void Restore()
        {
            foreach (string path in Directory.GetFiles(folder))
            {
                File.Delete(path);
            }

            File.WriteAllBytes(file, content);
            if (isThere)
            {
                File.WriteAllBytes(place, before);
            }

            Assert.That(TemporaryMount.Run("sync", "-f", folder), Is.Null);
        }
    }
}
