using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Testing;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Elements;

/// <summary>Bits of integers through the library, against shifts and masks of 128-bit integers. A write keeps every other bit.</summary>
public class BitsTests
{
    private const int Count = 12;

    private static IEnumerable<ElementType> IntegerArithmetic =>
        from kind in (ElementKind[])[ElementKind.SignedInteger, ElementKind.UnsignedInteger]
        from size in (int[])[1, 2, 3, 4, 8]
        from order in (ByteOrder[])[ByteOrder.Little, ByteOrder.Big]
        where size > 1 || order == ByteOrder.Little
        select ElementType.Create(kind, size, order);

    [TestCaseSource(nameof(IntegerArithmetic))]
    public void Every_field_of_every_integer_is_read_and_written_through_every_member(ElementType type)
    {
        int width = 8 * type.ItemSize;
        Random random = new(Seeds.Next("bits"));
        for (int low = 0; low < width; low++)
        {
            for (int high = low + 1; high <= width; high += 1 + (width / 16))
            {
                byte[] before = new byte[(Count * type.ItemSize) + 1];
                random.NextBytes(before);
                UInt128 mask = (UInt128.One << (high - low)) - 1;
                Layout layout = Layout.Contiguous(type, [3, 4], 1).Transpose().Bits(low, high);
                int[] places = [.. Enumerable.Range(0, Count).Select(index => (index % 3 * 4) + (index / 3))];
                UInt128[] values = [.. places.Select(place => (Load(before, type, place) >> low) & mask)];

                // Reading.
                MemoryView read = new(MemorySource.Of(before, readOnly: true), layout);
                Assert.That(Flat(read.ToList()), Is.EqualTo(values), $"{layout}");
                Assert.That(read.ToBytes(), Is.EqualTo(values.SelectMany(value => Stored(value, layout.ElementType))), $"{layout}");
                Assert.That(read.Hex(), Is.EqualTo(Convert.ToHexStringLower(read.ToBytes())), $"{layout}");
                Assert.That(read.ValueEquals(read.Decoded()), $"{layout}");

                // Writing.
                UInt128 wanted = (UInt128)random.NextInt64() & mask;
                Check(view => view.SetValue((ulong)wanted, 1, 2), (index, old) => index == 5 ? wanted : old);
                Check(view => view.Fill((ulong)wanted), (_, _) => wanted);
                Check(view => view.Clear(), (_, _) => 0);
                Check(view => view.CopyFrom(view[ViewIndex.Slice(null, null, -1)]), (index, _) => values[((3 - (index / 3)) * 3) + (index % 3)]);
                Check(view => view[1].Assign(view[0, 2]), (index, old) => index / 3 == 1 ? values[2] : old);

                void Check(Action<MemoryView> write, Func<int, UInt128, UInt128> expected)
                {
                    byte[] bytes = [.. before];
                    write(new MemoryView(MemorySource.Of(bytes), layout));
                    byte[] wholes = [.. before];
                    for (int index = 0; index < Count; index++)
                    {
                        Store(wholes, type, places[index], (Load(before, type, places[index]) & ~(mask << low)) | (expected(index, values[index]) << low));
                    }

                    Assert.That(bytes, Is.EqualTo(wholes), $"{layout}");
                }
            }
        }
    }

    [Test]
    public void Bits_that_are_not_there_are_refused()
    {
        Layout integers = Layout.Contiguous(ElementType.UInt32, [2]);
        (long Low, long High)[] wrong = [(-1, 3), (3, 3), (4, 3), (0, 33), (32, 33), (0, long.MaxValue), (long.MinValue, 1), (long.MaxValue, long.MaxValue)];
        foreach ((long low, long high) in wrong)
        {
            Assert.That(() => integers.Bits(low, high), Throws.TypeOf<ViewException>().With.Message.StartsWith($"there are no bits [{low}:{high}] in the 32 of <u4"));
        }

        Assert.That(() => Layout.Contiguous(ElementType.Single, [2]).Bits(0, 1), Throws.TypeOf<ViewException>().With.Message.Contains(".view(u4)"));
        Assert.That(() => integers.Bits(0, 4).Bits(0, 2), Throws.TypeOf<ViewException>().With.Message.Contains("are bits already"));
        Assert.That(() => integers.Bits(0, 4).Cast(ElementType.UInt8), Throws.TypeOf<ViewException>().With.Message.Contains("in front of .bits"));
        Assert.That(() => integers.Bits(0, 4).View(ElementType.Single), Throws.TypeOf<ViewException>().With.Message.Contains("in front of .bits"));
    }

    [Test]
    public void A_value_that_has_more_bits_is_refused_and_nothing_is_written()
    {
        byte[] bytes = [0xFF, 0, 0xFF];
        MemoryView view = new MemoryView(MemorySource.Of(bytes), Layout.Contiguous(ElementType.UInt8, [3])).Bits(2, 5);
        foreach (object wrong in (object[])[8, -1, 1.5, "a", ulong.MaxValue])
        {
            Assert.That(() => view.SetValue(wrong, 1), Throws.TypeOf<ValueException>());
            Assert.That(() => view.Fill(wrong), Throws.TypeOf<ValueException>());
        }

        Assert.That(bytes, Is.EqualTo(new byte[] { 0xFF, 0, 0xFF }));
    }

    private static IEnumerable<UInt128> Flat(object value) => value is object[] list ? list.SelectMany(Flat) : [UInt128.Parse($"{value}", null)];

    private static UInt128 Load(byte[] bytes, ElementType type, int place)
    {
        UInt128 value = 0;
        for (int index = 0; index < type.ItemSize; index++)
        {
            value |= (UInt128)bytes[1 + (place * type.ItemSize) + (type.ByteOrder == ByteOrder.Big ? type.ItemSize - 1 - index : index)] << (8 * index);
        }

        return value;
    }

    private static void Store(byte[] bytes, ElementType type, int place, UInt128 value)
    {
        for (int index = 0; index < type.ItemSize; index++)
        {
            bytes[1 + (place * type.ItemSize) + (type.ByteOrder == ByteOrder.Big ? type.ItemSize - 1 - index : index)] = (byte)(value >> (8 * index));
        }
    }

    private static byte[] Stored(UInt128 value, ElementType bits)
    {
        byte[] bytes = new byte[1 + bits.ValueType.ItemSize];
        Store(bytes, bits.ValueType, 0, value);
        return bytes[1..];
    }
}
