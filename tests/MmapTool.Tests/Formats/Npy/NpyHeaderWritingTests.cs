using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Tests.Formats.Npy;

public sealed class NpyHeaderWritingTests
{
    private static NpyHeader Read(ElementType type, ImmutableArray<long> shape, bool fortranOrder = false)
    {
        ImmutableArray<byte> bytes = NpyHeader.Write(type, shape, fortranOrder);
        return NpyHeader.Parse(bytes.AsSpan(), long.MaxValue);
    }

    [Test]
    public void Another_type_and_shape_take_the_same_place_and_lead_back()
    {
        NpyHeader before = Read(ElementType.Single, [6, 4]);
        NpyHeader cast = NpyHeader.Parse(before.WithLayout(before.Layout.Cast(ElementType.Int16, [2, 24])).Bytes.AsSpan(), long.MaxValue);
        RecordedHeader back = cast.WithLayout(cast.Layout.Cast(ElementType.Single, [6, 4]));

        Assert.That(cast.Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [2, 24], before.DataOffset)));
        Assert.That(back.FitsInPlace);
        Assert.That(back.Bytes, Is.EqualTo(before.Bytes));
    }

    [Test]
    public void Titles_and_padding_stay_when_only_the_shape_changes()
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("[(('a title', 'a'), '<i2'), ('', '|V2')]", "(6,)").PadRight(107) + "\n", 24);
        NpyHeader before = NpyBytes.Parse(file);
        RecordedHeader after = before.WithLayout(before.Layout.Reshape([2, 3]));

        Assert.That(after.FitsInPlace);
        Assert.That(Encoding.Latin1.GetString([.. after.Bytes]), Does.Contain("'descr': [(('a title', 'a'), '<i2'), ('', '|V2')], 'fortran_order': False, 'shape': (2, 3), }"));
    }

    [Test]
    public void A_transposed_array_is_recorded_by_its_order_alone()
    {
        NpyHeader before = Read(ElementType.Int32, [3, 5]);
        NpyHeader after = NpyHeader.Parse(before.WithLayout(before.Layout.Transpose()).Bytes.AsSpan(), long.MaxValue);

        Assert.That(after.Layout, Is.EqualTo(before.Layout.Transpose()));
        Assert.That(Encoding.Latin1.GetString([.. after.Bytes]), Does.Contain("'fortran_order': True, 'shape': (5, 3)"));
    }

    [Test]
    public void A_header_that_does_not_fit_is_given_with_the_bytes_it_lacks()
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("'|u1'", "(8,)") + "\n", 8);
        NpyHeader before = NpyBytes.Parse(file);
        RecordedHeader after = before.WithLayout(before.Layout.Reshape([2, 2, 2]));

        Assert.That(after.FitsInPlace, Is.False);
        Assert.That(after.MissingBytes, Is.EqualTo(128 - before.DataOffset));
        Assert.That(NpyHeader.Parse(after.Bytes.AsSpan(), long.MaxValue).Layout.Shape, Is.EqualTo(new long[] { 2, 2, 2 }));
    }

    [Test]
    public void A_header_can_be_padded_to_where_the_data_will_be()
    {
        NpyHeader before = Read(ElementType.UInt8, [8]);
        RecordedHeader after = before.WithLayout(before.Layout, before.DataOffset + 4096);

        Assert.That(after.Bytes, Has.Length.EqualTo(before.DataOffset + 4096));
        Assert.That(NpyHeader.Parse(after.Bytes.AsSpan(), long.MaxValue).Layout.Shape, Is.EqualTo(new long[] { 8 }));
    }

    [Test]
    public void A_header_to_be_inserted_fills_a_block()
    {
        ImmutableArray<byte> block = NpyHeader.Write(ElementType.Int16, [1000], alignTo: 4096);

        Assert.That(block, Has.Length.EqualTo(4096));
        Assert.That(block[^1], Is.EqualTo((byte)'\n'));
        Assert.That(NpyHeader.Parse(block.AsSpan(), 4096 + 2000).Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [1000], 4096)));
        Assert.Throws<ViewException>(() => NpyHeader.Write(ElementType.Int16, [1000], alignTo: 65_536));
    }

    [Test]
    public void A_name_outside_latin1_makes_the_version_3()
    {
        NpyHeader before = Read(ElementType.UInt8, [8]);
        ElementType named = ElementType.Record([new RecordField("λ", ElementType.Double, 0)]);
        RecordedHeader after = before.WithLayout(before.Layout.Cast(named));

        Assert.That(after.FitsInPlace);
        Assert.That((int)after.Bytes[6], Is.EqualTo(3));
        Assert.That(NpyHeader.Parse(after.Bytes.AsSpan(), long.MaxValue).Layout.ElementType, Is.EqualTo(named));
    }

    [TestCase(ElementKind.SignedInteger, 3)]
    [TestCase(ElementKind.UnsignedInteger, 3)]
    [TestCase(ElementKind.BrainFloat, 2)]
    [TestCase(ElementKind.Float8E4M3FN, 1)]
    [TestCase(ElementKind.Float8E5M2, 1)]
    public void Types_that_NumPy_has_no_name_for_are_refused(ElementKind kind, int size)
    {
        ElementType type = ElementType.Create(kind, size);

        Assert.That(() => NpyHeader.Write(type, [6]), Throws.TypeOf<ViewException>().With.Message.Contains("NumPy has no name"));
        Assert.Throws<ViewException>(() => NpyHeader.Write(ElementType.Record([new RecordField("a", type, 0)]), [6]));
    }

    [Test]
    public void Fields_out_of_order_or_overlapping_are_refused()
    {
        ElementType overlapping = ElementType.Record([new RecordField("a", ElementType.Int32, 0), new RecordField("b", ElementType.Int16, 2)]);

        Assert.Throws<ViewException>(() => NpyHeader.Write(overlapping, [6]));
    }

    [Test]
    public void Only_the_whole_of_the_data_packed_is_recorded()
    {
        NpyHeader header = Read(ElementType.Int32, [4, 6]);

        using (Assert.EnterMultipleScope())
        {
            Assert.Throws<ViewException>(() => header.WithLayout(header.Layout.Index([1..])));
            Assert.Throws<ViewException>(() => header.WithLayout(header.Layout.Index([ViewIndex.Slice(null, null, -1)])));
            Assert.Throws<ViewException>(() => header.WithLayout(Layout.Contiguous(ElementType.Int32, [24])));
        }
    }

    [Test]
    public void A_name_is_read_back_as_it_was_written() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            ElementType type = ElementType.Record([new RecordField("n" + text, ElementType.Int32, 0)]);
            return Read(type, [2]).Layout.ElementType.Equals(type);
        }).Hold();

    [TestCase("\ud800")]
    [TestCase("\ud83d\ude00 \u2028 \u00ad ' \" \\ \n")]
    public void A_name_that_cannot_be_printed_is_read_back_too(string name)
    {
        ElementType type = ElementType.Record([new RecordField(name, ElementType.Int32, 0)]);

        Assert.That(Read(type, [2]).Layout.ElementType, Is.EqualTo(type));
    }
}
