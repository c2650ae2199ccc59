using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Tests.Patching;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>Views as values, of another type than the target.</summary>
public sealed class ElementConversionTests
{
    [Test]
    public void Every_integer_of_64_bits_goes_over_exactly_or_not_at_all()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Convert(ElementType.UInt64, ulong.MaxValue, ElementType.UInt64.WithByteOrder(ByteOrder.Big)), Is.EqualTo(Enumerable.Repeat((byte)255, 8)));
            Assert.That(() => Convert(ElementType.UInt64, ulong.MaxValue, ElementType.Int64), Throws.TypeOf<ValueException>().With.Message.Contains("18446744073709551615 does not fit <i8"));
            Assert.That(() => Convert(ElementType.Int64, -1L, ElementType.UInt64), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToDouble(Convert(ElementType.Int64, 1L << 53, ElementType.Double)), Is.EqualTo(9007199254740992.0));
            Assert.That(() => Convert(ElementType.Int64, (1L << 53) + 1, ElementType.Double), Throws.TypeOf<ValueException>().With.Message.Contains("9007199254740993 can't be held exactly"));
            Assert.That(() => Convert(ElementType.Int64, long.MaxValue, ElementType.Double), Throws.TypeOf<ValueException>());
            Assert.That(() => Convert(ElementType.Int32, 16777217, ElementType.Single), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToSingle(Convert(ElementType.Int32, 16777217, ElementType.Single, CastValues.Wrap)), Is.EqualTo(16777216f));
        });
    }

    [Test]
    public void Floats_become_integers_only_if_they_are()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Convert(ElementType.Double, 255.0, ElementType.UInt8), Is.EqualTo(new byte[] { 255 }));
            Assert.That(() => Convert(ElementType.Double, 255.5, ElementType.UInt8), Throws.TypeOf<ValueException>());
            Assert.That(() => Convert(ElementType.Double, 9223372036854775808.0, ElementType.Int64), Throws.TypeOf<ValueException>());
            Assert.That(() => Convert(ElementType.Double, double.NaN, ElementType.UInt8, CastValues.Saturate), Throws.TypeOf<ValueException>());
            Assert.That(Convert(ElementType.Double, double.PositiveInfinity, ElementType.UInt8, CastValues.Saturate), Is.EqualTo(new byte[] { 255 }));
            Assert.That(Convert(ElementType.Double, -1e300, ElementType.UInt8, CastValues.Wrap), Is.EqualTo(new byte[] { 0 }), "a multiple of 256");
            Assert.That(Convert(ElementType.Double, -2.9, ElementType.UInt8, CastValues.Wrap), Is.EqualTo(new byte[] { 254 }));
        });
    }

    [Test]
    public void Narrower_floats_are_rounded_and_overflow_is_an_error()
    {
        Assert.Multiple(() =>
        {
            Assert.That(BitConverter.ToSingle(Convert(ElementType.Double, 0.1, ElementType.Single)), Is.EqualTo(0.1f));
            Assert.That(() => Convert(ElementType.Double, 1e39, ElementType.Single), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToSingle(Convert(ElementType.Double, double.NegativeInfinity, ElementType.Single)), Is.EqualTo(float.NegativeInfinity));
            Assert.That(() => Convert(ElementType.Double, double.PositiveInfinity, ElementType.Create(ElementKind.Float8E4M3FN, 1)), Throws.TypeOf<ValueException>());
            Assert.That(() => Convert(ElementType.Complex, new System.Numerics.Complex(1, 2), ElementType.Double), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToDouble(Convert(ElementType.Complex, new System.Numerics.Complex(1.5, 0), ElementType.Double)), Is.EqualTo(1.5));
            Assert.That(() => Convert(ElementType.Int32, 2, ElementType.Boolean), Throws.TypeOf<ValueException>());
            Assert.That(Convert(ElementType.Int32, 1, ElementType.Boolean), Is.EqualTo(new byte[] { 1 }));
        });
    }

    [Test]
    public void Opaque_elements_go_over_only_as_the_bytes_they_are()
    {
        ElementType text = ElementType.Create(ElementKind.Bytes, 8);
        Assert.Multiple(() =>
        {
            Assert.That(Convert(text, 1L, ElementType.Create(ElementKind.Void, 8)), Is.EqualTo(BitConverter.GetBytes(1L)));
            Assert.That(() => Convert(text, 1L, ElementType.Create(ElementKind.Void, 4)), Throws.TypeOf<ValueException>());
            Assert.That(() => Convert(text, 1L, ElementType.Int64), Throws.TypeOf<ValueException>());
        });
    }

    private static byte[] Convert<T>(ElementType from, T value, ElementType to, CastValues mode = CastValues.Exact)
        where T : unmanaged
    {
        T[] values = [value];
        byte[] file = [.. new byte[16], .. MemoryMarshal.AsBytes<T>(values)];
        byte[] after = PatchBench.Run(file, new() { CastValues = mode }, PatchBench.Set(Layout.Contiguous(to, []), PatchBench.Own(Layout.Contiguous(from, [], 16))));
        Assert.That(after[to.ItemSize..], Is.EqualTo(file[to.ItemSize..]), "nothing else is touched");
        return after[..to.ItemSize];
    }
}
