using System.Globalization;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>extract into files: large, sparse, on full disks and on those that share blocks; checked with cmp, stat and Python.</summary>
[NonParallelizable]
[TestFixture(CommandForm.Quickest)]
public class ExtractFileTests(CommandForm form) : CommandFixture(form)
{
    private const long Mebi = 1 << 20;
    private const long Gibi = 1 << 30;
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [TestCase("out.bin", "--no-sync")]
    [TestCase("out.npy", "--no-sync")]
    [TestCase("out.bin", "--memory=16Mi")]
    public void Holes_stay_holes_where_a_view_is_copied_as_it_lies(string name, string option)
    {
        const long Size = 5 * Gibi;

        // Data at odd places, across blocks, and at the very end of the extracted range.
        string file = folder.Sparse("sparse.bin", Size);
        foreach (long place in (long[])[0, 70_001, (3 * Mebi) - 5, Gibi + 4095, (Size - Gibi) - 7, (Size - Gibi) + 17, Size - 20])
        {
            Place(file, place, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        }

        Print("extract", file, "u1[13:-11]", "-o", folder[name], option);
        long header = name.EndsWith(".npy", StringComparison.Ordinal) ? 128 : 0;
        Assert.That(new FileInfo(folder[name]).Length, Is.EqualTo(Size - 24 + header));
        Assert.That(Tool("cmp", "-i", $"13:{header}", "-n", $"{Size - 24}", file, folder[name]), Is.Null);
        Assert.That(OnDisk(folder[name]), Is.LessThan(4 * Mebi));
    }

    [TestCase("u1(2,3221225472).T[3221225460:]")]
    [TestCase("u1[::-1][:24]")]
    [TestCase("u1[6442450920:]")]
    [TestCase("u1(3,2,1073741824).transpose(2,0,1)[-4:]")]
    public void The_far_end_of_6_GiB_is_copied_in_any_order(string view)
    {
        string file = folder.Sparse("six.bin", 6 * Gibi);
        foreach (long end in (long[])[1, 2, 3, 4, 5, 6])
        {
            Place(file, (end * Gibi) - 12, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte)(12 * end)]);
        }

        Print("extract", file, view, "-o", folder["out"]);
        string text = view.Replace("u1(", "a.reshape(", StringComparison.Ordinal).Replace("u1[", "a[", StringComparison.Ordinal);
        string expected = Python.Print("-c", $"import numpy as np; a = np.memmap({Quoted(file)}, 'u1', 'r'); print(np.ascontiguousarray({text}).tobytes().hex())");
        Assert.That(Convert.ToHexStringLower(File.ReadAllBytes(folder["out"])), Is.EqualTo(expected.Trim()));
    }

    [TestCase("<f4(8192,8192).T", 256)]
    [TestCase("u1(256,-1).T", 256)]
    [TestCase("<f4(16384,32768).T", 2048)]
    public void A_transpose_keeps_to_its_memory(string view, int mebibytes)
    {
        if (mebibytes > 256 && Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") != "1")
        {
            Assert.Ignore("2 GiB take long: set MMAPTOOL_SOAK=1");
        }

        // A tile of numbers here and there: the rest is zeros on both sides.
        string file = folder.Sparse("matrix.bin", mebibytes * Mebi);
        Python.Print("-c", $"import numpy as np; a = np.memmap({Quoted(file)}, '<u4', 'r+'); a[::4099] = np.arange(a[::4099].size)");
        MeasuredRun run = MeasuredRun.OfCommand("extract", file, view, "-o", folder["out"], "--memory", "64Mi", "--threads", "2", "--no-sync");
        TestContext.Out.WriteLine($"{view}: peak resident {run.PeakResident / Mebi} MiB, anonymous {run.PeakAnonymous / Mebi} MiB");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.PeakResident, Is.GreaterThan(0).And.LessThan((64 + 64) * Mebi));
            Assert.That(run.PeakAnonymous, Is.LessThan(64 * Mebi));
        }

        string shape = view[view.IndexOf('(', StringComparison.Ordinal)..view.IndexOf(')', StringComparison.Ordinal)] + ")";
        string type = view[..view.IndexOf('(', StringComparison.Ordinal)];
        Python.Print("-c", $"""
            import numpy as np
            a = np.memmap({Quoted(file)}, '{type}', 'r').reshape({shape})
            b = np.memmap({Quoted(folder["out"])}, '{type}', 'r').reshape(a.shape[::-1])
            step = max(1, a.shape[0] // 64)
            assert all((a[i:i + step].T == b[:, i:i + step]).all() for i in range(0, a.shape[0], step))
            """);
    }

    [TestCase("u1", false)]
    [TestCase("u1", true)]
    [TestCase("<f4[::-1]", false)]
    [TestCase("<f4(4096,-1).T", false)]
    public void A_full_disk_in_mid_extract_leaves_nothing_behind(string view, bool sparse)
    {
        using TemporaryMount disk = TemporaryMount.Ext4(64 * Mebi);
        string file = folder["source.bin"];
        File.WriteAllBytes(file, new byte[128 * Mebi]);
        if (sparse)
        {
            // The source has a hole. So space is not taken at once, and the disk fills up during writing.
            Tool("fallocate", "--punch-hole", "-o", "0", "-l", "1048576", file);
        }

        ProcessRun run = Command.Run("extract", file, view, "-o", disk["out.bin"]);
        Assert.That(run.ExitCode, Is.EqualTo(3));
        Assert.That(run.Error, Does.Contain("out.bin").And.Contain("space").IgnoreCase);
        Assert.That(run.Error.Count(letter => letter == '\n'), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(disk.Path), Is.Empty);
    }

    [TestCase("u1", (20 * Mebi) + 5)]
    [TestCase("u1[4096:+9000001]", 9_000_001)]
    [TestCase("u1[4097:]", (20 * Mebi) + 5 - 4097)]
    public void A_file_system_that_shares_blocks_is_asked_to(string view, long length)
    {
        using TemporaryMount disk = TemporaryMount.Xfs(400 * Mebi);
        byte[] bytes = new byte[(20 * Mebi) + 5];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(disk["source.bin"], bytes);
        Tool("sync", disk["source.bin"]);
        Print("extract", disk["source.bin"], view, "-o", disk["out.bin"]);
        long first = view.Contains('[', StringComparison.Ordinal) ? long.Parse(view[3..7], CultureInfo.InvariantCulture) : 0;
        Assert.That(File.ReadAllBytes(disk["out.bin"]).AsSpan().SequenceEqual(bytes.AsSpan((int)first, (int)length)), Is.True);

        // filefrag tells which extents are shared.
        string extents = ProcessRun.Of("filefrag", ["-v", disk["out.bin"]]).Output;
        Assert.That(extents.Contains("shared", StringComparison.Ordinal), Is.EqualTo(first % 4096 == 0), extents);
    }

    private static string Quoted(string path) => $"'{path}'";

    private static string? Tool(string program, params string[] arguments) => TemporaryMount.Run(program, arguments);

    private static long OnDisk(string path) =>
        512 * long.Parse(ProcessRun.Of("stat", ["-c", "%b", path]).Output, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);

    private static void Print(params string[] arguments)
    {
        ProcessRun run = Command.Run(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
    }

    private static void Place(string file, long offset, byte[] bytes)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Write);
        stream.Position = offset;
        stream.Write(bytes);
    }
}
