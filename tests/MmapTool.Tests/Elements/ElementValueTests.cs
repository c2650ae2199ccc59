using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Testing;
using MmapTool.Testing.Layouts;
using MmapTool.Tests.Layouts;
using MmapTool.Tests.Views;
using MmapTool.Views;

namespace MmapTool.Tests.Elements;

/// <summary>Elements as .NET objects: reading, writing, and the refusals.</summary>
public sealed class ElementValueTests
{
    private static readonly ElementType[] Numbers =
    [
        ElementType.Boolean, ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16, ElementType.Of<Int24>(), ElementType.Of<UInt24>(),
        ElementType.Int32, ElementType.UInt32, ElementType.Int64, ElementType.UInt64, ElementType.Half, ElementType.Single, ElementType.Double,
        ElementType.Of<BFloat16>(), ElementType.Of<Float8E4M3FN>(), ElementType.Of<Float8E5M2>(), ElementType.Of<ComplexSingle>(), ElementType.Complex,
    ];

    private static MemoryView One(ElementType type) => new(new ArrayMemory(type.ItemSize), Layout.Contiguous(type, []));

    [Test]
    public void Values_that_are_read_can_be_stored_and_give_the_same_bytes()
    {
        Seeds.Each(100, seed =>
        {
            Random random = new(seed);
            foreach (ElementType type in Numbers.SelectMany(type => new[] { type, type.WithByteOrder(ByteOrder.Big) }))
            {
                MemoryView view = One(type);
                byte[] memory = ((ArrayMemory)view.Source).Bytes;
                random.NextBytes(memory);
                if (type.Kind == ElementKind.Boolean)
                {
                    memory[0] &= 1;
                }

                byte[] before = [.. memory];
                object value = view.GetValue();
                if (view.ValueEquals(view))
                {
                    memory.AsSpan().Clear();
                    view.SetValue(value);
                    Assert.That(memory, Is.EqualTo(before), $"{type}: {value}");
                    Assert.That(view.GetItem(), Is.EqualTo(value));
                }
            }
        });
    }

    // struct.pack('>h', -2) == b'\xff\xfe'; '>i' 1 == 00 00 00 01; '>d' 1.5 == 3f f8 00…; '<e' 1.5 == 00 3e
    [Test]
    public void Byte_orders_are_those_of_struct()
    {
        Assert.That(Stored(ElementType.Int16.WithByteOrder(ByteOrder.Big), -2), Is.EqualTo("fffe"));
        Assert.That(Stored(ElementType.Int16, -2), Is.EqualTo("feff"));
        Assert.That(Stored(ElementType.Double.WithByteOrder(ByteOrder.Big), 1.5), Is.EqualTo("3ff8000000000000"));
        Assert.That(Stored(ElementType.Half, 1.5), Is.EqualTo("003e"));
        Assert.That(Stored(ElementType.Of<Int24>().WithByteOrder(ByteOrder.Big), -2), Is.EqualTo("fffffe"));
        Assert.That(Stored(ElementType.Complex.WithByteOrder(ByteOrder.Big), new Complex(1.5, -2)), Is.EqualTo("3ff8000000000000c000000000000000"));
        Assert.That(Stored(ElementType.Of<ComplexSingle>(), 1), Is.EqualTo("0000803f00000000"));
    }

    [Test]
    public void Types_of_the_objects()
    {
        Type[] expected =
        [
            typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(int), typeof(uint), typeof(long), typeof(ulong),
            typeof(Half), typeof(float), typeof(double), typeof(float), typeof(float), typeof(float), typeof(Complex), typeof(Complex),
        ];
        Assert.That(Numbers.Select(type => One(type).GetValue().GetType()), Is.EqualTo(expected));
    }

    [Test]
    public void Ranges_end_where_the_types_end()
    {
        (ElementType Type, BigInteger Lowest, BigInteger Highest)[] ranges =
        [
            (ElementType.Boolean, 0, 1), (ElementType.Int8, -128, 127), (ElementType.UInt8, 0, 255), (ElementType.Int16, -32768, 32767),
            (ElementType.UInt16, 0, 65535), (ElementType.Of<Int24>(), -(1 << 23), (1 << 23) - 1), (ElementType.Of<UInt24>(), 0, (1 << 24) - 1),
            (ElementType.Int32, int.MinValue, int.MaxValue), (ElementType.UInt32, 0, uint.MaxValue),
            (ElementType.Int64, long.MinValue, long.MaxValue), (ElementType.UInt64, 0, ulong.MaxValue),
        ];
        foreach ((ElementType type, BigInteger lowest, BigInteger highest) in ranges)
        {
            MemoryView view = One(type);
            view.SetValue(highest);
            Assert.That(view.CountedAs(highest), $"{type}");
            view.SetValue(lowest);
            Assert.That(view.CountedAs(lowest), $"{type}");
            Assert.That(() => view.SetValue(highest + 1), Throws.TypeOf<ValueException>().With.Message.Contains("does not fit"), $"{type}");
            Assert.That(() => view.SetValue(lowest - 1), Throws.TypeOf<ValueException>(), $"{type}");
            Assert.That(() => view.SetValue(BigInteger.Pow(10, 400)), Throws.TypeOf<ValueException>(), $"{type}");
            Assert.That(() => view.SetValue(1.0), Throws.TypeOf<ValueException>().With.Message.Contains("integers"), $"{type}");
            Assert.That(view.CountedAs(lowest), "nothing was written");
        }
    }

    [Test]
    public void Floats_refuse_what_would_become_infinite_and_keep_infinities_and_NaN()
    {
        foreach ((ElementType type, double largest, double tooLarge) in new[]
        {
            (ElementType.Half, 65504.0, 65520.0), (ElementType.Single, float.MaxValue, 3.5e38), (ElementType.Of<BFloat16>(), 3.3895313892515355e38, 3.4e38),
            (ElementType.Of<Float8E4M3FN>(), 448, 480), (ElementType.Of<Float8E5M2>(), 57344, 65536),
        })
        {
            MemoryView view = One(type);
            view.SetValue(largest);
            Assert.That(view.GetValue() is Half half ? (double)half : Convert.ToDouble(view.GetValue(), null), Is.EqualTo(largest), $"{type}");
            Assert.That(() => view.SetValue(tooLarge), Throws.TypeOf<ValueException>().With.Message.Contains("out of range"), $"{type}");
            Assert.That(() => view.SetValue(-tooLarge), Throws.TypeOf<ValueException>(), $"{type}");
            Assert.That(() => view.SetValue(new Complex(1, 1)), Throws.TypeOf<ValueException>(), $"{type}");
            view.SetValue(double.NaN);
            Assert.That(view.ValueEquals(view), Is.False, $"{type}");
        }

        One(ElementType.Of<Float8E5M2>()).SetValue(double.PositiveInfinity);
        Assert.That(() => One(ElementType.Of<Float8E4M3FN>()).SetValue(double.PositiveInfinity), Throws.TypeOf<ValueException>());
        Assert.That(() => One(ElementType.Double).SetValue(BigInteger.Pow(10, 400)), Throws.TypeOf<ValueException>());
    }

    [Test]
    public void Texts_lose_trailing_NULs_and_opaque_items_lose_nothing()
    {
        MemoryView text = One(ElementType.Create(ElementKind.Bytes, 4));
        text.SetValue("ab\0c");
        Assert.That(text.GetValue(), Is.EqualTo("ab\0c"u8.ToArray()));
        text.SetValue("é");
        Assert.That(text.GetValue(), Is.EqualTo(new byte[] { 0xE9 }));
        Assert.That(text.ToBytes(), Is.EqualTo(new byte[] { 0xE9, 0, 0, 0 }));
        Assert.That(() => text.SetValue("abcde"), Throws.TypeOf<ValueException>());
        Assert.That(() => text.SetValue("€"), Throws.TypeOf<ValueException>());
        MemoryView opaque = One(ElementType.Create(ElementKind.Void, 3));
        opaque.SetValue(new byte[] { 1, 0, 0 });
        Assert.That(opaque.GetValue(), Is.EqualTo(new byte[] { 1, 0, 0 }));
        Assert.That(() => opaque.SetValue(new byte[] { 1, 0 }), Throws.TypeOf<ValueException>());
        Assert.That(() => opaque.SetValue("abc"), Throws.TypeOf<ValueException>());
        Assert.That(One(ElementType.Create(ElementKind.Bytes, 0)).GetValue(), Is.EqualTo(Array.Empty<byte>()));
    }

    [Test]
    public void Records_and_their_sub_arrays()
    {
        ElementType inner = ElementType.Record([new("a", ElementType.Int16.WithByteOrder(ByteOrder.Big), 0)]);
        ElementType type = ElementType.Record([new("t", ElementType.Int64, 1), new("rgb", ElementType.UInt8, 9, [2, 2]), new("in", inner, 14)], 17);
        MemoryView view = One(type);
        byte[] memory = ((ArrayMemory)view.Source).Bytes;
        memory.AsSpan().Fill(0xEE);
        object[] colours = [new object[] { 1, 2 }, new object[] { 3, 4 }];
        view.SetValue(new RecordValue(new("t", -1), new("rgb", colours), new("in", new RecordValue([new("a", 258)]))));
        Assert.That(Convert.ToHexStringLower(memory), Is.EqualTo("ee" + "ffffffffffffffff" + "01020304" + "ee" + "0102" + "ee"));
        RecordValue value = (RecordValue)view.GetValue();
        Assert.That(value.Keys, Is.EqualTo(new[] { "t", "rgb", "in" }));
        Assert.That((value["t"], value[0]), Is.EqualTo((-1L, -1L)));
        Assert.That(value["rgb"], Is.EqualTo(new object[] { new object[] { (byte)1, (byte)2 }, new object[] { (byte)3, (byte)4 } }));
        Assert.That(((RecordValue)value["in"]!)["a"], Is.EqualTo((short)258));
        Assert.That(value, Is.EqualTo(view.GetValue()));
        view.SetValue(new object[] { 5, colours, new object[] { 6 } });
        Assert.That(view.Field("in").Field("a").GetValue(), Is.EqualTo((short)6));
        Assert.That(view.Field("rgb").ToList(), Is.EqualTo(value["rgb"]));

        byte[] before = [.. memory];
        Assert.That(() => view.SetValue(new object[] { 7, colours }), Throws.TypeOf<ValueException>());
        Assert.That(() => view.SetValue(new RecordValue([new("t", 7)])), Throws.TypeOf<ValueException>().With.Message.Contains("'rgb'"));
        Assert.That(() => view.SetValue(new object[] { 7, new object[] { 1, 2 }, new object[] { 6 } }), Throws.TypeOf<ValueException>());
        Assert.That(() => view.SetValue(new object[] { 7, colours, new object[] { 40000 } }), Throws.TypeOf<ValueException>());
        Assert.That(() => view.SetValue(new RecordValue([.. value, new("more", 1)])), Throws.TypeOf<ValueException>().With.Message.Contains("'more'"));
        Assert.That(() => view.SetValue(new byte[17]), Throws.TypeOf<ValueException>());
        Assert.That(memory, Is.EqualTo(before), "nothing was written, not even the fields before the one that does not fit");
    }

    [Test]
    public void ToList_and_iteration_and_GetValue_agree_for_every_layout()
    {
        LayoutClasses classes = new();
        Seeds.Each(300, seed =>
        {
            ModelledLayout sample = new ModelledLayout(seed).Step(3);
            classes.Note(sample.Layout);
            (MemoryView view, _, _) = TransferTests.Lay(sample, seed);
            if (view.Rank == 0)
            {
                Assert.That(view.ToList(), Is.EqualTo(view.GetValue()), sample.How);
                return;
            }

            Assert.That(Flat(view.ToList(), view.Rank), Is.EqualTo(LayoutModel.Indices(view.Shape).Select(index => view.GetValue(index))), sample.How);
            List<object> items = [];
            foreach (object item in view)
            {
                items.Add(item is MemoryView sub ? sub.ToList() : item);
            }

            Assert.That(items, Is.EqualTo((object[])view.ToList()), sample.How);
        });
        classes.AssertMet(LayoutClasses.Ranks(4), LayoutClasses.Lengths, LayoutClasses.Steps);
    }

    [Test]
    public void More_bytes_than_an_array_holds_are_refused_in_clear_words()
    {
        MemoryView view = PythonMemory.Bytes([1]).BroadcastTo(1L << 40);
        Assert.That(() => view.ToBytes(), Throws.TypeOf<ViewException>().With.Message.Contains("array"));
        Assert.That(() => view.ToList(), Throws.TypeOf<ViewException>());
        Assert.That(() => view.Hex(), Throws.TypeOf<ViewException>());
        Assert.That(() => view.CopyTo(new byte[3].AsSpan()), Throws.TypeOf<ArgumentException>());
        Assert.That(view.IndexOf(1), Is.Zero);
        Assert.That(view.GetValue(1L << 39), Is.EqualTo((byte)1));
    }

    private static IEnumerable<object> Flat(object value, int depth) => depth == 0 ? [value] : ((object[])value).SelectMany(item => Flat(item, depth - 1));

    private static string Stored(ElementType type, object value)
    {
        MemoryView view = One(type);
        view.SetValue(value);
        return view.Hex();
    }
}

file static class Counting
{
    public static bool CountedAs(this MemoryView scalar, BigInteger value) =>
        scalar.ElementType.Kind == ElementKind.Boolean ? scalar.GetValue().Equals(value == 1) : BigInteger.Parse($"{scalar.GetValue()}", null) == value;
}
