using System.Runtime.InteropServices;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Tests.Values;

/// <summary>Values onto array fields of records and onto integers: as NumPy's assignment does, or refused.</summary>
public sealed class ListValueTests
{
    [TestCase("{a:u1(2),b:u1}(2)@0 = ([5,6,7],3)")]
    [TestCase("{tag:u1(2,2)}(2)@0 = {\"tag\":\"bot\"}")]
    public void Other_shapes_are_refused(string edit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[64]);
        Assert.That(() => PatchOperation.Apply(path, [Edit.Parse(edit)]), Throws.InstanceOf<ValueException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[64]));
    }

    [TestCase("{a:u1(2),b:u1}(2)@0 = (5,3)", new byte[] { 5, 5, 3, 5, 5, 3 })]
    [TestCase("{a:u1(2),b:u1}(2)@0 = ([5,6],3)", new byte[] { 5, 6, 3, 5, 6, 3 })]
    [TestCase("{a:u1(2),b:u1}(2)@0[0] = {\"a\":5,\"b\":3}", new byte[] { 5, 5, 3, 0 })]
    [TestCase("{tag:u1(2,2)}(2)@0[1] = {\"tag\":\"bo\"}", new byte[] { 0, 0, 0, 0, (byte)'b', (byte)'o', (byte)'b', (byte)'o' })]
    public void One_value_fills_an_array_field(string edit, byte[] expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[64]);
        PatchOperation.Apply(path, [Edit.Parse(edit)]);
        Assert.That(File.ReadAllBytes(path)[..expected.Length], Is.EqualTo(expected));
    }

    [Test]
    public void Infinities_and_NaN_onto_integers_follow_one_rule_as_constants_and_from_a_view([Values] CastValues mode, [Values("inf", "-inf", "nan")] string text, [Values("<i4", "u1", "i8", "b1")] string type)
    {
        using TemporaryFolder folder = new();
        double number = text == "nan" ? double.NaN : text == "inf" ? double.PositiveInfinity : double.NegativeInfinity;
        string source = folder.Write("source", MemoryMarshal.AsBytes<double>([number]));
        Assert.That(Result($"{type}(1)@0 = {text}"), Is.EqualTo(Result($"{type}(1)@0 = @\"{source}\"::f8")));

        string Result(string edit)
        {
            string path = folder.Write("file", new byte[16]);
            try
            {
                PatchOperation.Apply(path, [Edit.Parse(edit)], mode);
            }
            catch (ValueException)
            {
                Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[16]));
                return "refused";
            }

            return Convert.ToHexString(File.ReadAllBytes(path));
        }
    }

    [TestCase("mbr.entry(-1)@20.type : 7 -> 1")]
    [TestCase("u4(-1)@30 = 1")]
    [TestCase("B(-1)@32 = 1")]
    [TestCase("B(0)@32 = 1")]
    [TestCase("B(0,4)@0 = 1")]
    [TestCase("u8(-1,5)@0 += 1")]
    public void A_shape_that_selects_nothing_is_no_success(string edit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", new byte[32]);
        Assert.That(() => PatchOperation.Apply(path, [Edit.Parse(edit)]), Throws.InstanceOf<ViewException>().With.Message.Contains("selects nothing to change"));
    }

    [TestCase("u1 = 1")]
    [TestCase("[:] = 1")]
    [TestCase("u4(-1)@0 = 1")]
    public void All_of_an_empty_file_is_nothing_and_allowed(string edit)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", []);
        Assert.That(PatchOperation.Apply(path, [Edit.Parse(edit)]).BytesWritten, Is.Zero);
    }
}
