using System.IO.Hashing;
using System.Text;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Testing;
using MmapTool.Transfer;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Sweeps;

/// <summary>Extract, hash, find and show of every permutation of small shapes, by both ways of reading, against plain loops.</summary>
public sealed class ReadingSweepTests
{
    private static readonly string[] IntegerArithmetic = ["<u2", "u1", ">i4", "<u3", "<i8", ">u2", ">i3"];

    [Test]
    public void Bytes_are_extracted_in_C_order_to_a_stream_and_to_an_array() => Sweep.Each(Sweep.Types, (view, number) =>
    {
        byte[] expected = view.Packed;
        Sweep.AssertSame<byte>(view.View.ToBytes(), expected, $"{view} to an array");
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number))
        {
            using MemoryStream stream = new();
            ByteExport.Write(view.View, stream, ExportOptions.Default, limits);
            Sweep.AssertSame<byte>(stream.ToArray(), expected, $"{view} to a stream {limits}");
        }

        // In Fortran order it is the view with its axes in reverse, in C order.
        using MemoryStream fortran = new();
        ByteExport.Write(view.View.Transpose(), fortran, new() { FortranOrder = true }, SweptWays.Mapped);
        Sweep.AssertSame<byte>(fortran.ToArray(), expected, $"{view} in Fortran order");
    });

    [Test]
    public void Bytes_are_extracted_in_C_order_to_a_file()
    {
        using TemporaryFolder folder = new();
        Sweep.Each(Sweep.Types, (view, number) =>
        {
            if (view.Values.Length == 0 && number % 20 != 0)
            {
                // Files take most of the time. A few of the views without elements are enough.
                return;
            }

            foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number).Skip(number % 3).Take(PermutedShapes.IsSoak ? 2 : 1))
            {
                using ReplacementFile file = ReplacementFile.Create(folder["out.bin"], overwrite: true);
                FileExport.Write(view.View, file, new() { Header = new byte[] { 1, 2, 3 } }, synced: false, limits);
                file.Commit(sync: false);
                Sweep.AssertSame<byte>(File.ReadAllBytes(folder["out.bin"]).AsSpan(3), view.Packed, $"{view} to a file {limits}");
            }
        });
    }

    [Test]
    public void Any_range_of_elements_is_read_by_tiles_of_any_size_and_extents_of_any_length() => Sweep.Each(Sweep.Types, (view, number) =>
    {
        byte[] expected = view.Packed;
        Random random = new(number);
        for (int round = 0; round < 4; round++)
        {
            int first = random.Next(view.Values.Length + 1);
            int count = random.Next(view.Values.Length - first + 1);
            byte[] read = new byte[count * view.ItemSize];
            MemorySource source = view.View.Source;
            TransposedReader.Read(source, view.Layout, first, count, read, tileBytes: view.ItemSize * random.Next(1, 9));
            Sweep.AssertSame<byte>(read, expected.AsSpan(first * view.ItemSize, read.Length), $"{view} elements {first}:+{count} by tiles");
            int done = 0;
            foreach (StridedRun run in view.Layout.Runs(first, count))
            {
                RunReading.Read(source, run, read.AsSpan(done, (int)run.ByteLength), extentLength: random.Next(1, 40));
                done += (int)run.ByteLength;
            }

            Sweep.AssertSame<byte>(read, expected.AsSpan(first * view.ItemSize, read.Length), $"{view} elements {first}:+{count} by runs");
        }
    });

    [Test]
    public void Digests_are_those_of_the_packed_bytes_whole_and_by_block() => Sweep.Each(Sweep.Types, (view, number) =>
    {
        byte[] expected = view.Packed;
        byte[] crc = BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Crc32.HashToUInt32(expected)));
        byte[] xxh = XxHash3.Hash(expected);
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number))
        {
            Sweep.AssertSame<byte>(ViewDigest.Of(view.View, DigestAlgorithm.Crc32, limits), crc, $"{view} crc32 {limits}");
            Sweep.AssertSame<byte>(ViewDigest.Of(view.View, DigestAlgorithm.XxHash3, limits), xxh, $"{view} xxh3 {limits}");
            int size = 1 + (number % 13);
            List<byte[]> blocks = [];
            ViewDigest.Blocks(view.View, DigestAlgorithm.XxHash3, size, (_, _, digest) => blocks.Add(digest.ToArray()), limits);
            Sweep.AssertSame<byte>([.. blocks.SelectMany(digest => digest)], [.. expected.Chunk(size).SelectMany(block => XxHash3.Hash(block))], $"{view} blocks of {size} {limits}");
        }
    });

    [Test]
    public void Values_and_bytes_are_found_in_C_order_and_told_by_their_index() => Sweep.Each(IntegerArithmetic, (view, number) =>
    {
        byte[] packed = view.Packed;
        Random random = new(number);
        int at = random.Next(Math.Max(1, view.Values.Length));
        int length = Math.Min(1 + (number % 3), view.Values.Length - at);
        long[] wanted = length <= 0 ? [7] : view.Values[at..(at + length)];
        Pattern pattern = Pattern.Parse(wanted.Length == 1 ? $"{wanted[0]}" : $"[{string.Join(",", wanted)}]");
        long[] expected = [.. Enumerable.Range(0, Math.Max(0, view.Values.Length - wanted.Length + 1))
            .Where(place => view.Values.AsSpan(place, wanted.Length).SequenceEqual(wanted)).Select(place => (long)place * view.ItemSize)];
        byte[] bytes = packed.Length == 0 ? [7] : packed[(packed.Length / 2)..Math.Min(packed.Length, (packed.Length / 2) + 1 + (number % 4))];
        HexPattern hex = new([.. bytes], [.. Enumerable.Repeat((byte)0xFF, bytes.Length)]);
        long[] anywhere = [.. Enumerable.Range(0, Math.Max(0, packed.Length - bytes.Length + 1)).Where(place => packed.AsSpan(place, bytes.Length).SequenceEqual(bytes)).Select(place => (long)place)];
        foreach (WorkLimits limits in SweptWays.Of(view.ItemSize, number))
        {
            int most = 1 + (number % 4);
            Sweep.AssertSame<long>(Found(view.View, pattern, limits), expected, $"{view} {pattern} {limits}");
            Sweep.AssertSame<long>(Found(view.View, hex, limits), anywhere, $"{view} {hex} {limits}");
            Sweep.AssertSame<long>(Found(view.View, hex, limits, most), [.. anywhere.Take(most)], $"{view} {hex} the first {most} {limits}");
        }

        MatchPlaces places = new(view.Layout);
        for (int element = 0; element < view.Values.Length; element++)
        {
            long offset = places.Seek(((long)element * view.ItemSize) + (view.ItemSize / 2));
            long told = 0;
            for (int axis = 0; axis < view.Shape.Length; axis++)
            {
                told = (told * view.Shape[axis]) + places.Index[axis];
            }

            if (offset != SweptFile.Lead + ((long)view.Numbers[element] * view.ItemSize) + (view.ItemSize / 2) || told != element)
            {
                Assert.Fail($"{view}: element {element} is said to lie at {offset}, index {string.Join(",", places.Index.ToArray())}");
            }
        }
    });

    [Test]
    public void Values_are_shown_as_nested_lists_and_as_rows() => Sweep.Each(IntegerArithmetic, (view, number) =>
    {
        int element = 0;
        StringBuilder list = new();
        List(view, 0, list, ref element);
        StringBuilder rows = new();
        for (int index = 0; index < view.Values.Length; index++)
        {
            bool isLast = view.Shape.Length < 2 || (index + 1) % view.Shape[^1] == 0;
            rows.Append(view.Values[index]).Append(isLast ? '\n' : ',');
        }

        foreach (WindowSource io in (WindowSource[])[WindowSource.Mapped, WindowSource.Buffered])
        {
            ExportOptions options = new() { BlockElements = 1 + (number % 7) };
            WorkLimits limits = new() { Threads = 1 + (number % 3), Io = io };
            Assert.That(Text(view.View, ExportFormat.Json, options, limits), Is.EqualTo(list.ToString()), $"{view} {io}");
            Assert.That(Text(view.View, ExportFormat.Csv, options, limits), Is.EqualTo(rows.ToString()), $"{view} {io}");
        }

        // Text in lines and columns has the same words, brackets and commas.
        string text = Text(view.View, ExportFormat.Text, new() { Width = 20 + (number % 60) });
        Assert.That(string.Concat(text.Where(character => !char.IsWhiteSpace(character))), Is.EqualTo(list.ToString()), $"{view}");
    });

    // Python's str of nested lists, without its spaces.
    private static void List(SweptView view, int axis, StringBuilder text, ref int element)
    {
        if (axis == view.Shape.Length)
        {
            text.Append(view.Values[element++]);
            return;
        }

        text.Append('[');
        for (long index = 0; index < view.Shape[axis]; index++)
        {
            text.Append(index > 0 ? "," : "");
            List(view, axis + 1, text, ref element);
        }

        text.Append(']');
    }

    private static string Text(MemoryView view, ExportFormat format, ExportOptions options, WorkLimits? limits = null)
    {
        using MemoryStream stream = new();
        ViewExport.Write(view, format, stream, options, limits);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static long[] Found(MemoryView view, Pattern pattern, WorkLimits limits, long most = long.MaxValue)
    {
        List<long> found = [];
        ViewSearch.Find(view, pattern, positions => found.AddRange(positions), most, limits);
        return [.. found];
    }
}
