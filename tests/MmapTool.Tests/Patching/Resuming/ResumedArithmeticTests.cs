using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Patching;
using MmapTool.Transfer;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Patching;

/// <summary>Changes that a journal holds as text or as a program. A journal of this version is finished by its rules, and one of 0.1.0 by the rules of 0.1.0.</summary>
public sealed class ResumedArithmeticTests
{
    // Texts as 0.1.0 wrote them, and its results for 100, 101 and -3.
    [TestCase("patch --cast-values truncate <i2[0:3] *= 0.5", new short[] { 0, 0, 0 })]
    [TestCase("patch --cast-values truncate <i2[0:3] += 1.5", new short[] { 101, 102, -2 })]
    [TestCase("patch --cast-values wrap <i2[0:3] /= 2.9", new short[] { 50, 50, -1 })]
    [TestCase("patch --cast-values exact <i2[0:3] += 2.0", new short[] { 102, 103, -1 })]
    [TestCase("patch --cast-values saturate <i2[0:3] *= 1000", new short[] { 32767, 32767, -3000 })]
    [TestCase("patch --rules 2 --cast-values truncate <i2[0:3] *= 0.5", new short[] { 50, 50, -1 })]
    [TestCase("patch --rules 2 --cast-values round <i2[0:3] *= 0.5", new short[] { 50, 50, -2 })]
    [TestCase("patch --rules 2 --cast-values round,saturate <i2[0:3] *= 1000.5", new short[] { 32767, 32767, -3002 })]
    [TestCase("patch --rules 2 --cast-values round,wrap <i2[0:3] *= 1000.5", new short[] { -31022, -30022, -3002 })]
    public void A_text_is_finished_by_the_arithmetic_it_was_begun_with(string text, short[] expected) =>
        Assert.That(Finish(text, [100, 101, -3]), Is.EqualTo(expected));

    // 0.1.0 rounded an integer constant onto a float under exact, in records too. Under truncate it made infinities of numbers beyond the range.
    [TestCase("patch --cast-values exact <f4 = 16777217", 16777216f)]
    [TestCase("patch --cast-values exact <f4 += 16777217", 16777216f)]
    [TestCase("patch --cast-values truncate <f4 = 1e39", float.PositiveInfinity)]
    [TestCase("patch --cast-values exact {v:<f4} = {\"v\":16777217}", 16777216f)]
    public void Floats_of_0_1_0_are_finished_as_it_rounded_them(string text, float expected) =>
        Assert.That(MemoryMarshal.Cast<short, float>(Finish(text, [0, 0]))[0], Is.EqualTo(expected));

    [TestCase("patch --rules 2 --cast-values half <i2 *= 0.5")]
    [TestCase("patch --rules 3 --cast-values exact <i2 *= 0.5")]
    [TestCase("patch --rules 2 <i2 *= 0.5")]
    [TestCase("patch --cast-values Round <i2 *= 0.5")]
    public void A_text_of_other_rules_is_not_known(string text)
    {
        using MemorySource bytes = MemorySource.Of(new byte[6]);
        Assert.That(ChunkedEdit.TryRead(text, new ArrayTarget(new byte[6]), bytes), Is.Null);
    }

    [Test]
    public void An_edit_is_told_with_its_mode_and_goes_on_as_it_was_planned([Values] CastValues mode, [Values("<i2 *= 0.3", "<i2 *= [0.3, 2, 1e-3]", "<i2 += -1", "<i2 /= 7", "<f2 *= 0.1", "<i2 = 1", "<u2.bits[3:9] = 5", "<i2.bits[3:9] -= 2", "<u2.bits[3:9] = [1, 2, 3]", "<i2.bits[3:9] *= 0.3", ">u2.bits[0:3] |= 5", "ci1 -= (1+1j)", "u12p &= 255", "{v:ibm4,V2}.v *= 0.3", "{v:vaxf,V2}.v = 0.1", "<M8[s] += 3", "<M8[25s] -= [3, 5, 7]", ">m8[ms] *= [2, -3, 0]", "<M8[D] = \"2026-01-02\"", "<U2 = [\"a\", \"bc\", \"日\"]")] string edit)
    {
        // Numbers of two bytes, or of eight: 1, NaT and -5.
        short[] before = edit.Contains("8[", StringComparison.Ordinal) || edit.Contains('U') ? [1, 0, 0, 0, 0, 0, 0, short.MinValue, -5, -1, -1, -1] : [100, 110, -3];
        byte[] file = MemoryMarshal.AsBytes<short>(before).ToArray();
        using MemorySource bytes = MemorySource.Of(file);
        ArrayTarget target = new([.. file]);
        PatchSources sources = new(view => new MemoryView(bytes, view.Resolve(bytes.Length)));
        Edit parsed = Edit.Parse(edit);
        Plan plan;
        try
        {
            plan = PatchPlanner.PlanEdits(target, sources, [parsed], new() { CastValues = mode, StoredLimit = 0 });
        }
        catch (ValueException)
        {
            Assert.That(mode, Is.EqualTo(CastValues.Exact), "only that refuses any of these");
            return;
        }

        using (plan)
        {
            ChunkedEdit change = ChunkedEdit.TryMake(plan, parsed, mode, view => view.Resolve(bytes.Length), target, bytes)!;
            byte[] program = PlanProgram.Write(PlanProgram.Plan(plan.Steps));
            byte[] kept = Kept(plan);
            PlanPart part = PlanProgram.Read(program, new EncodedBytes(kept), kept.Length, file.Length).Single();
            byte[] byProgram = [.. file];
            part.Transform(target, 0, byProgram);
            PlanWriter.Execute(plan, target);
            Assert.That(change.Operation, Does.StartWith($"patch --rules 2 --cast-values {CastModes.Name(mode)} "));
            Assert.That(MemoryMarshal.AsBytes<short>(Finish(change.Operation, before)).ToArray(), Is.EqualTo(target.Bytes));
            Assert.That(byProgram, Is.EqualTo(target.Bytes));
        }
    }

    // A program as 0.1.0 wrote it: 0.5 as <f4 onto <i2, cut to 0 by truncate.
    [Test]
    public void A_program_of_0_1_0_is_finished_by_its_arithmetic()
    {
        const string Program = """
            [{"operation":"Multiply","castValues":"Truncate","descending":false,"kept":true,"target":{"dtype":"<i2","offset":0,"shape":[3],"strides":[2]},"operand":{"dtype":"<f4","offset":0,"shape":[3],"strides":[0]}}]
            """;
        byte[] kept = BitConverter.GetBytes(0.5f);
        PlanPart part = PlanProgram.Read(System.Text.Encoding.UTF8.GetBytes(Program), new EncodedBytes(kept), kept.Length, 6).Single();
        byte[] elements = MemoryMarshal.AsBytes<short>([100, 101, -3]).ToArray();
        part.Transform(new ArrayTarget(new byte[6]), 0, elements);
        Assert.That(elements, Is.All.EqualTo(0));
    }

    [TestCase("\"cast\":\"half\",\"integers\":false")]
    [TestCase("\"cast\":\"exact\"")]
    [TestCase("\"cast\":\"exact\",\"integers\":false,\"constants\":[\"x\"]")]
    [TestCase("\"cast\":\"exact\",\"integers\":false,\"constants\":[\"{}\"]")]
    [TestCase("\"cast\":\"exact\",\"integers\":false,\"constants\":[5]")]
    public void A_program_that_is_spoilt_is_refused(string casting)
    {
        string program = "[{\"operation\":\"Multiply\"," + casting + ",\"descending\":false,\"kept\":true,"
            + "\"target\":{\"dtype\":\"<i2\",\"offset\":0,\"shape\":[3],\"strides\":[2]},\"operand\":{\"dtype\":\"<u4\",\"offset\":0,\"shape\":[3],\"strides\":[0]}}]";
        Assert.That(() => PlanProgram.Read(System.Text.Encoding.UTF8.GetBytes(program), new EncodedBytes(new byte[4]), 4, 6), Throws.TypeOf<ContainerException>());
    }

    [Test]
    public void A_constant_that_a_program_does_not_have_is_refused()
    {
        const string Program = """
            [{"operation":"Multiply","cast":"round","integers":false,"constants":["0.5"],"descending":false,"kept":true,"target":{"dtype":"<i2","offset":0,"shape":[3],"strides":[2]},"operand":{"dtype":"<u4","offset":0,"shape":[3],"strides":[0]}}]
            """;
        PlanPart part = PlanProgram.Read(System.Text.Encoding.UTF8.GetBytes(Program), new EncodedBytes([1, 0, 0, 0]), 4, 6).Single();
        Assert.That(() => part.Transform(new ArrayTarget(new byte[6]), 0, new byte[6]), Throws.TypeOf<ContainerException>());
    }

    [Test]
    public void A_conversion_is_told_with_its_mode([Values] CastValues mode)
    {
        ConversionText text = new(ViewExpression.Parse("<f8[0:10]"), ElementType.Int64, mode, false, null);
        Assert.That(ConversionText.TryParse(text.ToString()), Is.EqualTo(text));
        Assert.That(text.FinishingMode, Is.EqualTo(mode));
        Assert.That((text with { To = ElementType.Double }).FinishingMode, Is.EqualTo(mode == CastValues.Truncate ? CastValues.Wrap : mode));
    }

    // The right sides as the journal keeps them, packed one after another.
    private static byte[] Kept(Plan plan)
    {
        List<byte> kept = [];
        foreach (PlanProgram.Line line in PlanProgram.Plan(plan.Steps))
        {
            byte[] elements = new byte[line.KeptLength];
            LayoutTransfer.Gather(line.Source!.Value.Reader!, line.Source.Value.Layout, 0, line.Source.Value.Layout.Count, elements);
            kept.AddRange(elements);
        }

        return [.. kept];
    }

    private static short[] Finish(string text, short[] before)
    {
        byte[] elements = MemoryMarshal.AsBytes<short>(before).ToArray();
        using MemorySource bytes = MemorySource.Of(elements.ToArray());
        ChunkedEdit change = ChunkedEdit.TryRead(text, new ArrayTarget(elements.ToArray()), bytes)!;
        change.Transform(0, elements);
        return MemoryMarshal.Cast<byte, short>(elements).ToArray();
    }
}
