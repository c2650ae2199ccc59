using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;

namespace MmapTool.Tests.Operations.Holes;

/// <summary>Edits that write zeros and holes. The bytes are those of plain arrays, and holes stay holes.</summary>
[Platform("Linux")]
public sealed class SparsePatchTests
{
    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 2000 : 40;

    [Test]
    public void Edits_of_zeros_and_of_copied_holes_leave_the_bytes_that_arrays_have_and_no_more_blocks()
    {
        Random random = new(Seeds.Next("sparse patches"));
        for (int round = 0; round < Rounds; round++)
        {
            using SparseFile target = new(random, random.Next(60, 200), random.Next(5000));
            using SparseFile source = new(random, random.Next(60, 200), random.Next(5000));
            byte[] expected = [.. target.Bytes];
            List<string> edits = [];
            for (int count = random.Next(1, 5); count > 0; count--)
            {
                edits.Add(Edit(random, expected, source));
            }

            string where = $"{expected.Length} bytes: {string.Join("; ", edits)}";
            PatchOperation.Apply(target.Sparse, edits.Select(Parsed), settings: new ChangeSettings { Journal = random.Next(2) == 0, Sync = false, Limits = new() { Threads = random.Next(1, 3) } });
            PatchOperation.Apply(target.Dense, edits.Select(Parsed), settings: new ChangeSettings { Sync = false });
            Assert.That(File.ReadAllBytes(target.Sparse).AsSpan().SequenceEqual(expected), where);
            Assert.That(File.ReadAllBytes(target.Dense).AsSpan().SequenceEqual(expected), where);

            // Zeros over bytes that an earlier edit has written are written.
            if (edits.Count == 1)
            {
                Assert.That(SparseFile.Blocks(target.Sparse), Is.LessThanOrEqualTo(SparseFile.MostBlocks(expected, target.Bytes)), where);
            }
        }
    }

    // Edits so large that each is a step of its own, computed during writing.
    [TestCase("[0:+12Mi] = 7", "[2Mi:+6Mi] = 0")]
    [TestCase("[0:+12Mi] = 7", "<f8(1Mi)@1Mi = 0")]
    [TestCase("[0:+12Mi] = 7", "[1Mi:+8Mi] = @HOLE")]
    [TestCase("u1 += 3", "[1Mi:+8Mi] = @HOLE")]
    [TestCase("u1 += 3", "[1Mi:+8Mi] = 0")]
    public void Zeros_onto_what_an_earlier_edit_has_filled_are_written(string first, string second)
    {
        using TemporaryFolder folder = new();
        string hole = folder.Sparse("hole", 8 << 20);
        string sparse = folder.Sparse("sparse", 16 << 20);
        string dense = folder.Write("dense", new byte[16 << 20]);
        foreach (string path in (string[])[sparse, dense])
        {
            PatchOperation.Apply(path, new[] { first, second.Replace("@HOLE", $"@\"{hole}\"", StringComparison.Ordinal) }.Select(Parsed), settings: new ChangeSettings { Sync = false });
        }

        byte[] bytes = File.ReadAllBytes(sparse);
        Assert.That(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(dense)));
        Assert.That(bytes[3 << 20], Is.Zero);
        Assert.That(bytes[0], Is.Not.Zero);
    }

    [Test]
    public void A_hole_that_is_copied_over_data_gives_their_blocks_back_and_undo_brings_the_data_back()
    {
        using TemporaryFolder folder = new();
        byte[] old = new byte[8 << 20];
        new Random(1).NextBytes(old);
        string file = folder.Write("file", old);
        string hole = folder.Sparse("hole", 6 << 20);
        string undo = folder["undo"];
        PatchOperation.Apply(file, [Parsed($"[1000:+6Mi] = @\"{hole}\"")], settings: new ChangeSettings { SaveUndo = new(undo, false) });
        Assert.That(File.ReadAllBytes(file).AsSpan(1000, 6 << 20).ContainsAnyExcept((byte)0), Is.False);
        Assert.That(SparseFile.Blocks(file), Is.LessThan((3 << 20) / 512));
        PatchOperation.ApplyPatch(file, undo, new ChangeSettings());
        Assert.That(File.ReadAllBytes(file).AsSpan().SequenceEqual(old));
    }

    [TestCase(128 << 10, 1L << 30)]
    [TestCase(128 << 10, 0)]
    [TestCase(1 << 30, 1L << 30)]
    [TestCase((200 << 10) + 1, 1L << 30)]
    public void A_copy_to_higher_places_of_the_same_file_moves_its_holes_too(int distance, long undoLimit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Sparse("file", 8L << 40);
        byte[] data = new byte[64 << 10];
        new Random(2).NextBytes(data);
        long[] places = [0, 1L << 40, 3L << 40];
        foreach (long place in places)
        {
            Write(place, data);
        }

        long before = SparseFile.Blocks(path);
        PatchOperation.Apply(path, [Parsed($"[{distance}:+2Ti] = @::[0:+2Ti]")], settings: new ChangeSettings { UndoLimit = undoLimit });
        Assert.Multiple(() =>
        {
            Assert.That(Read(0), Is.EqualTo(data));
            Assert.That(Read(distance), Is.EqualTo(data));
            Assert.That(Read(1L << 40).AsSpan().ContainsAnyExcept((byte)0), Is.False, "a hole was moved here");
            Assert.That(Read((1L << 40) + distance), Is.EqualTo(data));
            Assert.That(Read(3L << 40), Is.EqualTo(data));
        });

        // One more extent, and where old bytes were kept chunk by chunk, zeros instead of a hole.
        Assert.That(SparseFile.Blocks(path), Is.LessThanOrEqualTo(before + ((undoLimit == 0 ? 2 : 1) * data.Length / 512) + 64));

        void Write(long place, byte[] bytes)
        {
            using FileStream file = new(path, FileMode.Open);
            file.Position = place;
            file.Write(bytes);
        }

        byte[] Read(long place)
        {
            using FileStream file = File.OpenRead(path);
            file.Position = place;
            byte[] bytes = new byte[data.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
    }

    private static MmapTool.Notation.Edit Parsed(string text) => MmapTool.Notation.Edit.Parse(text);

    private static string Edit(Random random, byte[] expected, SparseFile source)
    {
        int first = random.Next(expected.Length);
        int length = random.Next(1, Math.Min(expected.Length - first, source.Bytes.Length) + 1);
        switch (random.Next(7))
        {
            case 4:
                // Within the file, overlapping or not.
                int own = random.Next(expected.Length - length + 1);
                expected.AsSpan(own, length).ToArray().CopyTo(expected.AsSpan(first));
                return $"[{first}:+{length}] = @::[{own}:+{length}]";
            case 5:
                for (int index = first; index < first + length; index++)
                {
                    expected[index] >>= 1;
                }

                return $"[{first}:+{length}] >>= 1";
            case 6:
                for (int index = first; index < expected.Length; index += 3)
                {
                    expected[index] &= 0x61;
                }

                return $"u1[{first}::3] &= 0x61";
            case 0:
                expected.AsSpan(first, length).Clear();
                return $"[{first}:+{length}] = 0";
            case 1:
                expected.AsSpan(first, length).Fill(7);
                return $"[{first}:+{length}] = 7";
            case 2:
                int words = length / 4;
                if (words == 0)
                {
                    goto case 0;
                }

                expected.AsSpan(first, words * 4).Clear();
                return $"<f4({words})@{first} = 0";
            default:
                int from = random.Next(source.Bytes.Length - length + 1);
                source.Bytes.AsSpan(from, length).CopyTo(expected.AsSpan(first));
                return $"[{first}:+{length}] = @\"{source.Sparse}\"::[{from}:+{length}]";
        }
    }
}
