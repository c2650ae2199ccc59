using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// cast and reshape through the command. The files that they leave behind are read by real NumPy, and NRRD headers by a reader of its own
/// (oracle/relayout.py).
/// </summary>
[TestFixture(CommandForm.Quickest)]
public class RelayoutTests(CommandForm form) : CommandFixture(form)
{
    private const long Gibi = 1 << 30;

    [TestCase("1", "250")]
    [TestCase("2", "250")]
    public void Npy_files_of_every_kind_are_relabelled_as_NumPy_sees_them_and_back(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("relayout.py", "npy", seed, count, folder.Path);
    }

    [TestCase("1", "100")]
    [TestCase("2", "100")]
    public void Raw_files_are_adopted_described_beside_and_written_out(string seed, string count)
    {
        using TemporaryFolder folder = new();
        Oracle.Run("relayout.py", "raw", seed, count, folder.Path);
    }

    [Test]
    public void Raw_files_are_adopted_on_ext4_too()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(64 << 20);
        Oracle.Run("relayout.py", "raw", "3", "100", Directory.CreateDirectory(mount["files"]).FullName);
    }

    [Test]
    public void A_header_that_must_grow_grows_by_inserting_a_block_on_ext4()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(64 << 20);
        Oracle.Run("relayout.py", "growth", mount.Path, "inserted");
    }

    [Test]
    public void A_header_that_must_grow_grows_by_copying_on_tmpfs()
    {
        using TemporaryMount mount = TemporaryMount.InMemory(64 << 20);
        Oracle.Run("relayout.py", "growth", mount.Path, "copied");
    }

    [Test]
    public void A_sparse_file_of_6_GiB_becomes_an_npy_without_being_copied()
    {
        using TemporaryMount mount = TemporaryMount.Ext4(64 << 20);
        string file = mount["six.bin"];
        using (FileStream stream = File.Create(file))
        {
            stream.SetLength(6 * Gibi);
            stream.Position = (6 * Gibi) - 8;
            stream.Write([1, 2, 3, 4, 5, 6, 7, 8]);
        }

        // A copy would write the holes as zeros, and the disk is too small for that.
        Stopwatch watch = Stopwatch.StartNew();
        ProcessRun run = Command.Run("cast", file, "--to", "<u4(-1,1024)", "--adopt", "npy");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
        }

        string seen = Python.Print(
            "-c",
            "import sys, os, numpy as np\na = np.load(sys.argv[1], mmap_mode='r')\nprint(a.dtype.str, a.shape, a[-1, -3:].tolist(), a[12345].any(), os.stat(sys.argv[1]).st_blocks * 512 < 1 << 20)",
            file);
        Assert.That(seen, Is.EqualTo($"<u4 (1572864, 1024) [0, {0x04030201}, {0x08070605}] False True\n"));
        Assert.That(Command.Run("show", file, "[-1,-2:]").Output, Is.EqualTo($"[{0x04030201}, {0x08070605}]\n"));
    }
}
