using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>
/// Block devices, as loop devices over a file. They are read as the file is, and changed as the file is with the journal in a folder of its own. They
/// are recovered from a kill at each step, and refused where they are mounted. They need root.
/// </summary>
[TestFixture(CommandForm.Usual)]
[Platform("Linux")]
public sealed class BlockDeviceTests(CommandForm form) : CommandFixture(form)
{
    private const int Length = 1 << 20;

    private TemporaryFolder _folder = null!;
    private string _image = "";
    private string _device = "";
    private string _journals = "";

    [SetUp]
    public void SetUp()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("loop devices need root");
        }

        _folder = new();
        byte[] bytes = new byte[Length];
        new Random(11).NextBytes(bytes);
        _image = _folder.Write("image", bytes);
        _journals = _folder["journals"];
        Directory.CreateDirectory(_journals);
        ProcessRun run = ProcessRun.Of("losetup", ["-f", "--show", _image]);
        if (run.ExitCode != 0)
        {
            _folder.Dispose();
            Assert.Ignore($"no loop device can be had here: {run.Error.Trim()}");
        }

        _device = run.Output.Trim();
    }

    [TearDown]
    public void TearDown()
    {
        if (_device.Length > 0)
        {
            TemporaryMount.Run("losetup", "-d", _device);
            _device = "";
            _folder.Dispose();
        }
    }

    [Test]
    public void Reading_verbs_say_what_they_say_of_the_file_below([Values("mapped", "buffered")] string io)
    {
        foreach (string[] words in (string[][])
                 [
                     ["show", "FILE", "[510:+4]"], ["show", "FILE", "<u4[-2:]", "--json"], ["stats", "FILE", "<u2", "--json"], ["find", "FILE", "x\"00 01\"", "--limit", "3"], ["hash", "FILE"],
                     ["hash", "FILE", "--blocks", "300Ki", "--algorithm", "crc32"], ["extract", "FILE", "<u4[::-1][:5]", "--as", "csv", "-o", "-"], ["show", "FILE", "[1048576]"],
                 ])
        {
            ProcessRun device = Run([.. words, "--io", io], _device);
            ProcessRun file = Run([.. words, "--io", io], _image);
            Assert.That(device.ExitCode, Is.EqualTo(file.ExitCode), device.Error);
            Assert.That((device.Output + device.Error).Replace(_device, "", StringComparison.Ordinal), Is.EqualTo((file.Output + file.Error).Replace(_image, "", StringComparison.Ordinal)));
        }

        Assert.That(Run(["info", "FILE"], _device).Output, Does.Contain("size        1048576 bytes (1 MiB)").And.Contain("readonly    no"));
    }

    [Test]
    public void Changing_verbs_do_to_it_what_they_do_to_a_file()
    {
        string other = _folder["other"];
        string undo = _folder["undo"];
        byte[] old = File.ReadAllBytes(_image);
        File.WriteAllBytes(other, old);
        foreach (string[] words in (string[][])
                 [
                     ["patch", "FILE", "[0] = 1", "[1000:50000] ^= 255"], ["patch", "FILE", "<u4[:] += 3", "--cast-values", "wrap"], ["patch", "FILE", "[4096:+100000] = @::[0:100000]"],
                     ["patch", "FILE", "<u2[:] ^= 77", "--undo-limit", "1000", "--memory", "4Mi"], ["convert", "FILE", "<u4", "--to", ">u4", "--in-place"], ["patch", "FILE", "[-1] = 9", "--no-sync"],
                 ])
        {
            Assert.That(Run(["patch", "FILE", "[7] = 7", "--dry-run", "--journal-dir", _journals], _device).ExitCode, Is.Zero);
            ProcessRun run = Run([.. words, "--journal-dir", _journals], _device);
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(Run(words, other).ExitCode, Is.Zero);
            Assert.That(Content(), Is.EqualTo(File.ReadAllBytes(other)), string.Join(' ', words));
            Assert.That(Directory.GetFiles(_journals), Is.Empty);
        }

        byte[] before = Content();
        Assert.That(Run(["patch", "FILE", "[0:1000] = 5", "--save-undo", undo, "--journal-dir", _journals], _device).ExitCode, Is.Zero);
        Assert.That(Run(["patch", "FILE", "--apply", undo, "--journal-dir", _journals], _device).ExitCode, Is.Zero);
        Assert.That(Run(["patch", "FILE", "[0] = 5", "[0] = " + before[0], "--no-journal"], _device).ExitCode, Is.Zero);
        Assert.That(Content(), Is.EqualTo(before));
    }

    [Test]
    public void A_change_that_a_device_can_not_take_is_refused_before_anything_is_written()
    {
        byte[] old = Content();
        (string[] Words, int Exit, string Reason)[] refused =
        [
            (["patch", "FILE", "[0] = 1"], 2, "--journal-dir DIR"), (["patch", "FILE", "[0] = 1", "--dry-run"], 2, "--journal-dir DIR"), (["convert", "FILE", "<u2", "--to", ">u2", "--in-place"], 2, "--journal-dir DIR"),
            (["recover", "FILE"], 2, "--journal-dir DIR"), (["recover", "FILE", "--journal-dir", _folder["none"]], 3, "no such folder"), (["patch", "FILE", "[0] = 1", "--journal-dir", _folder["none"]], 3, "no such file or folder"),
            (["convert", "FILE", "<u2", "--to", "u1", "--in-place", "--shrink", "--cast-values", "wrap", "--journal-dir", _journals], 2, "whose length can't change"),
            (["cast", "FILE", "--to", "<u2", "--adopt", "npy", "--journal-dir", _journals], 3, "can't be replaced"), (["extract", _image, "-o", "FILE", "--force"], 3, "can't be replaced"),
            (["patch", "FILE", "[0] = 1", "--journal-dir", _journals, "--no-journal"], 2, "exclude each other"),
        ];
        foreach ((string[] words, int exit, string reason) in refused)
        {
            ProcessRun run = Run(words, _device);
            Assert.That(run.ExitCode, Is.EqualTo(exit), string.Join(' ', words) + run.Output + run.Error);
            Assert.That(run.Error, Does.Contain(reason));
        }

        Assert.That(Content(), Is.EqualTo(old));
        Assert.That(Directory.GetFiles(_journals), Is.Empty);
    }

    [Test]
    public void Mounted_it_is_read_and_not_changed()
    {
        if (TemporaryMount.Run("mkfs.ext4", "-q", _device) is { } trouble || TemporaryMount.Run("mount", _device, Directory.CreateDirectory(_folder["mounted"]).FullName) is { } other && (trouble = other) is not null)
        {
            Assert.Ignore(trouble);
        }

        try
        {
            Assert.That(Run(["show", "FILE", "<u2@0x438"], _device).Output, Does.StartWith("61267").Or.StartWith("[61267"), "the mark of ext4");
            foreach (string[] words in (string[][])[["patch", "FILE", "[0] = 1"], ["patch", "FILE", "[0] = 1", "--dry-run"], ["convert", "FILE", "[0:2]", "--to", "i1", "--in-place"]])
            {
                ProcessRun run = Run([.. words, "--journal-dir", _journals], _device);
                Assert.That((run.ExitCode, run.Output), Is.EqualTo((3, "")));
                Assert.That(run.Error, Does.Contain("is in use by the system (mounted"));
            }
        }
        finally
        {
            TemporaryMount.Run("umount", _folder["mounted"]);
        }
    }

    [Test]
    public void Two_changes_at_once_are_kept_apart_by_its_lock()
    {
        using System.Diagnostics.Process holder = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("flock", ["-x", _device, "sleep", "30"]))!;
        try
        {
            Thread.Sleep(300);
            ProcessRun run = Run(["patch", "FILE", "[0] = 1", "--journal-dir", _journals], _device);
            Assert.That((run.ExitCode, run.Error), Is.EqualTo((3, run.Error)));
            Assert.That(run.Error, Does.Contain("is locked by"));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    private static readonly string[][] Steps = [["patch", "FILE", "[100:300000] ^= 255", "[600000:] = 66"], ["patch", "FILE", "<u2[:] ^= 77", "--undo-limit", "1000", "--memory", "4Mi"]];

    [TestCaseSource(nameof(Steps))]
    public void Killed_at_each_step_it_is_recovered(params string[] words)
    {
        if (ProcessRun.Find("strace") is null)
        {
            Assert.Ignore("strace is needed to stop the command at a step");
        }

        byte[] old = Content();
        Assert.That(Run([.. words, "--journal-dir", _journals], _device).ExitCode, Is.Zero);
        byte[] changed = Content();
        string journal = Path.Combine(_journals, $"block-{Number()}.mmap-journal");
        int left = 0;
        foreach (string call in (string[])["pwrite64", "fsync", "unlink"])
        {
            for (int step = 1; ; step++)
            {
                Put(old);
                ProcessRun killed = ProcessRun.Of(
                    "strace",
                    [
                        "-f", "-qq", "-o", "/dev/null", "-P", _device, "-P", journal, "-P", _journals, "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={step}",
                        Command.Start.Program, .. Command.Start.Prefix, .. words.Select(word => word == "FILE" ? _device : word), "--threads", "1", "--journal-dir", _journals,
                    ]);
                if (killed.ExitCode == 0)
                {
                    Assert.That(step, Is.GreaterThan(1), $"there is a {call}");
                    break;
                }

                if (File.Exists(journal))
                {
                    left++;
                    ProcessRun refused = Run([.. words, "--journal-dir", _journals], _device);
                    Assert.That(refused.ExitCode, Is.EqualTo(4), $"{call} {step}: {refused.Output}{refused.Error}");
                    Assert.That(refused.Error, Does.Contain($"mmaptool recover {_device} --journal-dir {_journals}"));
                }

                ProcessRun recovered = Run(["recover", "FILE", "--journal-dir", _journals], _device);
                Assert.That(recovered.ExitCode, Is.Zero, $"{call} {step}: {recovered.Error}");
                byte[] now = Content();
                Assert.That(now.AsSpan().SequenceEqual(old) || now.AsSpan().SequenceEqual(changed), Is.True, $"{call} {step}: neither old nor new");
                Assert.That(Directory.GetFiles(_journals), Is.Empty);
            }
        }

        Assert.That(left, Is.GreaterThan(2));
    }

    [Test]
    public void A_journal_of_another_device_or_size_is_refused()
    {
        byte[] old = Content();
        string journal = Path.Combine(_journals, $"block-{Number()}.mmap-journal");
        Interrupt();
        Assert.That(File.Exists(journal), Is.True);

        // The same number with another size, as after a restart.
        TemporaryMount.Run("losetup", "-d", _device);
        File.WriteAllBytes(_image, old[..(Length / 2)]);
        Assert.That(TemporaryMount.Run("losetup", _device, _image), Is.Null);
        ProcessRun run = Run(["recover", "FILE", "--journal-dir", _journals], _device);
        Assert.That(run.ExitCode, Is.EqualTo(3), run.Output + run.Error);
        Assert.That(Content(), Is.EqualTo(old[..(Length / 2)]));
        Assert.That(Run(["recover", "FILE", "--discard", "--journal-dir", _journals], _device).ExitCode, Is.Zero);
        Assert.That(Directory.GetFiles(_journals), Is.Empty);

        void Interrupt() => ProcessRun.Of(
            "strace",
            [
                "-f", "-qq", "-o", "/dev/null", "-P", _device, "-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=1", Command.Start.Program, .. Command.Start.Prefix,
                "patch", _device, "[0:1000000] = 9", "--journal-dir", _journals,
            ]);
    }

    [Test]
    public void Files_put_their_journal_there_too_and_are_told_of_it_by_their_mark()
    {
        string file = _folder.Write("file", new byte[5000]);
        Assert.That(Run(["patch", "FILE", "[0] = 1", "--journal-dir", _journals], file).ExitCode, Is.Zero);
        ProcessRun.Of(
            "strace",
            ["-f", "-qq", "-o", "/dev/null", "-P", file, "-e", "trace=fsync", "-e", "inject=fsync:signal=KILL:when=2", Command.Start.Program, .. Command.Start.Prefix, "patch", file, "[:] = 9", "--journal-dir", _journals]);
        Assert.That(Directory.GetFiles(_journals), Has.Length.EqualTo(1));
        Assert.That(Path.GetFileName(Directory.GetFiles(_journals)[0]), Does.StartWith("file."));
        Assert.That(Run(["patch", "FILE", "[0] = 1", "--journal-dir", _journals], file).ExitCode, Is.EqualTo(4));
        Assert.That(Run(["show", "FILE"], file).ExitCode, Is.EqualTo(4));
        Assert.That(Run(["recover", "FILE"], file).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(file).AsSpan(1).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(Directory.GetFiles(_journals), Is.Empty);
    }

    private static ProcessRun Run(string[] words, string file) => Command.Run([.. words.Select(word => word == "FILE" ? file : word)]);

    private string Number()
    {
        string[] parts = ProcessRun.Of("stat", ["-c", "%Hr-%Lr", _device]).Output.Trim().Split('-');
        return string.Join('-', parts);
    }

    // The check reads the device, because the device has a cache of its own.
    private byte[] Content()
    {
        using FileStream stream = new(_device, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void Put(byte[] bytes)
    {
        using FileStream stream = new(_device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }
}
