using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Tests.Patching;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

internal sealed class ElementArithmeticTests
{
    private static readonly EditOperator[] Operators = [.. Enum.GetValues<EditOperator>().Where(operation => operation > EditOperator.Verify)];

    [TestCaseSource(nameof(Operators))]
    public void Every_pair_of_small_integers_gives_the_exact_result_or_an_error(EditOperator operation)
    {
        foreach (bool signed in new[] { true, false })
        {
            ElementType type = signed ? ElementType.Int8 : ElementType.UInt8;
            int low = signed ? -128 : 0;
            int wrong = 0;
            for (int left = low; left < low + 256; left++)
            {
                // All pairs that fit, and a sample of those that do not, because exceptions are slow.
                for (int right = low; right < low + 256; right++)
                {
                    int? expected = Expected(operation, left, right);
                    bool fits = expected is { } value && value >= low && value < low + 256;
                    if (fits || (left % 16 == 0 && right % 5 == 0))
                    {
                        wrong += Apply(operation, type, left, right) == (fits ? (byte)expected!.Value : null) ? 0 : 1;
                    }
                }
            }

            Assert.That(wrong, Is.Zero, type.ToString());
        }
    }

    // CPython: 7 % -3 is -2, -7 % 3 is 2, 5.5 % -2.0 is -0.5, 6.0 % -3.0 is -0.0, -1.0 % inf is inf.
    [TestCase(7.0, -3.0, -2.0)]
    [TestCase(-7.0, 3.0, 2.0)]
    [TestCase(-7.0, -3.0, -1.0)]
    [TestCase(5.5, -2.0, -0.5)]
    [TestCase(6.0, -3.0, -0.0)]
    [TestCase(-0.0, 3.0, 0.0)]
    [TestCase(1.0, double.PositiveInfinity, 1.0)]
    [TestCase(-1.0, double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(1.0, 0.0, double.NaN)]
    public void The_remainder_of_floats_has_the_divisors_sign(double left, double right, double expected)
    {
        double result = Compute(EditOperator.Remainder, ElementType.Double, left, right);
        Assert.That(BitConverter.DoubleToInt64Bits(result) << (double.IsNaN(expected) ? 1 : 0), Is.EqualTo(BitConverter.DoubleToInt64Bits(expected) << (double.IsNaN(expected) ? 1 : 0)));
    }

    [Test]
    public void Floats_are_computed_in_their_own_type()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Compute(EditOperator.Add, ElementType.Single, 16777216f, 1f), Is.EqualTo(16777216f), "numpy.float32(16777216) + numpy.float32(1)");
            Assert.That(Compute(EditOperator.Add, ElementType.Half, (Half)1.5, (Half)2.25), Is.EqualTo((Half)3.75));
            Assert.That(Compute(EditOperator.Divide, ElementType.Double, 1.0, 0.0), Is.EqualTo(double.PositiveInfinity));
            Assert.That(Compute(EditOperator.Subtract, ElementType.Double, double.PositiveInfinity, 1.0), Is.EqualTo(double.PositiveInfinity));
            Assert.That(() => Compute(EditOperator.Multiply, ElementType.Double, 1e300, 1e300), Throws.TypeOf<ElementException>());
            Assert.That(() => Compute(EditOperator.Add, ElementType.Single, float.MaxValue, float.MaxValue), Throws.TypeOf<ElementException>());
            Assert.That(Compute(EditOperator.Multiply, ElementType.Double, 1e300, -1e300, CastValues.Saturate), Is.EqualTo(double.MinValue));
            Assert.That(Compute(EditOperator.Multiply, ElementType.Double, 1e300, -1e300, CastValues.Wrap), Is.EqualTo(double.NegativeInfinity));
        });
    }

    // Python: (1+2j)*(3-4j) is (11+2j); (2+4j)/2 is (1+2j)
    [Test]
    public void Complex_numbers()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Compute(EditOperator.Multiply, ElementType.Complex, new Complex(1, 2), new Complex(3, -4)), Is.EqualTo(new Complex(11, 2)));
            Assert.That(Compute(EditOperator.Divide, ElementType.Complex, new Complex(2, 4), new Complex(2, 0)), Is.EqualTo(new Complex(1, 2)));
            Assert.That(() => Compute(EditOperator.Add, ElementType.Complex, new Complex(double.MaxValue, 0), new Complex(double.MaxValue, 0)), Throws.TypeOf<ElementException>());
        });
    }

    [Test]
    public void The_message_has_the_element_and_the_sum()
    {
        byte[] file = [1, 2, 250, 4];
        Edit edit = PatchBench.Edit(PatchBench.Row(ElementType.UInt8, 0, 4), EditOperator.Add, PatchBench.Json("10"));
        Assert.That(() => PatchBench.Run(file, null, edit), Throws.TypeOf<ValueException>().With.Message.EqualTo("edit: element [2]: 250 + 10 = 260 does not fit |u1 (0 to 255); --cast-values saturate or wrap brings it into the range"));
        Assert.That(
            () => PatchBench.Run(file, new() { StoredLimit = 0 }, PatchBench.Edit(PatchBench.Row(ElementType.UInt8, 0, 4).Index(ViewIndex.Slice(null, null, -1)), EditOperator.Add, PatchBench.Json("10"))),
            Throws.TypeOf<ValueException>().With.Message.Contains("element [1]: 250 + 10"), "the index is the view's, whatever the order of the work");
    }

    [TestCase(EditOperator.Divide, "0", "division by zero")]
    [TestCase(EditOperator.Remainder, "0", "division by zero")]
    [TestCase(EditOperator.Divide, "2", "leaves a remainder of 1")]
    [TestCase(EditOperator.ShiftLeft, "-1", "a shift can't be negative")]
    [TestCase(EditOperator.ShiftLeft, "9223372036854775807", "does not fit <i8")]
    [TestCase(EditOperator.Multiply, "1.5", "7 * 1.5 = 10.5 is no whole number, and <i8 holds only those; --cast-values round or truncate makes it whole")]
    [TestCase(EditOperator.And, "1.5", "1.5 is no whole number, and &= works on those only")]
    public void Results_that_are_not_are_errors(EditOperator operation, string value, string reason) =>
        Assert.That(
            () => PatchBench.Run(BitConverter.GetBytes(7L), null, PatchBench.Edit(PatchBench.Row(ElementType.Int64, 0, 1), operation, PatchBench.Json(value))),
            Throws.TypeOf<ValueException>().With.Message.Contains(reason));

    [TestCase(ElementKind.Boolean, 1, EditOperator.Add)]
    [TestCase(ElementKind.Float, 4, EditOperator.And)]
    [TestCase(ElementKind.Complex, 8, EditOperator.Remainder)]
    [TestCase(ElementKind.Bytes, 4, EditOperator.Add)]
    [TestCase(ElementKind.Void, 4, EditOperator.ShiftLeft)]
    public void Operators_that_a_type_does_not_have_are_errors(ElementKind kind, int size, EditOperator operation) =>
        Assert.That(
            () => PatchBench.Run(new byte[8], null, PatchBench.Edit(Layout.Contiguous(ElementType.Create(kind, size), []), operation, PatchBench.Hex(new byte[size]))),
            Throws.TypeOf<ValueException>().With.Message.Contains("does not work on"));

    [Test]
    public void Opaque_bytes_are_combined_bit_by_bit()
    {
        ElementType opaque = ElementType.Create(ElementKind.Void, 2);
        byte[] after = PatchBench.Run([1, 2, 3, 4], null, PatchBench.Edit(PatchBench.Row(opaque, 0, 2), EditOperator.Xor, PatchBench.Hex(0xFF, 0x01)));
        Assert.That(after, Is.EqualTo(new byte[] { 0xFE, 3, 0xFC, 5 }));
    }

    private static int? Expected(EditOperator operation, int left, int right)
    {
        switch (operation)
        {
            case EditOperator.Add:
                return left + right;
            case EditOperator.Subtract:
                return left - right;
            case EditOperator.Multiply:
                return left * right;
            case EditOperator.Divide:
                return right != 0 && left % right == 0 ? left / right : null;
            case EditOperator.Remainder:
                return right != 0 ? left - (right * (int)Math.Floor((double)left / right)) : null;
            case EditOperator.And:
                return left & right;
            case EditOperator.Or:
                return left | right;
            case EditOperator.Xor:
                return left ^ right;
            case EditOperator.ShiftLeft:
                return right < 0 ? null : left == 0 ? 0 : right > 20 ? 1000 : left << right;
            default:
                return right < 0 ? null : left >> Math.Min(right, 31);
        }
    }

    private static byte? Apply(EditOperator operation, ElementType type, int left, int right)
    {
        byte[] result = [unchecked((byte)left)];
        try
        {
            ElementArithmetic.Apply(operation, type, result, [unchecked((byte)right)], CastValues.Exact);
            return result[0];
        }
        catch (ElementException)
        {
            return null;
        }
    }

    private static T Compute<T>(EditOperator operation, ElementType type, T left, T right, CastValues mode = CastValues.Exact)
        where T : unmanaged
    {
        T[] a = [left];
        T[] b = [right];
        ElementArithmetic.Apply(operation, type, MemoryMarshal.AsBytes(a.AsSpan()), MemoryMarshal.AsBytes(b.AsSpan()), mode);
        return a[0];
    }
}
