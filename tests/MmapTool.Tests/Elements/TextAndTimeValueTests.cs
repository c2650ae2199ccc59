using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Views;
using MmapTool.Views;

namespace MmapTool.Tests.Elements;

/// <summary>Elements of <c>U</c>, <c>M8</c> and <c>m8</c> as .NET objects: reading, writing and equality.</summary>
public sealed class TextAndTimeValueTests
{
    private static readonly ElementType Days = ElementType.DateTime(new(TimeScale.Day));
    private static readonly ElementType Seconds = ElementType.TimeDelta(new(TimeScale.Second));
    private static readonly ElementType Four = ElementType.Create(ElementKind.Unicode, 16);

    private static MemoryView Row(ElementType type, int count) => new(new ArrayMemory(type.ItemSize * count), Layout.Contiguous(type, [count]));

    [Test]
    public void Values_that_are_read_can_be_stored_and_give_the_same_bytes() => Seeds.Each(500, seed =>
    {
        Random random = new(seed);
        ElementType type = random.Next(3) == 0 ? Four.WithByteOrder(random.Next(2) == 0 ? ByteOrder.Big : ByteOrder.Little) : TypeGenerator.Time(random);
        MemoryView view = Row(type, 1);
        byte[] memory = ((ArrayMemory)view.Source).Bytes;
        if (type.IsTime)
        {
            random.NextBytes(memory);
        }
        else
        {
            for (int index = 0; index < 4; index++)
            {
                uint point = (uint)random.Next(5) switch { 0 => 0u, 1 => (uint)random.Next(0x1_0000, 0x11_0000), _ => (uint)random.Next(0xD800) };
                BitConverter.TryWriteBytes(memory.AsSpan(4 * index), type.IsNativeOrder ? point : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(point));
            }
        }

        byte[] before = [.. memory];
        object value = view.GetValue(0);
        memory.AsSpan().Clear();
        view.SetValue(value, 0);
        Assert.That(memory, Is.EqualTo(before), $"{type}: {value}");
    });

    [Test]
    public void Types_of_other_units_kinds_orders_and_lengths_are_other_types()
    {
        ElementType[] types =
        [
            Days, Seconds, Four, ElementType.DateTime(new(TimeScale.Second)), ElementType.DateTime(new(TimeScale.Day, 2)), ElementType.TimeDelta(new(TimeScale.Day)), ElementType.Int64,
            Days.WithByteOrder(ByteOrder.Big), Four.WithByteOrder(ByteOrder.Big), ElementType.Create(ElementKind.Unicode, 8), ElementType.Create(ElementKind.Bytes, 8),
        ];
        Assert.That(types.Distinct().Count(), Is.EqualTo(types.Length));
        Assert.That(types.Select(type => type.ToString()).Distinct().Count(), Is.EqualTo(types.Length));
        Assert.That(types, Is.EqualTo(types.Select(type => MmapTool.Notation.ElementTypeNotation.Parse(type.ToString())).ToArray()));
        MemoryView days = Row(Days, 2);
        Assert.That(() => days.CopyFrom(Row(ElementType.DateTime(new(TimeScale.Second)), 2)), Throws.TypeOf<ViewException>());
    }

    [Test]
    public void Text_is_a_string_without_trailing_NULs()
    {
        MemoryView view = Row(Four, 2);
        view.SetValue("日😀", 0);
        Assert.That(((ArrayMemory)view.Source).Bytes.AsSpan(0, 16).ToArray(), Is.EqualTo(new byte[] { 0xE5, 0x65, 0, 0, 0, 0xF6, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
        Assert.That(view.ToList(), Is.EqualTo(new object[] { "日😀", "" }));
        Assert.That(view.IndexOf("日😀"), Is.Zero);
        Assert.That(view.IndexOf("日😀\0"), Is.Zero);
        Assert.That(view.CountOf("日"), Is.Zero);
        Assert.That(() => view.SetValue("12345", 0), Throws.TypeOf<ValueException>().With.Message.Contains("5 characters"));
        Assert.That(() => view.SetValue(new byte[1], 0), Throws.TypeOf<ValueException>().With.Message.Contains("a string"));
    }

    [Test]
    public void A_code_point_that_is_none_is_read_as_the_replacement_character()
    {
        MemoryView view = Row(Four, 1);
        ((ArrayMemory)view.Source).Bytes.AsSpan(0, 4).Fill(0xFF);
        Assert.That(view.GetValue(0), Is.EqualTo("�"));
    }

    [Test]
    public void Dates_take_dates_of_every_kind_that_are_whole_in_their_unit()
    {
        MemoryView view = Row(Days, 1);
        DateTime64 expected = new(20455, new(TimeScale.Day));
        DateTime day = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        foreach (object value in (object[])["2026-01-02", "2026-01-02T00:00", day, new DateTimeOffset(day), new DateOnly(2026, 1, 2), expected, new DateTime64(20455 * 86400L, new(TimeScale.Second))])
        {
            ((ArrayMemory)view.Source).Bytes.AsSpan().Clear();
            view.SetValue(value, 0);
            Assert.That(view.GetValue(0), Is.EqualTo(expected), value.ToString());
            Assert.That(view.IndexOf(value), Is.Zero);
        }

        foreach (object value in (object[])["2026-01-02T01", "x", day.AddTicks(1), 20455, 1.5, new TimeDelta64(1, new(TimeScale.Day)), new DateTime64(1, new(TimeScale.Second)), new DateTime64(long.MaxValue, new(TimeScale.Year))])
        {
            Assert.That(() => view.SetValue(value, 0), Throws.TypeOf<ValueException>(), value.ToString());
            Assert.That(view.GetValue(0), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Lengths_take_integers_and_lengths_that_are_whole_in_their_unit()
    {
        MemoryView view = Row(Seconds, 1);
        foreach (object value in (object[])[120, 120ul, TimeSpan.FromMinutes(2), new TimeDelta64(2, new(TimeScale.Minute)), new TimeDelta64(120_000, new(TimeScale.Millisecond))])
        {
            view.SetValue(value, 0);
            Assert.That(view.GetValue(0), Is.EqualTo(new TimeDelta64(120, new(TimeScale.Second))), value.ToString());
        }

        foreach (object value in (object[])[1.5, "5", long.MinValue, ulong.MaxValue, TimeSpan.FromMilliseconds(1), new TimeDelta64(1, new(TimeScale.Month)), new DateTime64(1, new(TimeScale.Second))])
        {
            Assert.That(() => view.SetValue(value, 0), Throws.TypeOf<ValueException>(), value.ToString());
        }
    }

    [Test]
    public void NaT_is_stored_and_equals_nothing()
    {
        foreach (ElementType type in (ElementType[])[Days, Seconds])
        {
            MemoryView view = Row(type, 1);
            view.SetValue("NaT", 0);
            Assert.That(((ArrayMemory)view.Source).Bytes, Is.EqualTo(BitConverter.GetBytes(long.MinValue)));
            Assert.That(view.GetValue(0).ToString(), Is.EqualTo("NaT"));
            Assert.That(view.IndexOf("NaT"), Is.EqualTo(-1));
            Assert.That(view.ValueEquals(view), Is.False);
        }
    }

    [Test]
    public void Times_of_different_units_and_orders_are_equal_where_they_are_the_same_instant()
    {
        MemoryView days = Row(Days, 2);
        MemoryView seconds = Row(ElementType.DateTime(new(TimeScale.Second), ByteOrder.Big), 2);
        days.SetValue("2026-01-02", 0);
        seconds.SetValue("2026-01-02", 0);
        Assert.That(days.ValueEquals(seconds), Is.True);
        seconds.SetValue("2026-01-02T00:00:01", 0);
        Assert.That(days.ValueEquals(seconds), Is.False);
        Assert.That(Row(Days, 2).ValueEquals(Row(Seconds, 2)), Is.False, "dates and lengths");
        Assert.That(Row(Days, 2).ValueEquals(Row(ElementType.Int64, 2)), Is.False, "dates and their counts");
        Assert.That(Row(Four, 2).ValueEquals(Row(Four.WithByteOrder(ByteOrder.Big), 2)), Is.True);
    }
}
