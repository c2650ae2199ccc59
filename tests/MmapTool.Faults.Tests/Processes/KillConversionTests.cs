using System.Diagnostics;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A conversion in place, ended by kill -9 at a random instant and recovered: header and data are both old or both new.</summary>
[TestFixture(CommandForm.Quickest)]
public sealed class KillConversionTests(CommandForm form) : CommandFixture(form)
{
    private const int Count = 20 << 20;

    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 100 : 3;

    [TestCase("<f4", "")]
    [TestCase("<u2", "--shrink")]
    [TestCase("<u2", "--shrink --keep-undo")]
    public void A_kill_at_any_instant_leaves_old_or_new(string to, string options)
    {
        using TemporaryFolder folder = new();
        string path = folder["file.npy"];
        string make = $"import numpy as np\nnp.save({Quoted(path)}, np.arange({Count}, dtype='<u4') % 60000)";
        string check = $"import numpy as np\na = np.load({Quoted(path)}, mmap_mode='r')\nassert (a == np.arange({Count}, dtype='<u4') % 60000).all()\nprint(a.dtype.str, __import__('os').path.getsize({Quoted(path)}) - a.nbytes)";
        Random random = new(to.Length + options.Length);
        for (int round = 0; round < Rounds; round++)
        {
            Python.Print("-c", make);
            ProcessStartInfo start = new(
                Command.Start.Program,
                [.. Command.Start.Prefix, "convert", path, "--to", to, "--in-place", "--quiet", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            using Process process = Process.Start(start)!;
            while (!process.HasExited && !File.Exists(path + ".mmap-journal"))
            {
                Thread.Yield();
            }

            Thread.Sleep(random.Next(400));
            process.Kill();
            process.WaitForExit();
            bool undo = options.Contains("--keep-undo", StringComparison.Ordinal) && random.Next(2) == 0;
            ProcessRun recovered = Command.Run(["recover", path, .. (string[])(undo ? ["--undo"] : [])]);
            Assert.That(recovered.ExitCode, Is.Zero, recovered.Error);
            Assert.That(Python.Print("-c", check).Trim(), Is.EqualTo("<u4 128").Or.EqualTo($"{to} 128"), "NumPy reads it, and the file ends with its data");
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        }
    }

    private static string Quoted(string path) => $"'{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
