using System.Buffers.Binary;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>Text and times in other byte orders, lengths and units. Large changes are computed block by block.</summary>
public sealed class TextAndTimeConversionTests
{
    private const int Count = 300_000;

    [Test]
    public void Another_byte_order_turns_round_every_character_and_every_count() => Seeds.Each(300, seed =>
    {
        Random random = new(seed);
        ElementType text = ElementType.Create(ElementKind.Unicode, sizeof(uint) * random.Next(1, 5));
        ElementType time = TypeGenerator.Time(random).WithByteOrder(ByteOrder.Little);
        ElementType from = ElementType.Record([new("a", ElementType.UInt8, 0), new("t", time, 1), new("n", text, 9, [2])]);
        byte[] elements = new byte[from.ItemSize * 3];
        random.NextBytes(elements);
        byte[] expected = [.. elements];
        for (int record = 0; record < expected.Length; record += from.ItemSize)
        {
            expected.AsSpan(record + 1, 8).Reverse();
            for (int place = 9; place < from.ItemSize; place += sizeof(uint))
            {
                expected.AsSpan(record + place, sizeof(uint)).Reverse();
            }
        }

        byte[] converted = new byte[elements.Length];
        ElementConverter.Of(from, from.WithByteOrder(ByteOrder.Big), CastValues.Exact).Convert(elements, converted);
        Assert.That(converted, Is.EqualTo(expected), from.ToString());
    });

    [Test]
    public void A_unit_and_back_is_the_same_where_the_other_is_finer() => Seeds.Each(500, seed =>
    {
        Random random = new(seed);
        bool areDates = random.Next(2) == 0;
        TimeScale coarse = (TimeScale)random.Next((int)TimeScale.Attosecond);
        TimeScale fine = (TimeScale)random.Next((int)coarse + 1, (int)TimeScale.Attosecond + 1);
        TimeUnit from = new(coarse);

        // Years and months seldom begin with a week.
        TimeUnit to = new(from.IsCalendar && fine == TimeScale.Week ? TimeScale.Day : fine);
        if (!areDates && from.IsCalendar != to.IsCalendar)
        {
            Assert.That(() => ElementConverter.Of(ElementType.TimeDelta(from), ElementType.TimeDelta(to), CastValues.Exact), Throws.TypeOf<MmapTool.Errors.ViewException>());
            return;
        }

        (ElementType one, ElementType other) = areDates ? (ElementType.DateTime(from, ByteOrder.Big), ElementType.DateTime(to)) : (ElementType.TimeDelta(from), ElementType.TimeDelta(to, ByteOrder.Big));
        byte[] elements = new byte[24];
        long count = random.Next(-100, 100);
        TimeValues.Write(one, count, elements);
        TimeValues.Write(one, ProlepticCalendar.NaT, elements.AsSpan(8));
        byte[] finer = new byte[24];
        try
        {
            ElementConverter.Of(one, other, CastValues.Exact).Convert(elements, finer);
        }
        catch (ElementException error)
        {
            // Beyond 64 bits of the finer unit.
            Assert.That(error.Message, Does.Contain("does not fit"));
            Assert.That(Math.Abs(Seconds(count, coarse) / Math.Pow(1000, TimeScale.Second - to.Scale)), Is.GreaterThan(9e18));
            return;
        }

        byte[] back = new byte[24];
        ElementConverter.Of(other, one, CastValues.Exact).Convert(finer, back);
        Assert.That(back, Is.EqualTo(elements), $"{one} {other} {count}");
    });

    [TestCase("M8[s]", "+= 5", 5)]
    [TestCase(">M8[ns]", "-= 7", -7)]
    [TestCase("m8[D]", "*= 3", 0)]
    [TestCase(">m8[25h]", "+= @::[0]", 0)]
    public void A_large_change_is_the_same_in_one_piece_in_chunks_and_without_a_journal(string type, string edit, long moved)
    {
        ElementType dtype = ElementTypeNotation.Parse(type);
        Random random = new(Seeds.Next("counts"));
        long[] counts = [.. Enumerable.Range(0, Count).Select(index => index % 1000 == 999 ? long.MinValue : random.NextInt64(-1L << 58, 1L << 58))];
        long first = counts[0];
        long[] expected = [.. counts.Select(count => count == long.MinValue ? count : edit.StartsWith('*') ? 3 * count : edit.Contains('@') ? count + first : count + moved)];
        foreach (ChangeSettings settings in (ChangeSettings[])[new(), new() { UndoLimit = 4096 }, new() { Journal = false }])
        {
            using TemporaryFolder folder = new();
            string path = folder.Write("times.bin", Bytes(counts));
            PatchOperation.Apply(path, [Edit.Parse($"{type} {edit.Replace("@::", $"@::{type}", StringComparison.Ordinal)}")], settings: settings with { Sync = false });
            Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(Bytes(expected)), Is.True, $"{settings.UndoLimit} {settings.Journal}");
        }

        byte[] Bytes(long[] values)
        {
            byte[] bytes = new byte[values.Length * sizeof(long)];
            for (int index = 0; index < values.Length; index++)
            {
                TimeValues.Write(dtype, values[index], bytes.AsSpan(index * sizeof(long)));
            }

            return bytes;
        }
    }

    [Test]
    public void A_file_of_times_is_converted_in_place_and_one_of_text_gets_shorter()
    {
        using TemporaryFolder folder = new();
        byte[] seconds = new byte[Count * sizeof(long)];
        byte[] text = new byte[Count * 4 * sizeof(uint)];
        byte[] shorter = new byte[Count * 2 * sizeof(uint)];
        for (int index = 0; index < Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(seconds.AsSpan(index * sizeof(long)), index - (Count / 2));
            text[index * 4 * sizeof(uint)] = (byte)index;
            shorter[(index * 2 * sizeof(uint)) + 3] = (byte)index;
        }

        string times = folder.Write("times.bin", seconds);
        InPlaceConversion.Convert(times, ViewExpression.Parse("M8[s]"), ElementTypeNotation.Parse(">M8[ms]"), settings: new() { Sync = false });
        byte[] converted = File.ReadAllBytes(times);
        Assert.That(Enumerable.Range(0, Count).All(index => BinaryPrimitives.ReadInt64BigEndian(converted.AsSpan(index * sizeof(long))) == 1000L * (index - (Count / 2))), Is.True);
        string names = folder.Write("names.bin", text);
        InPlaceConversion.Convert(names, ViewExpression.Parse("U4"), ElementTypeNotation.Parse(">U2"), shrink: true, settings: new() { Sync = false });
        Assert.That(File.ReadAllBytes(names).AsSpan().SequenceEqual(shorter), Is.True);
    }

    private static double Seconds(long count, TimeScale scale) => count * (scale switch
    {
        TimeScale.Year => 365.2425 * 86400,
        TimeScale.Month => 30.436875 * 86400,
        TimeScale.Week => 7 * 86400,
        TimeScale.Day => 86400,
        TimeScale.Hour => 3600,
        TimeScale.Minute => 60,
        _ => Math.Pow(1000, TimeScale.Second - scale),
    });
}
