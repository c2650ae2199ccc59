using System.Numerics;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Views;
using static MmapTool.Tests.Views.PythonMemory;

namespace MmapTool.Tests.Views;

/// <summary>Equality of values across element types: exact, never by rounding. Python compares int and float exactly too.</summary>
public sealed class ComparisonTests
{
    // 2**53+1 == 2.0**53 -> False; 2**53 == 2.0**53 -> True; 2**63 == 2.0**63 -> True; 2**64-1 == 2.0**64 -> False; -1 == 2**64-1 -> False
    [Test]
    public void Integers_and_doubles_are_compared_exactly()
    {
        double two53 = Math.Pow(2, 53);
        double two63 = Math.Pow(2, 63);
        Assert.That(Array((1L << 53) + 1).ValueEquals(Array(two53)), Is.False);
        Assert.That(Array(1L << 53).ValueEquals(Array(two53)));
        Assert.That(Array(1ul << 63).ValueEquals(Array(two63)));
        Assert.That(Array(long.MaxValue).ValueEquals(Array(two63)), Is.False);
        Assert.That(Array(long.MinValue).ValueEquals(Array(-two63)));
        Assert.That(Array(ulong.MaxValue).ValueEquals(Array(2 * two63)), Is.False);
        Assert.That(Array(-1L).ValueEquals(Array(ulong.MaxValue)), Is.False);
        Assert.That(Array(ulong.MaxValue).ValueEquals(Array(-1L)), Is.False);
        Assert.That(Array(5ul).ValueEquals(Array(5L)));
        Assert.That(Array(0L).ValueEquals(Array(-0.0)));
        Assert.That(Array(0L).ValueEquals(Array(double.NaN)), Is.False);
        Assert.That(Array(0ul).ValueEquals(Array(0.5)), Is.False);
    }

    [Test]
    public void Every_numeric_type_holds_an_equal_one_and_two_in_either_byte_order()
    {
        ElementType[] types =
        [
            ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16, ElementType.Of<Int24>(), ElementType.Of<UInt24>(), ElementType.Int32,
            ElementType.UInt32, ElementType.Int64, ElementType.UInt64, ElementType.Half, ElementType.Single, ElementType.Double, ElementType.Of<BFloat16>(),
            ElementType.Of<Float8E4M3FN>(), ElementType.Of<Float8E5M2>(), ElementType.Of<ComplexSingle>(), ElementType.Complex,
        ];
        MemoryView[] views = [.. types.SelectMany(type => new[] { type, type.WithByteOrder(ByteOrder.Big) }).Select(type =>
        {
            MemoryView view = new(new ArrayMemory(2 * type.ItemSize), Layout.Contiguous(type, [2]));
            view.SetValue(1, 0);
            view.SetValue(2, 1);
            return view;
        })];
        foreach (MemoryView left in views)
        {
            foreach (MemoryView right in views)
            {
                Assert.That(left.ValueEquals(right), $"{left} and {right}");
                Assert.That(left.ValueEquals(right.Slice(null, null, -1)), Is.False, $"{left} and {right} reversed");
            }

            Assert.That((left.IndexOf((object)2), left.IndexOf((object)2.0), left.IndexOf(new Complex(2, 0)), left.IndexOf(new Complex(2, 1))), Is.EqualTo((1L, 1L, 1L, -1L)));
        }
    }

    [Test]
    public void Booleans_equal_what_they_are_in_Python()
    {
        MemoryView flags = ByteArray([0, 1, 7]).Cast(ElementType.Boolean);
        Assert.That(flags.ValueEquals(Array(0, 1, 1)));
        Assert.That(flags.CountOf(true), Is.EqualTo(2));
        Assert.That(flags.CountOf(1), Is.EqualTo(2));
        Assert.That(flags.CountOf(7), Is.Zero);
    }

    [Test]
    public void Complex_numbers_without_imaginary_part_equal_reals()
    {
        MemoryView complex = Array(new Complex(3, 0), new Complex(4, 1));
        Assert.That(complex[0..1].ValueEquals(Array(3)) && Array(3f).ValueEquals(complex[0..1]));
        Assert.That(complex[1..2].ValueEquals(Array(4)) || Array(4ul).ValueEquals(complex[1..2]), Is.False);
    }

    [Test]
    public void Large_views_are_compared_to_the_last_element()
    {
        int[] items = [.. Enumerable.Range(0, 100_000)];
        MemoryView<int> ints = Array(items);
        MemoryView<double> reals = Array([.. items.Select(item => (double)item)]);
        Assert.That(ints.ValueEquals(reals));
        Assert.That(ints.Slice(null, null, -3).ValueEquals(reals.Slice(null, null, -3)));
        Assert.That(ints.IndexOf((object)99_999.0), Is.EqualTo(99_999));
        reals[99_999] = 0.5;
        Assert.That(ints.ValueEquals(reals), Is.False);
        Assert.That(ints.ValueEquals(Array(items)));
        Assert.That(ints.ValueEquals(ints.ToReadOnly().Reshape(100, 1000)), Is.False);
        Assert.That(reals.CountOf((object)0.5), Is.EqualTo(1));
        Assert.That(reals.CountOf(double.NaN), Is.Zero);
    }

    [Test]
    public void Many_matches_are_counted_in_one_walk()
    {
        ArrayMemory memory = new(1_000_000);
        MemoryView view = new(memory);
        Assert.That(view.CountOf(0), Is.EqualTo(1_000_000));
        Assert.That(memory.WindowsTaken, Is.LessThan(1000));
    }

    [Test]
    public void Texts_are_equal_without_trailing_NULs_and_opaque_items_byte_for_byte()
    {
        MemoryView four = Bytes("ab\0\0cd\0\0"u8).Cast(ElementType.Create(ElementKind.Bytes, 4));
        MemoryView two = Bytes("abcd"u8).Cast(ElementType.Create(ElementKind.Bytes, 2));
        Assert.That(four.ValueEquals(two) && two.ValueEquals(four));
        Assert.That(four.ValueEquals(two.Slice(null, null, -1)), Is.False);
        Assert.That(two.Cast(ElementType.Create(ElementKind.Void, 2)).ValueEquals(two), Is.False);
        Assert.That(four.Cast(ElementType.Create(ElementKind.Void, 4)).ValueEquals(four.Cast(ElementType.Create(ElementKind.Void, 4))));
        Assert.That((four.IndexOf("cd"), four.IndexOf("cd\0"u8.ToArray()), four.IndexOf("c"), four.IndexOf("€")), Is.EqualTo((1L, 1L, -1L, -1L)));
    }

    [Test]
    public void Records_are_equal_by_their_fields_wherever_these_lie()
    {
        ElementType packed = ElementType.Record([new("a", ElementType.Int16, 0), new("b", ElementType.Single, 2)]);
        ElementType spread = ElementType.Record([new("b", ElementType.Double, 1), new("a", ElementType.UInt8, 0)], 12);
        MemoryView left = new(new ArrayMemory(12), Layout.Contiguous(packed, [2]));
        MemoryView right = new(new ArrayMemory(24), Layout.Contiguous(spread, [2]));
        ((ArrayMemory)right.Source).Bytes.AsSpan().Fill(0xAA);
        RecordValue value = new(new("a", 7), new("b", 0.5));
        left.Fill(value);
        right.Fill(value);
        Assert.That(left.ValueEquals(right) && right.ValueEquals(left));
        Assert.That((left.IndexOf(value), right.CountOf(value)), Is.EqualTo((0L, 2L)));
        right.Field("a").SetValue(8, 1);
        Assert.That(left.ValueEquals(right), Is.False);
        Assert.That(right.CountOf(value), Is.EqualTo(1));
        Assert.That(left.ValueEquals(left.Field("a")), Is.False);
    }
}
