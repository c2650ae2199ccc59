using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Sweeps;

/// <summary>
/// Generated views of every rank, order, type and place, about 2^31 and 2^32 of a sparse file too, go through every operation. Boundaries are so near
/// that a few elements cross them. The oracle is a loop that reads one element at a time.
/// </summary>
public sealed class GeneratedViewTests
{
    private const long Length = (1L << 32) + (1 << 16);
    private static readonly LayoutWish Any = new() { MayBeFar = true, MaximumElements = 400 };
    private static readonly LayoutWish Numbers = Any with { Type = TypeGenerator.Number };

    private TemporaryFolder folder = null!;
    private string path = null!;
    private byte[][] parts = null!;

    // Parts that the views may touch have random bytes; the rest is a hole.
    private static (long Start, int Length)[] Parts { get; } = [(0, 40_000), ((1L << 31) - 20_000, 40_000), ((1L << 32) - 20_000, 40_000)];

    [OneTimeSetUp]
    public void MakeFile()
    {
        folder = new();
        path = folder.Sparse("sparse", Length);
        using FileStream stream = new(path, FileMode.Open);
        parts = [.. Parts.Select((part, number) =>
        {
            byte[] bytes = new byte[part.Length];
            Random random = new(number);
            random.NextBytes(bytes);
            for (int index = 0; index < bytes.Length; index++)
            {
                // Few different bytes in places, so that values repeat.
                bytes[index] = index / 1000 % 3 == 0 ? (byte)(bytes[index] & 1) : bytes[index];
            }

            stream.Position = part.Start;
            stream.Write(bytes);
            return bytes;
        })];
    }

    [OneTimeTearDown]
    public void DeleteFile() => folder.Dispose();

    [Test]
    public void Bytes_are_extracted_hashed_and_found() => Each(800, Any, (view, packed, random, limits) =>
    {
        using MemoryStream stream = new();
        ByteExport.Write(view, stream, ExportOptions.Default, limits);
        Sweep.AssertSame<byte>(stream.ToArray(), packed, $"{view.Layout} extracted, {limits}");
        using ReplacementFile file = ReplacementFile.Create(folder["out"], overwrite: true);
        FileExport.Write(view, file, ExportOptions.Default, synced: false, limits);
        file.Commit(sync: false);
        Sweep.AssertSame<byte>(File.ReadAllBytes(folder["out"]), packed, $"{view.Layout} to a file, {limits}");
        byte[] crc = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(crc, System.IO.Hashing.Crc32.HashToUInt32(packed));
        Sweep.AssertSame<byte>(ViewDigest.Of(view, DigestAlgorithm.Crc32, limits), crc, $"{view.Layout} hashed, {limits}");

        byte[] bytes = packed.Length == 0 ? [1] : packed.AsSpan(random.Next(packed.Length)) is var rest ? rest[..random.Next(1, Math.Min(9, rest.Length) + 1)].ToArray() : [];
        long[] expected = [.. Enumerable.Range(0, Math.Max(0, packed.Length - bytes.Length + 1)).Where(place => packed.AsSpan(place, bytes.Length).SequenceEqual(bytes)).Select(place => (long)place)];
        int most = random.Next(1, expected.Length + 2);
        List<long> found = [];
        ViewSearch.Find(view, new HexPattern([.. bytes], [.. bytes.Select(_ => (byte)0xFF)]), positions => found.AddRange(positions), most, limits);
        Sweep.AssertSame<long>([.. found], [.. expected.Take(most)], $"the first {most} in {view.Layout}, {limits}");
    }, LayoutClasses.Others, LayoutClasses.Shared);

    [Test]
    public void Numbers_are_counted_ranged_and_added_up_whole_and_along_every_axis() => Each(900, Numbers, (view, packed, random, limits) =>
    {
        ElementType type = view.ElementType;
        double[] values = [.. Enumerable.Range(0, (int)view.Count).Select(element => Value(type, packed.AsSpan(element * type.ItemSize, type.ItemSize)))];
        if (type.Kind == ElementKind.Complex)
        {
            Assert.That(ViewStatistics.Of(view, limits).Count, Is.EqualTo(view.Count));
            return;
        }

        Compare(ViewStatistics.Of(view, limits), values, $"{view.Layout} {limits}");
        if (view.Rank == 0)
        {
            return;
        }

        int axis = random.Next(view.Rank);
        long inner = view.Shape[(axis + 1)..].Aggregate(1L, (product, length) => product * length);
        using AxisStatistics along = ViewStatistics.Along(view, axis, limits);
        for (long cell = 0; cell < along.Count; cell++)
        {
            (long first, long second) = Math.DivRem(cell, inner);
            double[] lane = [.. Enumerable.Range(0, (int)view.Shape[axis]).Select(index => values[(((first * view.Shape[axis]) + index) * inner) + second])];
            Compare(along[cell], lane, $"{view.Layout} axis {axis} cell {cell} {limits}");
        }
    }, LayoutClasses.Numbers);

    [Test]
    public void Values_are_converted_and_edited_where_they_lie_and_elsewhere() => Each(250, Any with { MayShareBytes = false, MayBeEmpty = false, Type = TypeGenerator.Integer }, (view, packed, random, limits) =>
    {
        ElementType other = view.ElementType.WithByteOrder(view.ElementType.ByteOrder == ByteOrder.Big ? ByteOrder.Little : ByteOrder.Big);
        byte[] turned = [.. packed.Chunk(view.ItemSize).SelectMany(element => element.Reverse())];
        using (ReplacementFile file = ReplacementFile.Create(folder["converted"], overwrite: true))
        {
            new ConvertedExport(view, other, CastValues.Exact).WriteTo(file, limits);
            file.Commit(sync: false);
        }

        Sweep.AssertSame<byte>(File.ReadAllBytes(folder["converted"]), turned, $"{view.Layout} to {other}, {limits}");
        if (ViewExpression.Of(view.Layout, Length) is not { } expression)
        {
            return;
        }

        // There and back in place. Each conversion leaves all other bytes as they were.
        ChangeSettings settings = new() { Journal = false, Sync = false };
        InPlaceConversion.Convert(path, expression, other, settings: settings with { Limits = limits });
        AssertFile(view.Layout, turned, $"{expression} in place");
        PatchOperation.Apply(path, [Edit.Parse($"{expression} = x\"{(view.Count == 1 ? Convert.ToHexString(packed) : Convert.ToHexString(packed[..view.ItemSize]))}\"")], settings: settings);
        AssertFile(view.Layout, [.. Enumerable.Repeat(packed[..view.ItemSize], (int)view.Count).SelectMany(element => element)], $"{expression} set");
        File.WriteAllBytes(folder["packed"], packed);
        string shape = view.Rank == 0 ? "()" : $",{string.Join(",", view.Shape)}";
        PatchOperation.Apply(path, [Edit.Parse($"{expression} = @{folder["packed"]}::u1.cast({view.ElementType}{(view.Rank == 0 ? ",()" : shape)})")], settings: settings);
        AssertFile(view.Layout, packed, $"{expression} set back");
    });

    private void Each(int times, LayoutWish wish, Action<MemoryView, byte[], Random, WorkLimits> check, params IEnumerable<string>[] more)
    {
        LayoutClasses classes = new();
        Seeds.Each(times, seed =>
        {
            Random random = new(seed);
            Layout layout = random.Next(2) == 0 && wish.MayShareBytes ? LayoutGenerator.Strided(random, wish) : Whole(random, wish);
            classes.Note(layout);
            WorkLimits limits = SweptWays.Near(layout.ItemSize, random.Next(1, 40), random.Next(2) == 0 ? WindowSource.Mapped : WindowSource.Buffered, threads: random.Next(1, 4));
            using MappedFile file = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
            check(new MemoryView(file, layout), Packed(layout), random, random.Next(4) == 0 ? limits with { BlockBytes = 0, SegmentBytes = 0, WindowBytes = 0 } : limits);
        });

        // A run of few views meets few of the rare classes.
        bool isFew = times < 500;
        classes.AssertMet([isFew ? LayoutClasses.Ranks(4)[..5] : LayoutClasses.Ranks(4), wish.MayBeEmpty ? LayoutClasses.Lengths : LayoutClasses.Lengths[1..], isFew ? [] : LayoutClasses.Steps, LayoutClasses.FarPlaces, .. more]);
    }

    // Only layouts that stay within the file.
    private static Layout Whole(Random random, LayoutWish wish)
    {
        while (true)
        {
            (Layout layout, long length) = LayoutGenerator.Stepped(random, wish);
            if (layout.End <= length && layout.ItemSize > 0 && (layout.Count > 0 || wish.MayBeEmpty) && layout.Count <= 2 * wish.MaximumElements && (wish == Any || layout.ElementType.IsNumeric))
            {
                return layout;
            }
        }
    }

    private byte[] Packed(Layout layout)
    {
        byte[] packed = new byte[layout.ByteLength];
        int done = 0;
        foreach (long place in Places(layout))
        {
            Read(place, packed.AsSpan(done, layout.ItemSize));
            done += layout.ItemSize;
        }

        return packed;
    }

    private void Read(long place, Span<byte> bytes)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            int part = Array.FindIndex(Parts, one => place + index >= one.Start && place + index < one.Start + one.Length);
            bytes[index] = part < 0 ? (byte)0 : parts[part][place + index - Parts[part].Start];
        }
    }

    // The expected parts of the file: as they are now, with the expected values of these elements.
    private void AssertFile(Layout layout, byte[] elements, string what)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Assert.That(stream.Length, Is.EqualTo(Length), what);
        for (int part = 0; part < Parts.Length; part++)
        {
            byte[] expected = [.. parts[part]];
            int element = 0;
            foreach (long place in Places(layout))
            {
                for (int index = 0; index < layout.ItemSize; index++)
                {
                    long at = place + index - Parts[part].Start;
                    if (at >= 0 && at < expected.Length)
                    {
                        expected[at] = elements[(element * layout.ItemSize) + index];
                    }
                }

                element++;
            }

            byte[] now = new byte[expected.Length];
            stream.Position = Parts[part].Start;
            stream.ReadExactly(now);
            Sweep.AssertSame<byte>(now, expected, $"{what}, part {part}");
        }
    }

    private static IEnumerable<long> Places(Layout layout)
    {
        for (long number = 0; number < layout.Count; number++)
        {
            (long left, long offset) = (number, layout.Offset);
            for (int axis = layout.Rank - 1; axis >= 0; axis--)
            {
                (left, long index) = Math.DivRem(left, layout.Shape[axis]);
                offset += index * layout.Strides[axis];
            }

            yield return offset;
        }
    }

    // By the definition of each type.
    private static double Value(ElementType type, ReadOnlySpan<byte> element)
    {
        byte[] bytes = element.ToArray();
        if (type.ByteOrder == ByteOrder.Big)
        {
            Array.Reverse(bytes);
        }

        return type.Kind switch
        {
            ElementKind.Boolean => bytes[0] == 0 ? 0 : 1,
            ElementKind.SignedInteger => (double)(Int128)new BigInteger(bytes),
            ElementKind.UnsignedInteger => (double)(Int128)new BigInteger(bytes, isUnsigned: true),
            ElementKind.Float when type.ItemSize == 2 => (double)BitConverter.ToHalf(bytes),
            ElementKind.Float when type.ItemSize == 4 => BitConverter.ToSingle(bytes),
            ElementKind.Float => BitConverter.ToDouble(bytes),
            ElementKind.BrainFloat => BitConverter.UInt32BitsToSingle((uint)BitConverter.ToUInt16(bytes) << 16),
            ElementKind.Float8E4M3FN => (bytes[0] & 0x7F) == 0x7F ? double.NaN : Small(bytes[0], 3, 7),
            ElementKind.Float8E5M2 => (bytes[0] & 0x7C) == 0x7C ? (bytes[0] & 3) != 0 ? double.NaN : (bytes[0] & 0x80) != 0 ? double.NegativeInfinity : double.PositiveInfinity : Small(bytes[0], 2, 15),
            _ => 0,
        };

        static double Small(byte code, int mantissa, int bias)
        {
            int exponent = (code & 0x7F) >> mantissa;
            int fraction = code & ((1 << mantissa) - 1);
            double value = exponent == 0 ? Math.ScaleB(fraction, 1 - bias - mantissa) : Math.ScaleB((1 << mantissa) + fraction, exponent - bias - mantissa);
            return (code & 0x80) != 0 ? -value : value;
        }
    }

    private static void Compare(StatisticsResult result, double[] values, string where)
    {
        double[] valid = [.. values.Where(value => !double.IsNaN(value))];
        double sum = valid.Sum();
        double slack = 1e-12 * valid.Where(double.IsFinite).Sum(Math.Abs);
        double told = double.Parse(result.Sum.ToString().Replace("inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        bool isSame = result.Count == values.Length && result.NaN == values.Length - valid.Length && result.Inf == valid.Count(double.IsInfinity)
            && (double.IsFinite(sum) ? Math.Abs(told - sum) <= slack : !double.IsFinite(told))
            && (valid.Length == 0 ? result.Min is null : Number(result.Min!.Value) == valid.Min() && Number(result.Max!.Value) == valid.Max());
        if (!isSame)
        {
            Assert.Fail($"{where}: {result} for {string.Join(" ", values.Take(50))}");
        }
    }

    private static double Number(StatisticsNumber number) => number.IsInteger ? (double)number.Integer : number.Value.Real;
}
