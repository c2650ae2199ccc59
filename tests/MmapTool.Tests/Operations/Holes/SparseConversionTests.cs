using System.Buffers.Binary;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Operations.Holes;

/// <summary>Conversions in place. Zeros that stay zeros leave holes. The bytes are those of plain arrays. The time depends on the data and not on the holes.</summary>
[Platform("Linux")]
public sealed class SparseConversionTests
{
    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 2000 : 40;

    [Test]
    public void Conversions_in_place_leave_the_bytes_that_arrays_have_and_no_more_blocks()
    {
        Random random = new(Seeds.Next("sparse conversions"));
        for (int round = 0; round < Rounds; round++)
        {
            using SparseFile file = new(random, random.Next(60, 400), random.Next(5000));
            byte[] expected = [.. file.Bytes];
            int at = random.Next(Math.Min(9000, expected.Length / 2));
            int count = (expected.Length - at) / 4;
            int step = random.Next(3) == 0 ? random.Next(2, 5) : 1;
            bool shrinks = step == 1 && random.Next(3) == 0;
            at = shrinks ? expected.Length % 4 : at;
            count = shrinks ? (expected.Length - at) / 4 : count;
            ElementType to = shrinks ? ElementType.UInt16 : random.Next(2) == 0 ? ElementType.UInt32.WithByteOrder(ByteOrder.Big) : ElementType.Single;
            for (int index = 0; index < count; index += step)
            {
                uint value = BinaryPrimitives.ReadUInt32LittleEndian(file.Bytes.AsSpan(at + (4 * index)));
                if (shrinks)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(expected.AsSpan(at + (2 * index)), (ushort)value);
                }
                else if (to.Kind == ElementKind.Float)
                {
                    BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(at + (4 * index)), value);
                }
                else
                {
                    BinaryPrimitives.WriteUInt32BigEndian(expected.AsSpan(at + (4 * index)), value);
                }
            }

            expected = shrinks ? expected[..(at + (2 * count))] : expected;
            string view = $"<u4({count})@{at}{(step > 1 ? $"[::{step}]" : "")}";
            bool journal = random.Next(2) == 0;
            ChangeSettings settings = new() { Journal = journal, KeepUndo = journal && random.Next(2) == 0, Sync = false };
            string where = $"round {round}, {file.Bytes.Length} bytes: {view} to {to}, journal {journal}, undo kept {settings.KeepUndo}";
            long before = SparseFile.Blocks(file.Sparse);
            long memory = (long)random.Next(1, 4) << 20;
            foreach (string path in (string[])[file.Sparse, file.Dense])
            {
                InPlaceConversion.Convert(path, ViewExpression.Parse(view), to, CastValues.Wrap, shrinks, settings with { Limits = new() { Memory = memory, Threads = random.Next(1, 3) } });
                Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(expected), where);
            }

            // An element may lie across the end of a hole. Data that shrinks moves into holes, half of it, with the first and last block of each extent, and
            // with half of a hole shorter than 64 KiB behind it. Each extent has 8 blocks of 512 bytes at least.
            int filled = file.Bytes.Chunk(4096).Zip(expected.Chunk(4096)).Count(pages => !pages.First.AsSpan().ContainsAnyExcept((byte)0) && pages.Second.AsSpan().ContainsAnyExcept((byte)0));
            Assert.That(SparseFile.Blocks(file.Sparse), Is.LessThanOrEqualTo(shrinks ? (3 * before) + (before / 8 * 64) + 64 : before + (8 * filled) + 16), where);
        }
    }

    [Test]
    public void Arithmetic_that_keeps_zeros_leaves_holes_whether_the_old_bytes_fit_the_journal_or_not()
    {
        Random random = new(Seeds.Next("sparse arithmetic"));
        for (int round = 0; round < Rounds; round++)
        {
            using SparseFile file = new(random, random.Next(60, 400), random.Next(5000));
            int at = random.Next(9000);
            int step = random.Next(3) == 0 ? random.Next(2, 5) : 1;
            (string edit, Func<byte, byte> change) = random.Next(4) switch
            {
                0 => (">>= 1", value => (byte)(value >> 1)),
                1 => ("&= 0x61", value => (byte)(value & 0x61)),
                2 => ("%= 7", value => (byte)(value % 7)),
                _ => ("*= 1", (Func<byte, byte>)(value => value)),
            };
            byte[] expected = [.. file.Bytes];
            for (int index = at; index < expected.Length; index += step)
            {
                expected[index] = change(expected[index]);
            }

            string text = $"u1[{at}::{step}] {edit}";
            ChangeSettings settings = new() { UndoLimit = random.Next(2) == 0 ? 0 : 1L << 30, Sync = false };
            foreach (string path in (string[])[file.Sparse, file.Dense])
            {
                PatchOperation.Apply(path, [Edit.Parse(text)], settings: settings);
                Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(expected), $"{text}, {settings.UndoLimit} bytes of old bytes");
            }

            Assert.That(SparseFile.Blocks(file.Sparse), Is.LessThanOrEqualTo(SparseFile.MostBlocks(expected, file.Bytes)), text);
        }
    }

    // Each would take hours if the hole were walked.
    [TestCase("convert")]
    [TestCase("convert, undo kept")]
    [TestCase("convert without a journal")]
    [TestCase("convert with a check")]
    [TestCase("convert a column")]
    [TestCase("shrink")]
    [TestCase("dry run")]
    [TestCase("f4 *= 2")]
    [TestCase("f4 /= 4")]
    [TestCase("u1 += 1")]
    [TestCase("u1: 0 -> 0")]
    [TestCase("several")]
    [TestCase("several in chunks")]
    [TestCase("copies")]
    public void A_file_of_terabytes_costs_its_data(string change)
    {
        using TemporaryFolder folder = new();
        string path = folder["sparse"];
        const long Length = 8L << 40;
        byte[] data = new byte[64 << 10];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), 3);
        byte[] expected = [.. data];
        using (FileStream file = new(path, FileMode.Create))
        {
            file.SetLength(Length);
            if (!change.StartsWith("u1", StringComparison.Ordinal))
            {
                foreach (long place in (long[])[0, 5L << 40, Length - data.Length])
                {
                    file.Position = place;
                    file.Write(data);
                }
            }
        }

        long before = SparseFile.Blocks(path);
        bool isConversion = change.StartsWith("convert", StringComparison.Ordinal) || change is "shrink" or "dry run";
        if (isConversion)
        {
            ElementType to = change == "shrink" ? ElementType.Half : change == "convert with a check" ? ElementType.Int32 : ElementType.Single.WithByteOrder(ByteOrder.Big);
            ChangeSettings settings = new() { KeepUndo = change.EndsWith("kept", StringComparison.Ordinal), Journal = !change.EndsWith("without a journal", StringComparison.Ordinal), DryRun = change == "dry run" };
            ChangeReport report = InPlaceConversion.Convert(path, ViewExpression.Parse(change == "convert a column" ? "<f4(-1,1024)@0[:, 1]" : "<f4"), to, CastValues.Exact, shrink: change == "shrink", settings);
            Assert.That(report.BytesWritten, Is.LessThanOrEqualTo(3 * data.Length), "zeros that stay are not written");
            switch (change)
            {
                case "shrink":
                    expected = new byte[data.Length / 2];
                    BinaryPrimitives.WriteHalfLittleEndian(expected.AsSpan(2), (Half)3);
                    break;
                case "convert with a check":
                    BinaryPrimitives.WriteInt32LittleEndian(expected.AsSpan(4), 3);
                    break;
                case "dry run":
                    break;
                default:
                    expected.AsSpan(4, 4).Reverse();
                    break;
            }
        }
        else if (change == "u1 += 1")
        {
            Assert.That(() => PatchOperation.Apply(path, [Edit.Parse(change)]), Throws.InstanceOf<Memory.MappedFileException>().With.Message.Contains("space"));
            Assert.That(SparseFile.Blocks(path), Is.LessThanOrEqualTo(before + 64));
            return;
        }
        else if (change.StartsWith("several", StringComparison.Ordinal))
        {
            PatchOperation.Apply(path, new[] { "[3Mi:+4] = 0", "<f4 *= 2", "<f4 *= 1", "[1Ti:+4] = 0", "<f4[::2] *= 1" }.Select(text => Edit.Parse(text)), settings: new ChangeSettings { UndoLimit = change.EndsWith("chunks", StringComparison.Ordinal) ? 0 : 1 << 30 });
            BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(4), 6);
        }
        else if (change == "copies")
        {
            PatchOperation.Apply(path, new[] { "[1Ti:+1Ti] = @::[3Ti:+1Ti]", "[1Ti:+2Ti] = @::[1025Gi:+2Ti]", "[7Ti:+64Ki] = @::[0:+64Ki]", "[7Ti:+64Ki] = @::[6Ti:+64Ki]" }.Select(text => Edit.Parse(text)));
        }
        else if (change == "u1: 0 -> 0")
        {
            PatchOperation.Apply(path, [Edit.Parse("u1: 0 -> 0")]);
            expected = new byte[data.Length];
        }
        else
        {
            PatchOperation.Apply(path, [Edit.Parse("<" + change)]);
            BinaryPrimitives.WriteSingleLittleEndian(expected.AsSpan(4), change == "f4 *= 2" ? 6 : 0.75f);
        }

        long length = change == "shrink" ? Length / 2 : Length;
        using FileStream result = File.OpenRead(path);
        Assert.That(result.Length, Is.EqualTo(length));
        byte[] found = new byte[expected.Length];
        foreach (long place in (long[])[0, (5L << 40) / (Length / length), length - expected.Length])
        {
            result.Position = place;
            result.ReadExactly(found);
            Assert.That(found.AsSpan().SequenceEqual(expected), $"at {place}");
        }

        Assert.That(SparseFile.Blocks(path), Is.LessThanOrEqualTo(before + 64));
    }
}
