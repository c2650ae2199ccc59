using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Sparse files beyond 2^31 and 2^32 bytes and elements: the elements at the far end, and the memory that a pass over the file takes.</summary>
[NonParallelizable]
[TestFixture(CommandForm.Usual)]
[TestFixture(CommandForm.Native)]
public class BigFileTests(CommandForm form) : CommandFixture(form)
{
    private const long Mebi = 1 << 20;
    private const long Gibi = 1 << 30;
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void The_far_end_of_6_GiB_is_read_patched_and_extracted()
    {
        string file = folder.Sparse("six.bin", 6 * Gibi);
        Place(file, (6 * Gibi) - 8, [1, 2, 3, 4, 5, 6, 7, 8]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Print("show", file, "u1[-8:]"), Is.EqualTo("[1, 2, 3, 4, 5, 6, 7, 8]\n"));
            Assert.That(Print("show", file, "<u4[1_610_612_734:]"), Is.EqualTo($"[{0x04030201}, {0x08070605}]\n"));
            Assert.That(Print("show", file, "u1[6442450943:]"), Is.EqualTo("[8]\n"));
        }

        Print("patch", file, ">u2(-1,2)[1_610_612_735] = [43707, 3]", "u1[5Gi] = 255");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Read(file, (6 * Gibi) - 9, 9), Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 0xAA, 0xBB, 0, 3 }));
            Assert.That(Read(file, (5 * Gibi) - 1, 3), Is.EqualTo(new byte[] { 0, 255, 0 }));
            Assert.That(new FileInfo(file).Length, Is.EqualTo(6 * Gibi));
        }

        Print("extract", file, "u1[-6:][::-1]", "-o", folder["end.bin"]);
        Assert.That(File.ReadAllBytes(folder["end.bin"]), Is.EqualTo(new byte[] { 3, 0, 0xBB, 0xAA, 4, 3 }));
    }

    [Test]
    public void Elements_beyond_2_to_the_32_are_reached_by_index_by_reshape_and_backwards()
    {
        // 2^32 + 1000 elements of 8 bytes: 32 GiB that take no space.
        long count = (1L << 32) + 1000;
        string file = folder.Sparse("elements.bin", count * 8);
        Place(file, (count - 1) * 8, BitConverter.GetBytes(0x1122334455667788));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Print("show", file, "<i8[4294968295]"), Is.EqualTo($"{0x1122334455667788}\n"));
            Assert.That(Print("show", file, "<i8[::-1][0]"), Is.EqualTo($"{0x1122334455667788}\n"));
            Assert.That(Print("show", file, "<i8(8,-1).T[-1,-1]"), Is.EqualTo($"{0x1122334455667788}\n"));
            Assert.That(Print("show", file, "<i8[::-4_000_000_000]"), Is.EqualTo($"[{0x1122334455667788}, 0]\n"));
        }

        Print("patch", file, "<i8[-2:] : [0, 1234605616436508552] -> [5, 6]");
        Assert.That(Read(file, (count - 2) * 8, 16), Is.EqualTo(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0 }));
    }

    [TestCase("u1", 6 * Gibi)]
    [TestCase("<f8[::512]", 6 * Gibi / 512)]
    [TestCase("u1(-1,4096)[:,100]", 6 * Gibi / 4096)]
    public void A_pass_over_6_GiB_stays_within_the_memory_promise(string view, long bytes)
    {
        string file = folder.Sparse("pass.bin", 6 * Gibi);
        MeasuredRun run = MeasuredRun.OfCommand("extract", file, view, "-o", "-");
        TestContext.Out.WriteLine($"{view}: peak resident {run.PeakResident / Mebi} MiB, anonymous {run.PeakAnonymous / Mebi} MiB");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.OutputLength, Is.EqualTo(bytes));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((256 + 64) * Mebi), "the default budget is 256 MiB");
            Assert.That(run.PeakAnonymous, Is.LessThan(64 * Mebi));
        }
    }

    [Test]
    public void A_smaller_budget_is_kept_too()
    {
        string file = folder.Sparse("pass.bin", 6 * Gibi);
        MeasuredRun run = MeasuredRun.OfCommand("extract", file, "u1", "-o", "-", "--memory", "16Mi");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.OutputLength, Is.EqualTo(6 * Gibi));
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((16 + 64) * Mebi));
        }
    }

    [Test]
    public void A_patch_of_a_gigabyte_is_computed_in_bounded_memory()
    {
        string file = folder.Sparse("patch.bin", Gibi);
        MeasuredRun run = MeasuredRun.OfCommand("patch", file, "u1 ^= x\"5a\"");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((256 + 64) * Mebi));
            Assert.That(run.PeakAnonymous, Is.LessThan(64 * Mebi));
            Assert.That(Read(file, Gibi - 3, 3), Is.EqualTo(new byte[] { 0x5a, 0x5a, 0x5a }));
            Assert.That(Read(file, Gibi / 2, 3), Is.EqualTo(new byte[] { 0x5a, 0x5a, 0x5a }));
        }
    }

    [TestCase("1", 48)]
    [TestCase("4", 64)]
    public void Text_of_more_than_2_GiB_goes_to_a_pipe_in_bounded_memory(string threads, long most)
    {
        long count = (5 * Gibi / 2 / 8) + 1;
        string file = folder.Sparse("text.bin", count * 8);
        MeasuredRun run = MeasuredRun.OfCommand("show", file, "<i8", "--json", "--threads", threads);
        TestContext.Out.WriteLine($"peak resident {run.PeakResident / Mebi} MiB, anonymous {run.PeakAnonymous / Mebi} MiB");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);

            // Zeros with commas between them, two brackets and a line feed.
            Assert.That(run.OutputLength, Is.EqualTo((2 * count) + 2));
            Assert.That(run.PeakAnonymous, Is.GreaterThan(0).And.LessThan(most * Mebi));
            Assert.That(run.PeakResident, Is.LessThan((256 + 64) * Mebi));
        }
    }

    private static string Print(params string[] arguments)
    {
        ProcessRun run = Command.Run(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run.Output;
    }

    private static void Place(string file, long offset, byte[] bytes)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Write);
        stream.Position = offset;
        stream.Write(bytes);
    }

    private static byte[] Read(string file, long offset, int count)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read);
        stream.Position = offset;
        byte[] bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
