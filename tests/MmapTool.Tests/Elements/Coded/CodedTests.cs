using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Tests.Elements;

/// <summary>Coded numbers through the library: a written number reads back, and a number that the type can't hold is refused.</summary>
public class CodedTests
{
    [TestCase("ibm4", -118.625)]
    [TestCase("<ibm4", 0.1640625)]
    [TestCase("ibm8", 0.1)]
    [TestCase("vaxf", -3.5)]
    [TestCase("vaxd", 1e38)]
    [TestCase("vaxg", 1e-300)]
    public void A_real_is_read_as_it_was_written(string text, double value)
    {
        ElementType type = ElementTypeNotation.Parse(text);
        MemoryView view = new(MemorySource.Of(new byte[3 * type.ItemSize]), Layout.Contiguous(type, [3]));
        view.SetValue(value, 1);
        Assert.That(view.ToList(), Is.EqualTo(new object[] { 0.0, value, 0.0 }));
        view.Fill(value);
        Assert.That(view.ToList(), Is.EqualTo(new object[] { value, value, value }));
        Assert.That(view.CountOf(value), Is.EqualTo(3));
        Assert.That(view.ValueEquals(view.Decoded()));
        Assert.That(ElementTypeNotation.Parse(type.ToString()), Is.EqualTo(type));
        foreach (object wrong in (object[])[double.NaN, double.PositiveInfinity, "1", new Complex(1, 1)])
        {
            Assert.That(() => view.SetValue(wrong, 0), Throws.TypeOf<ValueException>(), $"{wrong}");
        }
    }

    [TestCase("ci1")]
    [TestCase(">ci2")]
    [TestCase("ci4")]
    public void A_complex_integer_is_read_as_it_was_written(string text)
    {
        ElementType type = ElementTypeNotation.Parse(text);
        MemoryView view = new(MemorySource.Of(new byte[2 * type.ItemSize]), Layout.Contiguous(type, [2]));
        view.SetValue(new Complex(-7, 5), 0);
        view.SetValue(3, 1);
        Assert.That(view.ToList(), Is.EqualTo(new object[] { new Complex(-7, 5), new Complex(3, 0) }));
        Assert.That(view.IndexOf(new Complex(-7, 5)), Is.Zero);
        foreach (object wrong in (object[])[1.5, double.NaN, new Complex(0, 1e12), long.MaxValue, "1"])
        {
            Assert.That(() => view.SetValue(wrong, 0), Throws.TypeOf<ValueException>(), $"{wrong}");
        }

        Assert.That(view.GetValue(0), Is.EqualTo(new Complex(-7, 5)));
        Assert.That(ElementTypeNotation.Parse(type.ToString()), Is.EqualTo(type));
    }

    [TestCase("<vaxf", "a byte order of its own")]
    [TestCase(">vaxg", "a byte order of its own")]
    [TestCase("vaxdle", "has no byte order, so write vaxd")]
    [TestCase("ci8", "is no element type")]
    [TestCase("ibm2", "is no element type")]
    [TestCase("vaxh", "is no element type")]
    public void Text_that_is_no_type_is_refused(string text, string reason) =>
        Assert.That(() => ElementTypeNotation.Parse(text), Throws.TypeOf<NotationException>().With.Message.Contains(reason));
}
