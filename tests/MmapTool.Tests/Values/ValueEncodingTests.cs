using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Tests.Patching;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

public sealed class ValueEncodingTests
{
    private static readonly ElementType Big = ElementType.Double.WithByteOrder(ByteOrder.Big);
    private static readonly ElementType Complex8 = ElementType.Create(ElementKind.Complex, 8);
    private static readonly ElementType Pixel = ElementType.Record(
        [new("t", ElementType.UInt64, 0), new("v", ElementType.Single, 8), new("rgb", ElementType.UInt8, 12, [3])]);

    // numpy.float32(text) and numpy.float64(text, big-endian); float16 from struct.pack('<e', float(text)).
    [TestCase("0.1", "662e", "cdcccc3d", "3fb999999999999a")]
    [TestCase("1e-8", "0000", "77cc2b32", "3e45798ee2308c3a")]
    [TestCase("65504", "ff7b", "00e07f47", "40effc0000000000")]
    [TestCase("65519.99", "ff7b", "fdef7f47", "40effdffae147ae1")]
    [TestCase("-0.0", "0080", "00000080", "8000000000000000")]
    [TestCase("1.00048828125", "003c", "0010803f", "3ff0020000000000")]
    [TestCase("1.000488281250001", "013c", "0010803f", "3ff0020000000005")]
    public void Floats_are_rounded_once_to_the_nearest(string text, string half, string single, string bigDouble)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Hex(ElementType.Half, text), Is.EqualTo(half));
            Assert.That(Hex(ElementType.Single, text), Is.EqualTo(single));
            Assert.That(Hex(Big, text), Is.EqualTo(bigDouble));
        });
    }

    // numpy: array([nan, inf], '<f4').tobytes(), array([1+2j, -3.5], '<c8').tobytes()
    [TestCase("\"NaN\"", "0000c07f")]
    [TestCase("\"Infinity\"", "0000807f")]
    [TestCase("\"-Infinity\"", "000080ff")]
    [TestCase("true", "0000803f")]
    public void Strings_and_booleans_stand_for_floats(string text, string expected) => Assert.That(Hex(ElementType.Single, text), Is.EqualTo(expected));

    [TestCase("[1, 2]", "0000803f00000040")]
    [TestCase("-3.5", "000060c000000000")]
    [TestCase("[\"NaN\", \"-Infinity\"]", "0000c07f000080ff")]
    public void Complex_numbers_are_pairs_or_real(string text, string expected) => Assert.That(Hex(Complex8, text), Is.EqualTo(expected));

    [TestCase("18446744073709551615", "ffffffffffffffff")]
    [TestCase("1.8446744073709551615e19", "ffffffffffffffff")]
    [TestCase("184467440737095516150e-1", "ffffffffffffffff")]
    [TestCase("2.0", "0200000000000000")]
    [TestCase("1e3", "e803000000000000")]
    [TestCase("0e999999999", "0000000000000000")]
    [TestCase("-0", "0000000000000000")]
    [TestCase("9007199254740993", "0100000000002000")]
    [TestCase("true", "0100000000000000")]
    public void Integers_are_exact(string text, string expected) => Assert.That(Hex(ElementType.UInt64, text), Is.EqualTo(expected));

    [TestCase("-9223372036854775808", "0000000000000080")]
    [TestCase("9223372036854775807", "ffffffffffffff7f")]
    public void Signed_integers_are_exact(string text, string expected) => Assert.That(Hex(ElementType.Int64, text), Is.EqualTo(expected));

    [TestCase("300", "300 does not fit |u1 (0 to 255)")]
    [TestCase("-1", "-1 does not fit |u1 (0 to 255)")]
    [TestCase("1e999999999999", "1e999999999999 does not fit |u1 (0 to 255)")]
    [TestCase("1.5", "1.5 is no whole number")]
    [TestCase("1e-400", "1e-400 is no whole number")]
    [TestCase("\"7\"", "text is an array of bytes")]
    [TestCase("{}", "takes a number")]
    [TestCase("null", "takes a number")]
    public void A_value_that_does_not_fit_an_integer_is_an_error(string text, string reason) =>
        Assert.That(() => PatchBench.Encode(ElementType.UInt8, text), Throws.TypeOf<ValueException>().With.Message.Contains(reason));

    [TestCase("1e39")]
    [TestCase("-1e400")]
    [TestCase("\"nan\"")]
    public void A_value_that_does_not_fit_a_float_is_an_error(string text) =>
        Assert.That(() => PatchBench.Encode(ElementType.Single, text), Throws.TypeOf<ValueException>());

    // numpy: array([300, -1, 256, -129]).astype('u1') and .astype('i1'); array([2.9, -2.9]).astype('i2')
    [TestCase("300", 44, 44)]
    [TestCase("-1", 255, -1)]
    [TestCase("256", 0, 0)]
    [TestCase("-129", 127, 127)]
    [TestCase("2.9", 2, 2)]
    [TestCase("-2.9", 254, -2)]
    [TestCase("1e40", 0, 0)]
    public void Wrap_is_modulo(string text, int unsigned, int signed)
    {
        Assert.Multiple(() =>
        {
            Assert.That(PatchBench.Encode(ElementType.UInt8, text, CastValues.Wrap)[0], Is.EqualTo(unsigned));
            Assert.That((sbyte)PatchBench.Encode(ElementType.Int8, text, CastValues.Wrap)[0], Is.EqualTo(signed));
        });
    }

    // Python: round(Fraction("2.5")) is 2, round(Fraction("3.5")) is 4, round(Fraction("-0.5")) is 0
    [TestCase("2.5", 2)]
    [TestCase("3.5", 4)]
    [TestCase("-0.5", 0)]
    [TestCase("-1.5", -2)]
    [TestCase("0.50000000000000000000000001", 1)]
    [TestCase("0.49999999999999999999999999", 0)]
    [TestCase("12.5e-1", 1)]
    [TestCase("1250e-3", 1)]
    [TestCase("5e-1", 0)]
    [TestCase("95e-2", 1)]
    [TestCase("5e-2", 0)]
    [TestCase("127.4999", 127)]
    [TestCase("127.5", null)]
    [TestCase("-128.5", -128)]
    [TestCase("-128.50001", null)]
    public void Round_takes_the_nearest_half_to_even(string text, int? expected)
    {
        if (expected is null)
        {
            Assert.That(() => PatchBench.Encode(ElementType.Int8, text, CastValues.Round), Throws.TypeOf<ValueException>().With.Message.EndsWith("--cast-values round,saturate or round,wrap brings it into the range"));
            return;
        }

        Assert.That((sbyte)PatchBench.Encode(ElementType.Int8, text, CastValues.Round)[0], Is.EqualTo(expected));
    }

    [TestCase("255.5", 255, 0)]
    [TestCase("254.5", 254, 254)]
    [TestCase("-0.6", 0, 255)]
    [TestCase("1000000000000000000000000000001.5", 255, 2)]
    public void Round_combines_with_saturate_and_wrap(string text, int saturated, int wrapped)
    {
        Assert.Multiple(() =>
        {
            Assert.That(PatchBench.Encode(ElementType.UInt8, text, CastValues.RoundSaturate)[0], Is.EqualTo(saturated));
            Assert.That(PatchBench.Encode(ElementType.UInt8, text, CastValues.RoundWrap)[0], Is.EqualTo(wrapped));
        });
    }

    // Constants, and the same numbers as elements, onto floats of p bits. 2^p + 1 is the first integer that these floats do not have.
    [Test]
    public void Integers_that_a_float_would_round_are_refused_whichever_way_they_come([Values("f2", "f4", "f8", "bf16", "float8_e4m3fn", "float8_e5m2", "c8", "c16")] string name, [Values] CastValues mode)
    {
        ElementType type = ElementTypeNotation.Parse(name);
        int bits = name switch { "f2" => 11, "f4" or "c8" => 24, "f8" or "c16" => 53, "bf16" => 8, "float8_e4m3fn" => 4, _ => 3 };
        foreach (long whole in (long[])[(1L << bits) + 1, -(1L << bits) - 1, 1L << bits])
        {
            byte[]? constant = Try(PatchBench.Json($"{whole}"), [], out string reason);
            byte[]? element = Try(PatchBench.Own(Layout.Contiguous(ElementType.Int64, [], 16)), BitConverter.GetBytes(whole), out string other);
            bool isRefused = mode == CastValues.Exact && whole != 1L << bits;
            Assert.That(constant is null, Is.EqualTo(isRefused), $"{whole} {reason}");
            Assert.That(element, Is.EqualTo(constant), $"{whole} {other}");
            Assert.That(other, Is.EqualTo(reason.Replace("<f4", name == "c8" ? "<c8" : "<f4", StringComparison.Ordinal).Replace("<f8", name == "c16" ? "<c16" : "<f8", StringComparison.Ordinal)));
            Assert.That(reason, isRefused ? Does.EndWith("; --cast-values round takes the nearest") : Is.Empty);

            // A number that is written as a decimal is a real number, and floats approximate it.
            Assert.That(Try(PatchBench.Json($"{whole}.0"), [], out _), Is.Not.Null);
            byte[]? sum = Run(EditOperator.Add, PatchBench.Json($"{whole}"), [], out _);
            Assert.That(sum is null, Is.EqualTo(isRefused), $"0 += {whole}");
            Assert.That(Run(EditOperator.Add, PatchBench.Own(Layout.Contiguous(ElementType.Int64, [], 16)), BitConverter.GetBytes(whole), out _), Is.EqualTo(sum), $"0 += {whole}");
        }

        byte[]? Try(EditValue value, byte[] more, out string reason) => Run(EditOperator.Set, value, more, out reason);

        byte[]? Run(EditOperator operation, EditValue value, byte[] more, out string reason)
        {
            reason = "";
            try
            {
                return PatchBench.Run([.. new byte[16], .. more], new() { CastValues = mode }, PatchBench.Edit(Layout.Contiguous(type, []), operation, value))[..type.ItemSize];
            }
            catch (ValueException error)
            {
                reason = error.Message;
                return null;
            }
        }
    }

    // 1 + 2^-8 + 2^-60 is above the middle of two numbers of bf16, and its nearest double is the middle.
    [Test]
    public void Decimals_are_rounded_once_onto_small_floats()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Hex(ElementType.Create(ElementKind.BrainFloat, 2), "1.00390625"), Is.EqualTo("803f"));
            Assert.That(Hex(ElementType.Create(ElementKind.BrainFloat, 2), "1.00390625000000000086736"), Is.EqualTo("813f"));
            Assert.That(Hex(ElementType.Create(ElementKind.BrainFloat, 2), "-1.01171874999999999999"), Is.EqualTo("81bf"));
        });
    }

    [Test]
    public void Advice_is_given_only_where_a_mode_helps()
    {
        Layout row = PatchBench.Row(ElementType.UInt8, 0, 1);
        Assert.Multiple(() =>
        {
            Assert.That(() => PatchBench.Encode(ElementType.UInt8, "255.5"), Throws.TypeOf<ValueException>().With.Message.EndsWith("; --cast-values truncate makes it whole"));
            Assert.That(() => PatchBench.Encode(ElementType.UInt8, "-0.7"), Throws.TypeOf<ValueException>().With.Message.EndsWith("; --cast-values truncate makes it whole"));
            Assert.That(() => PatchBench.Encode(ElementType.UInt8, "1.5"), Throws.TypeOf<ValueException>().With.Message.EndsWith("; --cast-values round or truncate makes it whole"));
            Assert.That(() => PatchBench.Encode(ElementType.UInt8, "256.5"), Throws.TypeOf<ValueException>().With.Message.EndsWith("; --cast-values saturate or wrap brings it into the range"));
            Assert.That(() => PatchBench.Run([0], null, PatchBench.Edit(row, EditOperator.Verify, PatchBench.Json("1"), PatchBench.Json("1.5"))), Throws.TypeOf<ValueException>().With.Message.EndsWith("holds only those"));
        });
    }

    [Test]
    public void Saturate_and_truncate()
    {
        Assert.Multiple(() =>
        {
            Assert.That((sbyte)PatchBench.Encode(ElementType.Int8, "-1e30", CastValues.Saturate)[0], Is.EqualTo(-128));
            Assert.That((sbyte)PatchBench.Encode(ElementType.Int8, "127.9", CastValues.Saturate)[0], Is.EqualTo(127));
            Assert.That((sbyte)PatchBench.Encode(ElementType.Int8, "-7.9", CastValues.Truncate)[0], Is.EqualTo(-7));
            Assert.That(() => PatchBench.Encode(ElementType.Int8, "128.5", CastValues.Truncate), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToSingle(PatchBench.Encode(ElementType.Single, "1e39", CastValues.Saturate)), Is.EqualTo(float.MaxValue));
            Assert.That(() => PatchBench.Encode(ElementType.Single, "1e39", CastValues.Truncate), Throws.TypeOf<ValueException>());
            Assert.That(BitConverter.ToSingle(PatchBench.Encode(ElementType.Single, "-1e39", CastValues.Wrap)), Is.EqualTo(float.NegativeInfinity));
            Assert.That(PatchBench.Encode(ElementType.Create(ElementKind.Float8E4M3FN, 1), "1000", CastValues.Saturate)[0], Is.EqualTo(0x7E), "448 is 0.1111.110");
        });
    }

    [Test]
    public void Texts_are_bytes_padded_with_NULs()
    {
        ElementType text = ElementType.Create(ElementKind.Bytes, 4);
        ElementType opaque = ElementType.Create(ElementKind.Void, 2);
        Assert.Multiple(() =>
        {
            Assert.That(Hex(text, "\"ab\""), Is.EqualTo("61620000"));
            Assert.That(Hex(text, "\"\\u00ff\\u0000\\u0001z\""), Is.EqualTo("ff00017a"));
            Assert.That(() => Hex(text, "\"abcde\""), Throws.TypeOf<ValueException>());
            Assert.That(() => Hex(text, "\"\\u0100\""), Throws.TypeOf<ValueException>().With.Message.Contains("U+0100"));
            Assert.That(Hex(opaque, "\"DEad\""), Is.EqualTo("dead"));
            Assert.That(() => Hex(opaque, "\"dea\""), Throws.TypeOf<ValueException>());
            Assert.That(() => Hex(opaque, "\"dexx\""), Throws.TypeOf<ValueException>());
        });
    }

    // numpy: dtype([('t','<u8'),('v','<f4'),('rgb','u1',(3,))]), r[0] = (5, 1.5, [1, 2, 3])
    [TestCase("{\"rgb\": [1, 2, 3], \"t\": 5, \"v\": 1.5}")]
    [TestCase("[5, 1.5, [1, 2, 3]]")]
    public void Records_are_objects_or_arrays_of_all_fields(string text) => Assert.That(Hex(Pixel, text), Is.EqualTo("05000000000000000000c03f010203"));

    [TestCase("{\"t\": 5, \"v\": 1.5}", "field 'rgb' is missing")]
    [TestCase("{\"t\": 5, \"w\": 1.5}", "there is no field 'w'")]
    [TestCase("{\"t\": 5, \"t\": 5}", "given twice")]
    [TestCase("{\"t\": -5, \"v\": 1, \"rgb\": [1,2,3]}", "field 't'")]
    [TestCase("{\"t\": 5, \"v\": 1, \"rgb\": [1,2]}", "an array of 3")]
    [TestCase("5", "an object or an array")]
    public void A_record_that_does_not_fit_names_the_field(string text, string reason) =>
        Assert.That(() => Hex(Pixel, text), Throws.TypeOf<ValueException>().With.Message.Contains(reason));

    [Test]
    public void Arrays_of_records_and_pairs_are_shapes()
    {
        byte[] two = PatchBench.Run(new byte[30], null, PatchBench.Set(PatchBench.Row(Pixel, 0, 2), "[[5, 1.5, [1, 2, 3]], {\"t\":5,\"v\":1.5,\"rgb\":[1,2,3]}]"));
        byte[] pairs = PatchBench.Run(new byte[16], null, PatchBench.Set(PatchBench.Row(Complex8, 0, 2), "[[1, 2], -3.5]"));
        Assert.Multiple(() =>
        {
            Assert.That(Convert.ToHexStringLower(two), Is.EqualTo("05000000000000000000c03f01020305000000000000000000c03f010203"));
            Assert.That(Convert.ToHexStringLower(pairs), Is.EqualTo("0000803f00000040000060c000000000"));
        });
    }

    // numpy: zeros((2, 3), 'u1')[:] = value
    [TestCase("7", "070707070707")]
    [TestCase("[1, 2, 3]", "010203010203")]
    [TestCase("[[1], [2]]", "010101020202")]
    [TestCase("[[[1, 2, 3]]]", "010203010203")]
    [TestCase("[[1, 2, 3], [4, 5, 6]]", "010203040506")]
    public void Values_are_broadcast(string text, string expected) =>
        Assert.That(Convert.ToHexStringLower(PatchBench.Run(new byte[6], null, PatchBench.Set(Grid, text))), Is.EqualTo(expected));

    [TestCase("[1, 2]", "(2,) can't be broadcast to the view's (2, 3)")]
    [TestCase("[]", "(0,)")]
    [TestCase("[[[1]], [[2]]]", "(2, 1, 1)")]
    [TestCase("[[1, 2, 3], [4, 5]]", "ragged at [1]")]
    [TestCase("[[1, 2, 3], 4]", "ragged at [1]")]
    [TestCase("[[1], [[2]]]", "ragged at [1][0]")]
    [TestCase("[1, 2, 300]", "at [2] of the value")]
    public void Values_of_a_wrong_shape_are_errors(string text, string reason) =>
        Assert.That(() => PatchBench.Run(new byte[6], null, PatchBench.Set(Grid, text)), Throws.TypeOf<ValueException>().With.Message.Contains(reason));

    [Test]
    public void Bytes_are_whole_elements()
    {
        Layout row = PatchBench.Row(ElementType.UInt16, 0, 3);
        Assert.Multiple(() =>
        {
            Assert.That(PatchBench.Run(new byte[6], null, PatchBench.Set(row, PatchBench.Hex(1, 2))), Is.EqualTo(new byte[] { 1, 2, 1, 2, 1, 2 }));
            Assert.That(PatchBench.Run(new byte[6], null, PatchBench.Set(row, PatchBench.Hex(1, 2, 3, 4, 5, 6))), Is.EqualTo(new byte[] { 1, 2, 3, 4, 5, 6 }));
            Assert.That(() => PatchBench.Run(new byte[6], null, PatchBench.Set(row, PatchBench.Hex(1, 2, 3))), Throws.TypeOf<ValueException>());
            Assert.That(() => PatchBench.Run(new byte[6], null, PatchBench.Set(row, PatchBench.Hex(1, 2, 3, 4))), Throws.TypeOf<ValueException>());
            Assert.That(() => PatchBench.Run(new byte[6], null, PatchBench.Set(row, PatchBench.Hex())), Throws.TypeOf<ValueException>());
        });
    }

    private static Layout Grid => Layout.Contiguous(ElementType.UInt8, [2, 3]);

    private static string Hex(ElementType type, string json) => Convert.ToHexStringLower(PatchBench.Encode(type, json));
}
