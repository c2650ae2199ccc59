using System.Text.Json;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Testing;

namespace MmapTool.Tests.Notation;

internal class EditTests
{
    [TestCase("h.cast(B)[5] = 4", "<i2.cast(|u1)[5]", EditOperator.Set, "4")]
    [TestCase("h=5", "<i2", EditOperator.Set, "5")]
    [TestCase("= 5", "", EditOperator.Set, "5")]
    [TestCase("=true", "", EditOperator.Set, "true")]
    [TestCase("=h = 1", "<i2", EditOperator.Set, "1")]
    [TestCase("<<= 5", "", EditOperator.ShiftLeft, "5")]
    [TestCase("|=1", "", EditOperator.Or, "1")]
    [TestCase("u1[::2] = [1,2]", "|u1[::2]", EditOperator.Set, "[1,2]")]
    [TestCase("f4[0] += 1.50", "<f4[0]", EditOperator.Add, "1.50")]
    [TestCase("f4[0]-=1e-5", "<f4[0]", EditOperator.Subtract, "1e-5")]
    [TestCase("h *= -3", "<i2", EditOperator.Multiply, "-3")]
    [TestCase("h /= 3", "<i2", EditOperator.Divide, "3")]
    [TestCase("h %= 3", "<i2", EditOperator.Remainder, "3")]
    [TestCase("h &= 0xFF", "<i2", EditOperator.And, "255")]
    [TestCase("h |= 0b11", "<i2", EditOperator.Or, "3")]
    [TestCase("h ^= 1_000", "<i2", EditOperator.Xor, "1000")]
    [TestCase("h<<=1", "<i2", EditOperator.ShiftLeft, "1")]
    [TestCase("h >>= 1", "<i2", EditOperator.ShiftRight, "1")]
    [TestCase("[\"a=b: c\"] = -4Ki", "[\"a=b: c\"]", EditOperator.Set, "-4096")]
    [TestCase(".tag = \"x # y\"", ".tag", EditOperator.Set, "\"x # y\"")]
    [TestCase("{a:u1,b:S2}[0] = {\"a\": 1, \"b\": \"\\u0041\"}", "{a:|u1,b:|S2}[0]", EditOperator.Set, "{\"a\":1,\"b\":\"A\"}")]
    [TestCase("f8 = [ [1.0, \"NaN\"], [true, -0] ]", "<f8", EditOperator.Set, "[[1.0,\"NaN\"],[true,-0]]")]
    [TestCase("u8[0] = 18446744073709551615", "<u8[0]", EditOperator.Set, "18446744073709551615")]
    [TestCase("f8[0] = 0.1000000000000000055511151231257827", "<f8[0]", EditOperator.Set, "0.1000000000000000055511151231257827")]
    [TestCase("u1[:4] = x\"de ad\tbeEF\"", "|u1[:4]", EditOperator.Set, "x\"deadbeef\"")]
    [TestCase("u1[:0] = x\"\"", "|u1[:0]", EditOperator.Set, "x\"\"")]
    [TestCase("?[0] = True", "|b1[0]", EditOperator.Set, "true")]
    [TestCase("f8[:4] = [nan, -inf, inf, 0x10]", "<f8[:4]", EditOperator.Set, "[nan,-inf,inf,16]")]
    [TestCase("f8[0] = -Infinity", "<f8[0]", EditOperator.Set, "-inf")]
    [TestCase("S4[0] = 'it\\'s \"x\"'", "|S4[0]", EditOperator.Set, "\"it's \\\"x\\\"\"")]
    [TestCase("{a:i1,b:f4}[0] = (1, 2.0)", "{a:|i1,b:<f4}[0]", EditOperator.Set, "[1,2.0]")]
    [TestCase("{a:i1}[:2] = [(-1,), (2,)]", "{a:|i1}[:2]", EditOperator.Set, "[[-1],[2]]")]
    [TestCase("i2[0] = (5)", "<i2[0]", EditOperator.Set, "5")]
    [TestCase("u1[:2] = x'00 ff'", "|u1[:2]", EditOperator.Set, "x\"00ff\"")]
    [TestCase("['a']['b c'] = 1", "[\"a\"][\"b c\"]", EditOperator.Set, "1")]
    [TestCase("u1 = @-", "|u1", EditOperator.Set, "@-")]
    [TestCase("u1[1:] = @::u1[:-1]", "|u1[1:]", EditOperator.Set, "@::|u1[:-1]")]
    [TestCase("u1 = @::", "|u1", EditOperator.Set, "@::")]
    [TestCase("u1 = @\"my file.bin\"::u1[::2]", "|u1", EditOperator.Set, "@\"my file.bin\"::|u1[::2]")]
    [TestCase("u1 = @part.img", "|u1", EditOperator.Set, "@\"part.img\"")]
    [TestCase("u1[5:+] = @'my part'", "|u1[5:+]", EditOperator.Set, "@\"my part\"")]
    [TestCase("u1 = @\"a::b\" :: h", "|u1", EditOperator.Set, "@\"a::b\"::<i2")]
    public void An_edit_has_a_target_an_operator_and_a_value(string text, string target, EditOperator operation, string value)
    {
        Edit edit = Edit.Parse(text);
        Assert.That((edit.Target.ToString(), edit.Operator, edit.Value.ToString(), edit.Old), Is.EqualTo((target, operation, value, (EditValue?)null)));
        AssertReadsBack(edit);
    }

    [TestCase("h[0] : -2 -> 4", "<i2[0]", "-2", "4")]
    [TestCase("h[0]:-2->-4", "<i2[0]", "-2", "-4")]
    [TestCase("h[0] : 0x1e->5", "<i2[0]", "30", "5")]
    [TestCase("h[1:3]:[1,2]->[3,4]", "<i2[1:3]", "[1,2]", "[3,4]")]
    [TestCase("u1[:2] : x\"00 01\" -> x\"ffff\"", "|u1[:2]", "x\"0001\"", "x\"ffff\"")]
    [TestCase("S2[0] : \"a->b\"->\"c\"", "|S2[0]", "\"a->b\"", "\"c\"")]
    [TestCase("u1 : @old.bin::u1 -> @-", "|u1", "@\"old.bin\"::|u1", "@-")]
    [TestCase("u1 : @- -> @new.bin::u1", "|u1", "@-", "@\"new.bin\"::|u1")]
    [TestCase(": true -> false", "", "true", "false")]
    public void A_verified_edit_has_an_old_and_a_new_value(string text, string target, string old, string value)
    {
        Edit edit = Edit.Parse(text);
        Assert.That((edit.Target.ToString(), edit.Operator, edit.Old!.ToString(), edit.Value.ToString()), Is.EqualTo((target, EditOperator.Verify, old, value)));
        AssertReadsBack(edit);
    }

    [TestCase("h", 1, "expected a step of the view, '=', an operator such as '+=', or ': OLD -> NEW', found the end")]
    [TestCase("h 5", 2, "'='")]
    [TestCase("h + 5", 2, "'='")]
    [TestCase("h -> 5", 2, "'='")]
    [TestCase("h =", 3, "expected a value")]
    [TestCase("h == 5", 3, "expected a value")]
    [TestCase("h = 5 6", 6, "expected the end of the edit")]
    [TestCase("h = 5 # five", 6, "expected the end of the edit")]
    [TestCase("h = .5", 4, "expected a value")]
    [TestCase("h = +5", 4, "expected a value")]
    [TestCase("h = 1.5k", 4, "as JSON writes it")]
    [TestCase("h = -", 4, "as JSON writes it")]
    [TestCase("h = 12abc", 6, "suffix")]
    [TestCase("h = null", 4, "null")]
    [TestCase("h = [1,null]", 7, "null")]
    [TestCase("h = [True,None]", 10, "null")]
    [TestCase("h = nano", 4, "expected a value")]
    [TestCase("h = 'a", 4, "no closing \"'\"")]
    [TestCase("h = b'é'", 6, "ASCII")]
    [TestCase("h = b'\\xg0'", 6, "hexadecimal")]
    [TestCase("h = (1, 2", 9, "',' or ')'")]
    [TestCase("h = [0x1Q]", 8, "suffix")]
    [TestCase("h = {'a' 1}", 9, "':' and the field's value")]
    [TestCase("h = {a: 1}", 5, "property name")]
    [TestCase("h = five", 4, "expected a value")]
    [TestCase("h = [1,2", 8, "JSON")]
    [TestCase("h = [1,]", 7, "JSON")]
    [TestCase("h = [1 2]", 7, "JSON")]
    [TestCase("h = [\"ä\", nul]", 13, "JSON")]
    [TestCase("h = [\n1,\n ?]", 10, "JSON")]
    [TestCase("h = {\"a\":1,\"a\":2}", 4, "JSON")]
    [TestCase("h = [\"ok\",\"\\ud800\"]", 10, "surrogate")]
    [TestCase("h = \"abc", 8, "JSON")]
    [TestCase("h = x\"0\"", 7, "two hexadecimal digits")]
    [TestCase("h = x\"0 0\"", 7, "two hexadecimal digits")]
    [TestCase("h = x\"00 ?? 11\"", 9, "no wildcards")]
    [TestCase("h = x\"00", 4, "no closing")]
    [TestCase("h = @", 5, "@FILE::VIEW")]
    [TestCase("h = @my file.bin::u1", 7, "@\"my file.bin\"::")]
    [TestCase("h = @\"\"::u1", 5, "empty")]
    [TestCase("h = @\"f\" u1", 9, "the end of the edit")]
    [TestCase("h = @f::u16", 8, "u16 is u2")]
    [TestCase("h : 5", 5, "'->' and the new value")]
    [TestCase("h : 5 -> ", 9, "expected a value")]
    [TestCase("", 0, "'='")]
    public void Text_that_is_no_edit_is_refused_at_its_place(string text, int position, string reason)
    {
        NotationException error = Assert.Throws<NotationException>(() => Edit.Parse(text))!;
        Assert.That(error.Reason, Does.Contain(reason));
        Assert.That(error.Position, Is.EqualTo(position));
    }

    [Test]
    public void An_edit_keeps_its_text_and_line()
    {
        Edit edit = Edit.Parse("  h[0] = 1  ", 12);
        Assert.That((edit.Text, edit.Line), Is.EqualTo(("h[0] = 1", 12L)));
        Assert.That(() => Edit.Parse("h ~ 1", 12), Throws.TypeOf<NotationException>().With.Message.StartsWith("line 12: expected").And.Property("Line").EqualTo(12));
    }

    [Test]
    public void Values_nest_as_deep_as_views_and_records_do_and_hostile_ones_are_refused()
    {
        static string Nested(int depth) => "h = " + new string('[', depth) + "1" + new string(']', depth);
        AssertReadsBack(Edit.Parse(Nested(130)));
        Assert.That(() => Edit.Parse(Nested(1_000_000)), Throws.TypeOf<NotationException>());
    }

    [Test]
    public void Values_are_equal_by_what_they_are()
    {
        Assert.That(Edit.Parse("h = [1, 2]").Value, Is.EqualTo(Edit.Parse("h = [1,2]").Value).And.Not.EqualTo(Edit.Parse("h = [1,3]").Value));
        Assert.That(Edit.Parse("h = x\"00 01\"").Value, Is.EqualTo(Edit.Parse("h = x\"0001\"").Value));
        Assert.That(((JsonEditValue)Edit.Parse("h = 1.50").Value).Json.GetRawText(), Is.EqualTo("1.50"));
    }

    [Test]
    public void An_edit_reads_back_from_its_own_text() => Seeds.Each(2000, static seed =>
    {
        Random random = new(seed);
        bool verify = random.Next(3) == 0;
        EditOperator operation = verify ? EditOperator.Verify : Enum.GetValues<EditOperator>().Where(one => one != EditOperator.Verify).ElementAt(random.Next(11));
        AssertReadsBack(new("", 0, RandomViews.Make(random), operation, Value(random), verify ? Value(random) : null));
    });

    private static EditValue Value(Random random) => random.Next(5) switch
    {
        0 => new HexEditValue([.. Enumerable.Range(0, random.Next(6)).Select(_ => (byte)random.Next(256))]),
        1 => new ViewEditValue(random.Next(2) == 0 ? null : "f" + RandomViews.Name(random), RandomViews.Make(random)),
        2 => new InputEditValue(),
        _ => new JsonEditValue(JsonElement.Parse(Json(random, 0))),
    };

    private static string Json(Random random, int depth) => random.Next(depth < 4 ? 7 : 4) switch
    {
        0 => random.Next(2) == 0 ? "true" : "false",
        1 => JsonSerializer.Serialize(RandomViews.Name(random)),
        2 => RandomViews.Integer(random).ToString(System.Globalization.CultureInfo.InvariantCulture),
        3 => new[] { "0", "-0.0", "1e400", "-1.25E-7", "123456789012345678901234567890" }[random.Next(5)],
        4 => "{ \"a\" :" + Json(random, depth + 1) + ",\"\\u0062\":" + Json(random, depth + 1) + "}",
        _ => "[ " + string.Join(" , ", Enumerable.Range(0, random.Next(4)).Select(_ => Json(random, depth + 1))) + "]",
    };

    private static void AssertReadsBack(Edit edit)
    {
        Assert.That(edit.ToString(), Does.Not.Contain("\n"));
        Assert.That(Same(edit, Edit.Parse(edit.ToString())), edit.ToString());
    }

    private static bool Same(Edit left, Edit right) =>
        left.Target.Equals(right.Target) && left.Operator == right.Operator && left.Value.Equals(right.Value) && Equals(left.Old, right.Old);
}
