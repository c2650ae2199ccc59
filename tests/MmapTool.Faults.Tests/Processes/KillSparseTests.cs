using System.Buffers.Binary;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>A change of a sparse file in chunks, one an extent, ended by kill -9 at each step and recovered both ways: old or new, and as sparse as before.</summary>
[TestFixture(CommandForm.Quickest)]
[Platform("Linux")]
public sealed class KillSparseTests(CommandForm form) : CommandFixture(form)
{
    private const long Length = 1L << 40;
    private static readonly long[] Extents = [4096, 1L << 30, (1L << 39) + 12_288, Length - 4096];

    // And where a copy by a MiB moves the first two.
    private static readonly long[] Places = [.. Extents, 4096 + (1 << 20), (1L << 30) + (1 << 20)];

    [TestCase("--finish", false, "convert", "FILE", "<u4", "--to", ">u4", "--in-place")]
    [TestCase("--undo", false, "convert", "FILE", "<u4", "--to", ">u4", "--in-place")]
    [TestCase("--undo", true, "convert", "FILE", "<u4(-1,1024)[:, 1]", "--to", ">u4", "--in-place", "--keep-undo")]
    [TestCase("--finish", true, "patch", "FILE", "<u4 >>= 8", "--undo-limit", "0")]
    [TestCase("--undo", false, "patch", "FILE", "<u4 >>= 8", "--undo-limit", "0", "--keep-undo")]
    [TestCase("--undo", false, "patch", "FILE", "[1052672:+2Gi] = @::[4096:+2Gi]")]
    [TestCase("--finish", false, "patch", "FILE", "[1052672:+2Gi] = @::[4096:+2Gi]", "--undo-limit", "0")]
    [TestCase("--undo", false, "patch", "FILE", "[4197:+2Gi] = @::[4096:+2Gi]")]
    public void Killed_at_each_step_it_is_old_or_new_and_sparse(string way, bool otherSteps, params string[] words)
    {
        if (ProcessRun.Find("strace") is null)
        {
            Assert.Ignore("strace is needed to stop the command at a step");
        }

        using TemporaryFolder folder = new();
        string path = folder["file"];
        byte[] old = new byte[4096];
        for (int index = 0; index < old.Length / 4; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(old.AsSpan(4 * index), 0x01020300 + index);
        }

        Make();
        byte[][] before = Content();
        Assert.That(Run(words).ExitCode, Is.Zero);
        byte[][] changed = Content();
        int left = 0;
        foreach (string call in (string[])["pwrite64", "fsync", "fdatasync", "fallocate", "unlink"])
        {
            // Every step of one of the two, every third of the other.
            for (int step = 1; ; step += otherSteps ? 3 : 1)
            {
                Make();
                ProcessRun killed = ProcessRun.Of(
                    "strace",
                    [
                        "-f", "-qq", "-o", "/dev/null", "-P", path, "-P", path + ".mmap-journal", "-e", $"trace={call}", "-e", $"inject={call}:signal=KILL:when={step}",
                        Command.Start.Program, .. Command.Start.Prefix, .. words.Select(word => word == "FILE" ? path : word), "--threads", "1",
                    ]);
                if (killed.ExitCode == 0)
                {
                    break;
                }

                bool wasLeft = File.Exists(path + ".mmap-journal");
                left += wasLeft ? 1 : 0;
                ProcessRun recovered = Command.Run(["recover", path, way]);
                Assert.That(recovered.ExitCode, Is.Zero.Or.EqualTo(2), $"{call} {step}: {recovered.Error}");
                Assert.That(recovered.ExitCode == 0 || !wasLeft, $"{call} {step}: {recovered.Error}");
                byte[][] found = Content();
                Assert.That(AreAll(found, before) || AreAll(found, changed), $"{call} {step}");
                Assert.That(new FileInfo(path).Length, Is.EqualTo(Length));
                Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
                Assert.That(long.Parse(ProcessRun.Of("stat", ["-c", "%b", path]).Output, System.Globalization.CultureInfo.InvariantCulture), Is.LessThan(256), $"{call} {step}: blocks of 512 bytes");
            }
        }

        Assert.That(left, Is.GreaterThan(Extents.Length), "the change was stopped between its chunks");

        void Make()
        {
            using FileStream file = new(path, FileMode.Create);
            file.SetLength(Length);
            foreach (long place in Extents)
            {
                file.Position = place;
                file.Write(old);
            }
        }

        static bool AreAll(byte[][] found, byte[][] expected) => found.Zip(expected).All(pair => pair.First.SequenceEqual(pair.Second));

        byte[][] Content() => [.. Places.Select(place =>
        {
            using FileStream file = File.OpenRead(path);
            file.Position = place;
            byte[] bytes = new byte[old.Length];
            file.ReadExactly(bytes);
            return bytes;
        })];

        ProcessRun Run(string[] command) => Command.Run([.. command.Select(word => word == "FILE" ? path : word)]);
    }
}
