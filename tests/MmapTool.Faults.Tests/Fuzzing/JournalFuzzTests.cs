using System.Text;
using MmapTool.Errors;
using MmapTool.Faults.Tests.Journaling;
using MmapTool.Journaling;
using MmapTool.Operations.Conversion;
using MmapTool.Patching;
using MmapTool.Testing.Fuzzing;

namespace MmapTool.Faults.Tests.Fuzzing;

/// <summary>Mutated journals of real changes, with right or wrong checksums. Each is recovered or refused, and a refusal leaves the file unchanged.</summary>
public sealed class JournalFuzzTests
{
    private static readonly CrashTests.IProtocol[] Protocols =
    [
        new PatchProtocol(), new ChunkedEditProtocol("u1[10::3] ^= 0x5a", keepUndo: false, undo: false), new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: true, undo: true),
        new ChunkedEditProtocol("u1[10::3] += 3", keepUndo: false, undo: false),
    ];

    [Test]
    public void Journals_in_mid_change([Range(0, 3)] int protocol)
    {
        CrashTests.IProtocol change = Protocols[protocol];
        SimulatedDisk whole = new(CrashTests.Old);
        change.Change(whole);
        List<(byte[] Target, byte[] Journal)> states = [];
        for (int stop = 1; stop < whole.Steps; stop += 3)
        {
            SimulatedDisk disk = new(CrashTests.Old) { PowerOffAfter = stop };
            Assert.Throws<PowerOffException>(() => change.Change(disk));
            if (disk.Journal is { } journal)
            {
                states.Add((disk.Target.Content.ToArray(), journal.Content.ToArray()));
            }
        }

        Random random = new(protocol);
        FuzzRun.Go(
            new(protocol, states.Select(state => state.Journal), "JREC", "MMAPJRNL", "\0\0\0\0", "patch", "--cast-values", "convert", "u1", "[::-1]", "\0\0\0\x7f"),
            input =>
            {
                byte[] target = states[random.Next(states.Count)].Target;
                SimulatedDisk disk = new(target, random.Next(3) == 0 ? Mended(input, random) : input);
                try
                {
                    change.Recover(disk);
                    Assert.That(disk.Target.Content.Length, Is.EqualTo(target.Length), "the file has another length");
                }
                catch (MmapToolException)
                {
                    Assert.That(disk.Exists, "an error, and the journal gone");
                    throw;
                }
            },
            error => error is MmapToolException,
            allowance: 80 << 20);
    }

    [Test]
    public void Texts_of_operations()
    {
        SimulatedDisk disk = new(CrashTests.Old);
        HoleKeepingTarget target = new(disk.Target);
        using Memory.MemorySource bytes = Memory.MemorySource.Of(CrashTests.Old);
        string[] texts = ["patch --cast-values wrap u1[10::3] ^= 0x5a", "patch --cast-values exact <f4[0:10] = 1.5", "patch --cast-values saturate u1[100:200] = @::u1[0:100]", "convert <u2 >u2", "convert <i2[:100] --to >i2", "convert --cast-values wrap --shrink <i4[0:10] --to u1"];
        FuzzRun.Go(
            new(9, texts.Select(Encoding.UTF8.GetBytes), "patch", "convert", " ", "--", "wrap", "[", "]", "(", "u1", "<u2", ">f8", "@::", "= ", "9999999999999", "{a:u1,b:<u2}", ".T", "strided("),
            input =>
            {
                string text = Encoding.UTF8.GetString(input);
                bool isKnown = ChunkedEdit.TryRead(text, target, bytes) is not null | ConversionChange.TryRead(text, new("target", CrashTests.Old.Length, _ => { }, 1)) is not null;
                if (!isKnown)
                {
                    throw new ValueException("not known");
                }
            },
            error => error is MmapToolException);
        Assert.That(disk.Steps, Is.Zero);
    }

    // With a header whose checksum is right, whatever it says.
    private static byte[] Mended(byte[] journal, Random random)
    {
        SimulatedDisk disk = new([], journal);
        if (JournalHeader.Read(disk.Journal!) is not { } header)
        {
            return journal;
        }

        JournalHeader changed = random.Next(5) switch
        {
            0 => header with { TargetLength = random.Next(10_000) },
            1 => header with { ChunkLength = random.Next(JournalHeader.MaximumChunkLength + 1) },
            2 => header with { Mode = (JournalMode)random.Next(5) },
            3 => header with { Operation = header.Operation.Replace("3", random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) },
            _ => header with { Operation = header.Operation[..random.Next(header.Operation.Length + 1)] },
        };
        return [.. changed.Encode(), .. journal.AsSpan(header.EncodedLength)];
    }
}
