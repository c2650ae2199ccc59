using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;

namespace MmapTool.Tests.Formats.Npy;

public sealed class NpyHeaderTests
{
    [Test]
    public void The_data_may_start_at_80_as_old_files_have_it()
    {
        string header = NpyBytes.Dictionary("'<f4'", "(3, 4)").PadRight(69) + "\n";
        NpyHeader read = NpyBytes.Parse(NpyBytes.Make(header, 48));

        Assert.That(read.DataOffset, Is.EqualTo(80));
        Assert.That(read.Layout, Is.EqualTo(Layout.Contiguous(ElementType.Single, [3, 4], 80)));
    }

    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }")]
    [TestCase("{'shape': (2, 3), 'descr': '<i2', 'fortran_order': False}")]
    [TestCase("{'fortran_order': False, 'shape': (2L, 3L), 'descr': '<i2'}")]
    [TestCase("  {\"fortran_order\":False,\n\t\"shape\":(2,3,),\"descr\":u'<i2',}\n\n")]
    [TestCase(@"{'d\x65scr': '\u003ci2', 'fortran_order': (False), 'shape': (2, 3)}")]
    public void The_dictionary_may_be_written_in_any_way(string header)
    {
        NpyHeader read = NpyBytes.Parse(NpyBytes.Make(header, 12));

        Assert.That(read.Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [2, 3], header.Length + 10)));
    }

    [TestCase("()", 1, 0)]
    [TestCase("(5L,)", 5, 1)]
    [TestCase("(0, 7)", 0, 2)]
    public void Shapes_of_any_rank_are_read(string shape, long count, int rank)
    {
        Layout layout = NpyBytes.Parse(NpyBytes.Make(NpyBytes.Dictionary("'<f8'", shape), 64)).Layout;

        Assert.That((layout.Count, layout.Rank), Is.EqualTo((count, rank)));
    }

    [Test]
    public void Fortran_order_steps_fastest_along_the_first_axis()
    {
        Layout layout = NpyBytes.Parse(NpyBytes.Make(NpyBytes.Dictionary("'<i4'", "(2, 3)", "True"), 24)).Layout;

        Assert.That(layout.Strides, Is.EqualTo(new long[] { 4, 8 }));
    }

    [Test]
    public void Fields_padding_titles_and_sub_arrays_are_read()
    {
        string descr = "[(('a title', 'a'), '<i4'), ('', '|V3'), ('b', [('x', '>f8'), ('y', '|S5')], (2, 3)), ('c', ('<u2', (4,)), (2,)), ('', '|V1')]";
        ElementType type = NpyBytes.Parse(NpyBytes.Make(NpyBytes.Dictionary(descr, "(1,)"), 102)).Layout.ElementType;

        ElementType inner = ElementType.Record(
        [
            new RecordField("x", ElementType.Double.WithByteOrder(ByteOrder.Big), 0),
            new RecordField("y", ElementType.Create(ElementKind.Bytes, 5), 8),
        ]);
        Assert.That(type, Is.EqualTo(ElementType.Record(
            [
                new RecordField("a", ElementType.Int32, 0),
                new RecordField("b", inner, 7, [2, 3]),
                new RecordField("c", ElementType.UInt16, 85, [2, 4]),
            ],
            102)));
    }

    [Test]
    public void Version_3_names_are_utf8()
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("[('温度', '<f4')]", "(2,)"), 8, version: 3);

        Assert.That(NpyBytes.Parse(file).Layout.ElementType.Fields[0].Name, Is.EqualTo("温度"));
    }

    [Test]
    public void Version_2_is_latin1_with_a_long_length()
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("[('é', '<f4')]", "(2,)"), 8, version: 2);

        Assert.That(NpyBytes.Parse(file).Layout.ElementType.Fields[0].Name, Is.EqualTo("é"));
    }

    [TestCase("'|O'", "pickle")]
    [TestCase("[('a', '<i4'), ('b', [('c', '|O')])]", "pickle")]
    [TestCase("'float'", "is no type")]
    [TestCase("''", "is no type")]
    [TestCase("'<'", "is no type")]
    [TestCase("'|V9999999999'", "is no type")]
    [TestCase("'|S2000000000'", "is no type")]
    [TestCase("'<U300000000'", "is no type")]
    [TestCase("'<M8[xs]'", "is no type")]
    [TestCase("17", "neither a type string")]
    [TestCase("('<i4', (2,))", "neither a type string")]
    [TestCase("[('a',)]", "a field of descr")]
    [TestCase("[['a', '<i4']]", "a field of descr")]
    [TestCase("[(1, '<i4')]", "name of a field")]
    [TestCase("[('a', '<i4', [2])]", "is no tuple")]
    [TestCase("[('a', '<i4', (-2,))]", "no whole number")]
    [TestCase("[('a', '<i4'), ('a', '<i4')]", "two fields")]
    [TestCase("[('a', '<i8', (9223372036854775807, 9223372036854775807, 9223372036854775807))]", "a record has at most")]
    public void A_type_that_is_not_taken_is_refused_by_name(string descr, string reason)
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary(descr, "(1,)"), 64);

        ContainerException error = Assert.Throws<ContainerException>(() => NpyBytes.Parse(file))!;
        Assert.That(error.Message, Does.Contain(reason));
        Assert.That(error.Offset, Is.InRange(10, file.Length));
    }

    [TestCase("(9223372036854775807, 2)")]
    [TestCase("(4611686018427387904,)")]
    [TestCase("(0, 9223372036854775807, 9223372036854775807)")]
    [TestCase("(18446744073709551616,)")]
    [TestCase("(-1,)")]
    [TestCase("(True,)")]
    [TestCase("[1]")]
    [TestCase("1")]
    [TestCase("('1',)")]
    public void A_shape_that_no_file_can_have_is_refused(string shape)
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("'<i8'", shape), 64);

        Assert.Throws<ContainerException>(() => NpyBytes.Parse(file));
    }

    [TestCase("{'descr': '<i2', 'fortran_order': False}", "lacks 'shape'")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (1,), 'x': 1}", "a key too many, 'x'")]
    [TestCase("{'descr': '<i2', 'descr': '<i2', 'fortran_order': False, 'shape': (1,)}", "has 'descr' a second time")]
    [TestCase("{'descr': '<i2', 'fortran_order': 0, 'shape': (1,)}", "neither True nor False")]
    [TestCase("('descr',)", "no dictionary")]
    [TestCase("{'descr': '<i2', 'fortran_order': False, 'shape': (1,)} + {}", "behind the header")]
    [TestCase("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}", "expected a string")]
    [TestCase(@"{'descr': '\q', 'fortran_order': False, 'shape': (1,)}", "escape")]
    [TestCase("", "too soon")]
    public void A_header_that_is_no_npy_dictionary_is_refused(string header, string reason) =>
        Assert.That(() => NpyBytes.Parse(NpyBytes.Make(header, 8)), Throws.TypeOf<ContainerException>().With.Message.Contains(reason));

    [Test]
    public void An_error_names_the_byte_it_is_at()
    {
        byte[] file = NpyBytes.Make("{'descr': '<i2', 'fortran_order': Maybe, 'shape': (1,)}", 8);

        ContainerException error = Assert.Throws<ContainerException>(() => NpyBytes.Parse(file))!;
        Assert.That(error.Offset, Is.EqualTo(file.AsSpan().IndexOf("Maybe"u8)));
        Assert.That(error.Message, Does.Contain($"byte {error.Offset}"));
    }

    [Test]
    public void In_a_version_3_header_the_byte_is_counted_in_utf8()
    {
        byte[] file = NpyBytes.Make("{'descr': [('温', '<i2'), 5], 'fortran_order': False, 'shape': (1,)}", 8, version: 3);

        ContainerException error = Assert.Throws<ContainerException>(() => NpyBytes.Parse(file))!;
        Assert.That(error.Offset, Is.EqualTo(file.AsSpan().IndexOf("5]"u8)));
    }

    [Test]
    public void A_header_nested_without_end_is_refused_and_does_not_exhaust_the_stack() =>
        Assert.That(() => NpyBytes.Parse(NpyBytes.Make(new string('[', 9_000))), Throws.TypeOf<ContainerException>().With.Message.Contains("nested"));

    [Test]
    public void A_header_over_ten_thousand_characters_is_refused_as_NumPy_does()
    {
        string header = NpyBytes.Dictionary("'<i2'", "(1,)");

        Assert.DoesNotThrow(() => NpyBytes.Parse(NpyBytes.Make(header.PadRight(10_000), 2)));
        Assert.Throws<ContainerException>(() => NpyBytes.Parse(NpyBytes.Make(header.PadRight(10_001), 2)));
        Assert.Throws<ContainerException>(() => NpyBytes.Parse(NpyBytes.Make(header.PadRight(10_001), 2, version: 2)));
        Assert.DoesNotThrow(() => NpyBytes.Parse(NpyBytes.Make(NpyBytes.Dictionary("[('" + new string('é', 9_000) + "', '<i2')]", "(1,)"), 2, version: 3)));
        Assert.Throws<ContainerException>(() => NpyHeader.Parse([0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF], long.MaxValue));
    }

    [Test]
    public void A_file_longer_than_its_array_is_read()
    {
        Assert.That(NpyBytes.Parse(NpyBytes.Make(NpyBytes.Dictionary("'<i2'", "(3,)"), 100)).Layout.Count, Is.EqualTo(3));
    }

    [Test]
    public void A_file_shorter_than_its_array_is_refused_and_the_missing_bytes_counted()
    {
        byte[] file = NpyBytes.Make(NpyBytes.Dictionary("'<i2'", "(3,)"), 5);

        Assert.That(() => NpyBytes.Parse(file), Throws.TypeOf<ContainerException>().With.Message.Contains("1 byte missing"));
    }

    [Test]
    public void A_header_can_be_read_without_the_data_behind_it()
    {
        byte[] header = NpyBytes.Make(NpyBytes.Dictionary("'|u1'", "(4000000000000,)"));

        Assert.That(NpyHeader.Parse(header, header.Length + 4_000_000_000_000).Layout.Count, Is.EqualTo(4_000_000_000_000));
    }
}
