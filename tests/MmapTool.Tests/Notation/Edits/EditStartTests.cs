using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Tests.Notation;

/// <summary>How an edit begins: with an element type under any prefix, or, where the view is empty, with the operator.</summary>
[TestFixture]
internal sealed class EditStartTests
{
    private static readonly string[] Prefixes = ["", "<", ">", "=", "|", "@", "!"];

    private static readonly string[] Codes =
    [
        "?", "b", "B", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "e", "f", "d", "c", "b1", "i1", "i2", "i3", "i4", "i8", "u1", "u2", "u3", "u4", "u8", "f2", "f4",
        "f8", "c8", "c16", "S4", "V3", "bf16", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64",
        "U4", "M8[s]", "m8[ns]", "complex64", "complex128", "bfloat16", "float8_e4m3fn", "float8_e5m2",
    ];

    private static readonly string[] WrongNames =
    [
        "u16", "i32", "f32", "u128", "s16", "int", "uint", "float", "complex", "half", "single", "double", "byte", "char", "short", "ulong", "f1", "f12", "s", "S", "V", "x",
        "p", "g", "O", "U", "M", "M8s", "b2", "i5", "c4", "Float32", "Int16", "zz", "true1", "xyz", "n4", "_", "Q8",
    ];

    private static readonly string[] Rests = ["", "[0]", "[1:3]", "(2)", "(2,2)[0,1]", ".T", " [0]"];

    private static readonly string[] Operations = ["= 5", "=5", "+= 5", "-=5", "*= 2", "/= 2", "%= 2", "&= 2", "|= 2", "^= 2", "<<= 2", ">>=2", ": 1 -> 2", "= [1, 2]", "= @::h", "= true", "= x\"00\""];

    [Test]
    public void ATypeUnderAnyPrefixStartsAnEditAsItStartsAView()
    {
        int met = 0;
        foreach (string prefix in Prefixes)
        {
            foreach (string code in Codes)
            {
                foreach (string rest in Rests)
                {
                    if (Parsed(prefix + code + rest) is { } view)
                    {
                        met++;
                        foreach (string operation in Operations)
                        {
                            string text = $"{prefix}{code}{rest} {operation}";
                            Assert.That(Edit.Parse(text).Target, Is.EqualTo(view), text);
                        }
                    }
                }
            }
        }

        Assert.That(met, Is.GreaterThan(Codes.Length * Rests.Length * 5));
    }

    [Test]
    public void AMistypedTypeUnderAnyPrefixGetsTheErrorThatAViewGets()
    {
        foreach (string prefix in Prefixes)
        {
            foreach (string name in WrongNames.Concat(Codes))
            {
                foreach (string rest in Rests)
                {
                    if (Parsed(prefix + name + rest) is not null)
                    {
                        continue;
                    }

                    NotationException ofView = Refusal(() => ViewExpression.Parse(prefix + name + rest));
                    foreach (string operation in Operations)
                    {
                        NotationException ofEdit = Refusal(() => Edit.Parse($"{prefix}{name}{rest} {operation}"));
                        Assert.That((ofEdit.Reason, ofEdit.Position), Is.EqualTo((ofView.Reason, ofView.Position)), ofEdit.Text);
                    }
                }
            }
        }
    }

    [TestCase("<u16[0] = 1", 1, "u16 is u2")]
    [TestCase("@u16[0] = 1", 1, "u16 is u2")]
    [TestCase("=n[0] = 1", 1, "it is native only, so write n or @n")]
    [TestCase("|i2[0] = 1", 0, "'|' means that there is no byte order")]
    [TestCase("<{a:i2}[0] = 1", 0, "a record has no byte order of its own")]
    [TestCase("@{a:i2}[0] = 1", 0, "a record has no byte order of its own")]
    [TestCase("<[0] = 1", 1, "expected an element type")]
    [TestCase("@[0] = 1", 1, "expected an element type")]
    [TestCase("@", 1, "expected an element type")]
    [TestCase("< u2[0] = 1", 2, "expected an element type")]
    public void TheErrorStandsAtTheType(string text, int position, string reason) =>
        Assert.That(Refusal(() => Edit.Parse(text)), Has.Property("Position").EqualTo(position).And.Property("Reason").Contains(reason));

    [Test]
    public void WhereTheViewIsEmptyTheOperatorAndItsValueAreRead()
    {
        string[] values = ["5", "-5", "0x1F", "4Ki", "1.5e3", "true", "false", "\"NaN\"", "[1, 2]", "{\"a\": 1}", "x\"de ad\"", "@::h", "@f.bin::h[1]", "@\"a b\"::h", "@-"];
        (string Symbol, EditOperator Operator)[] operators =
        [
            ("=", EditOperator.Set), ("+=", EditOperator.Add), ("-=", EditOperator.Subtract), ("*=", EditOperator.Multiply), ("/=", EditOperator.Divide), ("%=", EditOperator.Remainder),
            ("&=", EditOperator.And), ("|=", EditOperator.Or), ("^=", EditOperator.Xor), ("<<=", EditOperator.ShiftLeft), (">>=", EditOperator.ShiftRight),
        ];
        foreach (string value in values)
        {
            foreach ((string symbol, EditOperator operation) in operators)
            {
                foreach (string space in new[] { "", " " })
                {
                    string text = symbol + space + value;
                    Edit edit = Edit.Parse(text);
                    Assert.That((edit.Target, edit.Operator), Is.EqualTo((ViewExpression.Parse(""), operation)), text);
                    Assert.That(edit.Value, Is.EqualTo(Edit.Parse($"h = {value}").Value), text);
                }
            }

            Assert.That(Edit.Parse($": {value} -> 1").Operator, Is.EqualTo(EditOperator.Verify));
        }
    }

    [TestCase("=True5", "expected a value")]
    [TestCase("=null", "null is no value")]
    [TestCase("=nonsense", "expected a value")]
    public void AWordAfterTheEqualsSignThatEndsTheEditIsAValue(string text, string reason) =>
        Assert.That(Refusal(() => Edit.Parse(text)).Reason, Does.Contain(reason));

    private static ViewExpression? Parsed(string text)
    {
        try
        {
            return ViewExpression.Parse(text);
        }
        catch (NotationException)
        {
            return null;
        }
    }

    private static NotationException Refusal(Action parse) => Assert.Throws<NotationException>(() => parse())!;
}
