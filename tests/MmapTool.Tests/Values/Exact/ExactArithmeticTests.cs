using System.Globalization;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Tests.Patching;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>Augmented assignments whose exact results are close to the middle of two numbers. All pairs and modes are in ArithmeticTests of the interop tests.</summary>
public sealed class ExactArithmeticTests
{
    // 1 + 2^-8 is the middle of two numbers of bf16, and 1 is the even one. A number just above it is nearer to 0x3f81. A double or an f4 would lose that small part.
    [TestCase("0.00390625", "803f")]
    [TestCase("0.00390625000000000086736173798840354720596224069595336914063", "813f")]
    [TestCase("0.0039062500000000000000000000000001", "813f")]
    [TestCase("0.00390624999999999999999999999999999", "803f")]
    [TestCase("0.003906250000909494701772928237915", "813f")]
    public void A_sum_is_rounded_once_however_many_there_are(string addend, string expected)
    {
        foreach (int count in (int[])[1, 15, 16, 40, 1500])
        {
            byte[] ones = [.. Enumerable.Repeat(new byte[] { 0x80, 0x3f }, count).SelectMany(static one => one)];
            Edit edit = PatchBench.Edit(PatchBench.Row(ElementType.Create(ElementKind.BrainFloat, 2), 0, count), EditOperator.Add, PatchBench.Json(addend));
            string found = Convert.ToHexStringLower(PatchBench.Run(ones, null, edit));
            Assert.That(found, Is.EqualTo(string.Concat(Enumerable.Repeat(expected, count))), $"{count} of them");
        }
    }

    // A float type of p bits does not have 2^p + 1. Under exact an integer is refused, and a real is rounded as in IEEE 754.
    [TestCase("f2", 11)]
    [TestCase("f4", 24)]
    [TestCase("f8", 53)]
    [TestCase("bf16", 8)]
    [TestCase("c8", 24)]
    [TestCase("c16", 53)]
    public void An_integer_result_that_would_be_rounded_is_refused_under_exact(string name, int bits)
    {
        ElementType type = ElementTypeNotation.Parse(name);
        foreach (int count in (int[])[1, 40])
        {
            Layout row = PatchBench.Row(type, 0, count);
            byte[] file = PatchBench.Run(new byte[row.ByteLength + 8], null, PatchBench.Set(row, $"{1L << bits}"), PatchBench.Set(PatchBench.Row(ElementType.Int8, row.ByteLength, 1), "1"));
            EditValue view = PatchBench.Own(Layout.Contiguous(ElementType.Int8, [1], row.ByteLength));
            foreach (EditValue one in (EditValue[])[PatchBench.Json("1"), PatchBench.Json("true"), view])
            {
                Edit edit = PatchBench.Edit(row, EditOperator.Add, one);
                Assert.That(() => PatchBench.Run(file, null, edit), Throws.TypeOf<ValueException>().With.Message.EndsWith("; --cast-values round takes the nearest"));
                Assert.That(PatchBench.Run(file, new() { CastValues = CastValues.Round }, edit), Is.EqualTo(file));
            }

            Assert.That(PatchBench.Run(file, null, PatchBench.Edit(row, EditOperator.Add, PatchBench.Json("1.0"))), Is.EqualTo(file), "a real");
            Assert.That(() => PatchBench.Run(file, null, PatchBench.Edit(row, EditOperator.Add, PatchBench.Json("2"))), Throws.Nothing, "a number of the type");
        }
    }

    [Test]
    public void Numbers_with_a_million_digits_are_as_good_as_any()
    {
        string long0 = "0." + new string('3', 1_000_000);
        string long1 = new('9', 1_000_000);
        Layout row = PatchBench.Row(ElementType.Int16, 0, 2);
        Assert.Multiple(() =>
        {
            Assert.That(PatchBench.Run([3, 0, 6, 0], new() { CastValues = CastValues.Truncate }, PatchBench.Edit(row, EditOperator.Multiply, PatchBench.Json(long0))), Is.EqualTo(new byte[] { 0, 0, 1, 0 }), "0.9… and 1.9…");
            Assert.That(() => PatchBench.Run([3, 0, 6, 0], null, PatchBench.Edit(row, EditOperator.Multiply, PatchBench.Json("1e-999999999"))), Throws.TypeOf<ValueException>());
            Assert.That(PatchBench.Run([3, 0, 0, 0], new() { CastValues = CastValues.Saturate }, PatchBench.Edit(row, EditOperator.Multiply, PatchBench.Json(long1))), Is.EqualTo(new byte[] { 0xff, 0x7f, 0, 0 }));
            Assert.That(PatchBench.Run([3, 0, 0, 0], new() { CastValues = CastValues.Saturate }, PatchBench.Edit(row, EditOperator.Multiply, PatchBench.Json("1e999999999"))), Is.EqualTo(new byte[] { 0xff, 0x7f, 0, 0 }));
        });
    }

    // (1 + i/3)(3 + ...) in doubles: random parts of 53 bits, against integers of any size.
    [Test]
    public void Products_and_quotients_of_complex_numbers_are_rounded_once()
    {
        Random random = new(20261127);
        FloatFormat format = FloatFormat.Of(ElementType.Double);
        for (int round = 0; round < 20_000; round++)
        {
            Complex left = new(random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            Complex right = round % 3 == 0 ? new(left.Imaginary, left.Real) : new(random.NextDouble() - 0.5, round % 5 == 0 ? 0 : random.NextDouble() - 0.5);
            foreach (EditOperator operation in (EditOperator[])[EditOperator.Multiply, EditOperator.Divide])
            {
                Complex found = ExactComplex.Compute(operation, ElementType.Complex, left, right);
                (ExactReal real, ExactReal imaginary) = ExactArithmetic.Compute(operation, (ExactReal.Of(left.Real), ExactReal.Of(left.Imaginary)), (ExactReal.Of(right.Real), ExactReal.Of(right.Imaginary)));
                Assert.That((found.Real, found.Imaginary), Is.EqualTo((format.Nearest(real), format.Nearest(imaginary))), string.Create(CultureInfo.InvariantCulture, $"{left} {operation} {right}"));
            }
        }
    }
}
