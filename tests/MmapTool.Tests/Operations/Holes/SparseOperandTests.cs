using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Operations.Holes;

/// <summary>
/// Edits whose right side is a view of a file with holes: the same file or another, in another type or order. The bytes and the errors are those of dense
/// files. Elements that are zeros on both sides take no space.
/// </summary>
[Platform("Linux")]
public sealed class SparseOperandTests
{
    // Of the whole file each; those of one line fit one another, if the files have as many bytes.
    private static readonly (string Target, string Source)[] Sides =
    [
        ("u1", "u1"), ("u1", "i1"), ("<u4(N/4)@0", ">u4(N/4)@0"), ("<i4(N/4)@0", "<u4(N/4)@0"), ("<f4(N/4)@0", "<u4(N/4)@0"), ("<u8(N/8)@0", "u1(N/8)@0"), ("<u2(N/8)@0", "<u8(N/8)@0"),
        ("<f8(N/8)@0", "<f4(N/8)@N/2"), ("u1[::-1]", "u1"), ("u1[::3]", "u1[::3]"), ("u1[1::2]", "u1[::2]"), ("u1(N/64,64)@0.T", "u1(64,N/64)@0"), ("u1(64,N/64)@0", "u1(N/64,64)@0.T"),
        ("<u2(N/512,256)@0[:,3:200]", ">u2(N/512,256)@0[:,20:217]"), ("u1(N/4096,64,64)@0.transpose(2,0,1)", "u1(64,N/4096,64)@0"), ("u1(N/64,64)@0", "u1(N/64,1)@0"),
        ("<u4(N/4)@0.bits[3:9]", "<u4(N/4)@0.bits[1:7]"), ("{a:u1,b:>f4,c:<u2}(N/7)@0", "{a:u1,b:>f4,c:<u2}(N/7)@0"), ("<i2(N/2)@0", "<f2(N/2)@0"), ("<u4(N/4)@0", "<u4(1)@N/2"), ("<u4(N/8,2)@0", "<u4(2)@12"),
        ("ibm4(N/4)@0", ">f4(N/4)@0"), ("<f8(N/16)@0", "<f8(N/16)@N/2"), ("i3(N/3)@0", "u3(N/3)@0"),
    ];

    private static readonly string[] Operators = ["=", "=", "=", "+=", "-=", "|=", "^=", "<<=", ">>=", "&=", "*=", "/=", "%="];

    private static int Rounds => Environment.GetEnvironmentVariable("MMAPTOOL_SOAK") == "1" ? 3000 : 60;

    [Test]
    public void A_right_side_with_holes_gives_the_bytes_and_the_errors_that_a_dense_one_gives_and_fills_no_holes()
    {
        Random random = new(Seeds.Next("sparse operands"));
        for (int round = 0; round < Rounds; round++)
        {
            int blocks = random.Next(300, 800);
            using SparseFile target = new(random, blocks, 0);
            using SparseFile other = new(random, blocks, 0);
            (string left, string right) = Sides[random.Next(Sides.Length)];
            string change = Operators[random.Next(Operators.Length)];
            bool isOwn = random.Next(3) == 0;
            int distance = isOwn && left == "u1" ? random.Next(-200_000, 200_000) : 0;
            if (distance != 0)
            {
                (left, right) = distance > 0 ? ($"u1[{distance}:]", $"u1[:-{distance}]") : ($"u1[:{distance}]", $"u1[{-distance}:]");
            }

            (left, right) = (Sized(left, target.Bytes.Length), Sized(right, target.Bytes.Length));
            CastValues mode = random.Next(3) == 0 ? CastValues.Exact : random.Next(2) == 0 ? CastValues.RoundWrap : CastValues.RoundSaturate;
            ChangeSettings settings = new() { UndoLimit = random.Next(3) == 0 ? 0 : 1L << 30, Journal = random.Next(4) != 0, Sync = false, Limits = new() { Threads = random.Next(1, 3) } };
            string where = $"round {round}, {target.Bytes.Length} bytes: {left} {change} @{(isOwn ? "" : "other")}::{right}, {mode}, {settings.UndoLimit} bytes of old bytes, journal {settings.Journal}";
            string expected = Changed(target.Dense, other.Dense);
            string found = Changed(target.Sparse, other.Sparse);
            Assert.That(found, Is.EqualTo(expected), where);
            byte[] bytes = File.ReadAllBytes(target.Sparse);
            Assert.That(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(target.Dense)), where);
            Assert.That(expected.Length == 0 || bytes.AsSpan().SequenceEqual(target.Bytes), where);

            // Other operations make zeros of zeros by data, too, which then takes space.
            byte[] before = [.. target.Bytes];
            bool isEven = left == "u1" && right == "u1";
            for (int index = 0; index < before.Length && isEven; index++)
            {
                before[index] |= (isOwn ? target : other).Bytes[index];
            }

            if (isEven || change is "=" or "+=" or "|=" or "^=")
            {
                Assert.That(SparseFile.Blocks(target.Sparse), Is.LessThanOrEqualTo(SparseFile.MostBlocks(bytes, before)), where);
            }

            string Changed(string path, string source)
            {
                try
                {
                    PatchOperation.Apply(path, [Edit.Parse($"{left} {change} @{(isOwn ? "" : $"\"{source}\"")}::{right}")], mode, settings: settings);
                    return "";
                }
                catch (MmapToolException error)
                {
                    // Behind the edit, which is cut where it is long.
                    return error.Message[(error.Message.LastIndexOf("element", StringComparison.Ordinal) is var place and > 0 ? place : error.Message.LastIndexOf(": ", StringComparison.Ordinal))..];
                }
            }
        }
    }

    private static string Sized(string view, int length)
    {
        foreach (int part in (int[])[4096, 512, 64, 16, 8, 7, 4, 3, 2])
        {
            view = view.Replace($"N/{part}", (length / part).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return view;
    }
}
