using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;
using MmapTool.Tests.Operations.Export;

namespace MmapTool.Tests.Text;

public sealed class ListTextTests
{
    private static readonly ExportOptions Summary = new() { Summarize = true };

    [Test]
    public void Short_lists_are_Pythons_repr()
    {
        short[] numbers = [-2, -1, 0, 1, 2];
        Assert.Multiple(() =>
        {
            Assert.That(Exported.Scalar(ExportFormat.Text, (short)-2), Is.EqualTo("-2"));
            Assert.That(Exported.Text(ExportFormat.Text, numbers[1..4]), Is.EqualTo("[-1, 0, 1]"));
            Assert.That(Exported.Text<byte>(ExportFormat.Text, [0, 1, 2, 3, 4, 5], shape: [2, 3]), Is.EqualTo("[[0, 1, 2], [3, 4, 5]]"));
        });
    }

    // np.zeros(shape).tolist()
    [TestCase("[]", 0L)]
    [TestCase("[[], []]", 2L, 0L)]
    [TestCase("[]", 0L, 3L)]
    [TestCase("[[[]], [[]]]", 2L, 1L, 0L, 5L)]
    public void Empty_lists_are_nested_down_to_the_first_axis_without_elements(string expected, params long[] shape)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Exported.Text<byte>(ExportFormat.Text, [], shape: shape), Is.EqualTo(expected));
            Assert.That(Exported.Text<byte>(ExportFormat.Json, [], shape: shape), Is.EqualTo(expected.Replace(" ", "", StringComparison.Ordinal)));
        });
    }

    // np.array2string(np.arange(30, dtype='i2').reshape(2, 15) * 37 - 200, separator=', ', max_line_width=40)
    [Test]
    public void Long_lists_are_aligned_and_wrapped_as_NumPy_does() => Assert.That(
        Exported.Text(ExportFormat.Text, [.. Enumerable.Range(0, 30).Select(number => (short)((number * 37) - 200))], options: new() { Width = 40 }, shape: [2, 15]),
        Is.EqualTo(
            """
            [[-200, -163, -126,  -89,  -52,  -15,
                22,   59,   96,  133,  170,  207,
               244,  281,  318],
             [ 355,  392,  429,  466,  503,  540,
               577,  614,  651,  688,  725,  762,
               799,  836,  873]]
            """));

    // np.array2string(np.arange(9 * 2 * 500, dtype='i4').reshape(9, 2, 500), separator=', ')
    [Test]
    public void Summaries_leave_out_where_NumPy_does() => Assert.That(
        Exported.Text(ExportFormat.Text, [.. Enumerable.Range(0, 9 * 2 * 500)], options: Summary, shape: [9, 2, 500]),
        Is.EqualTo(
            """
            [[[   0,    1,    2, ...,  497,  498,  499],
              [ 500,  501,  502, ...,  997,  998,  999]],

             [[1000, 1001, 1002, ..., 1497, 1498, 1499],
              [1500, 1501, 1502, ..., 1997, 1998, 1999]],

             [[2000, 2001, 2002, ..., 2497, 2498, 2499],
              [2500, 2501, 2502, ..., 2997, 2998, 2999]],

             ...,

             [[6000, 6001, 6002, ..., 6497, 6498, 6499],
              [6500, 6501, 6502, ..., 6997, 6998, 6999]],

             [[7000, 7001, 7002, ..., 7497, 7498, 7499],
              [7500, 7501, 7502, ..., 7997, 7998, 7999]],

             [[8000, 8001, 8002, ..., 8497, 8498, 8499],
              [8500, 8501, 8502, ..., 8997, 8998, 8999]]]
            """));

    [Test]
    public void A_summary_of_one_dimension_that_fits_is_not_aligned() => Assert.That(
        Exported.Text(ExportFormat.Text, [.. Enumerable.Range(0, 10_000)], options: Summary), Is.EqualTo("[0, 1, 2, ..., 9997, 9998, 9999]"));

    [Test]
    public void A_summary_reads_only_what_it_shows()
    {
        Zeros terabytes = new(Layout.Contiguous(ElementType.Double, [1L << 20, 1L << 10, 1L << 20]));
        string text = Exported.Text(terabytes, ExportFormat.Text, Summary);
        Assert.That(text, Does.StartWith("[[[0.0, 0.0, 0.0, ..., 0.0, 0.0, 0.0],"));
        Assert.That(terabytes.BytesRead, Is.LessThan(6 * 6 * 6 * sizeof(double) * 10));
    }

    [Test]
    public void A_summary_of_many_axes_stays_small()
    {
        long[] shape = [.. Enumerable.Repeat(7L, 12)];
        Assert.That(Exported.Text(new Zeros(Layout.Contiguous(ElementType.UInt8, [.. shape])), ExportFormat.Text, Summary), Has.Length.LessThan(1 << 18));
    }

    [Test]
    public void Elements_beyond_those_measured_stick_out()
    {
        // The first 2^18 elements are one character wide, the last one three.
        byte[] bytes = new byte[(1 << 18) + 1];
        bytes[^1] = 200;
        string text = Exported.Text(ExportFormat.Text, bytes);
        Assert.That(text, Does.StartWith("[0, 0, 0,").And.EndsWith("0, 200]"));
        Assert.That(text.Split('\n'), Has.All.Length.LessThanOrEqualTo(80));
    }

    [Test]
    public void Items_of_megabytes_are_written_one_a_line()
    {
        byte[] bytes = new byte[6 << 20];
        bytes.AsSpan().Fill((byte)'a');
        string text = Exported.Text(ExportFormat.Text, bytes, ElementType.Create(ElementKind.Bytes, 2 << 20));
        string item = $"b'{new string('a', 2 << 20)}'";
        Assert.That(text, Is.EqualTo($"[{item},\n {item},\n {item}]"));
    }

    [Test]
    public void Numbers_in_records_are_aligned_field_by_field()
    {
        // np.array2string(np.array([(i * 7, -i) for i in range(12)], 'u1,i1'), separator=', ', max_line_width=30)
        ElementType pair = ElementType.Record([new("f0", ElementType.UInt8, 0), new("f1", ElementType.Int8, 1)]);
        byte[] bytes = [.. Enumerable.Range(0, 12).SelectMany(number => (byte[])[(byte)(number * 7), (byte)-number])];
        Assert.That(Exported.Text(ExportFormat.Text, bytes, pair, new() { Width = 30 }), Is.EqualTo(
            """
            [( 0,   0), ( 7,  -1),
             (14,  -2), (21,  -3),
             (28,  -4), (35,  -5),
             (42,  -6), (49,  -7),
             (56,  -8), (63,  -9),
             (70, -10), (77, -11)]
            """));
    }

    [Test]
    public void A_final_newline_is_an_option() =>
        Assert.That(Exported.Text<byte>(ExportFormat.Text, [1], options: new() { FinalNewline = true }), Is.EqualTo("[1]\n"));
}
