using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Search;
using MmapTool.Operations.Statistics;
using MmapTool.Testing;
using MmapTool.Tests.Patching;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests.Layouts;

/// <summary>2^62, 2^63 and their neighbours in every number of a layout. The result is right by integers of any size, or refused with the right message.</summary>
public sealed class LayoutBoundsTests
{
    private const string Reaches = "the view reaches further than 64 bits can count";
    private static readonly long[] Offsets = [0, 1, (1L << 62) - 1, 1L << 62, (1L << 62) + 1, long.MaxValue - 8, long.MaxValue - 1, long.MaxValue];
    private static readonly long[] Lengths = [0, 1, 2, 3, 5, (1L << 61) + 1, (1L << 62) - 1, 1L << 62, (1L << 62) + 1, long.MaxValue];
    private static readonly long[] Strides =
        [0, 1, -1, 8, 1L << 61, (1L << 62) - 1, 1L << 62, (1L << 62) + 1, long.MaxValue, -(1L << 62) + 1, -(1L << 62), -(1L << 62) - 1, -long.MaxValue, long.MinValue];

    [Test]
    public void A_layout_is_just_what_its_numbers_say_or_is_refused()
    {
        int made = 0;
        int reached = 0;
        foreach (ElementType type in (ElementType[])[ElementType.UInt8, ElementType.Double])
        {
            foreach (long offset in Offsets)
            {
                foreach (long length in Lengths)
                {
                    foreach (long stride in Strides)
                    {
                        Try(type, offset, [length], [stride], ref made, ref reached);
                        foreach ((long other, long step) in ((long, long)[])[(2, 1L << 62), (2, -(1L << 62)), (5, 1L << 61), (0, long.MinValue), (1, long.MinValue), (3, -1)])
                        {
                            Try(type, offset, [length, other], [stride, step], ref made, ref reached);
                            Try(type, offset, [other, length], [step, stride], ref made, ref reached);
                        }
                    }
                }
            }
        }

        Assert.That((made > 1000, reached > 1000), Is.EqualTo((true, true)), $"{made} layouts, {reached} that reach too far");
    }

    // Five steps of 2^62 are 2^64, which wraps round to 0. A check for numbers below 0 does not find this.
    [TestCase(0, 5, 1L << 62)]
    [TestCase(0, 5, -(1L << 62))]
    [TestCase(1, 9, 1L << 61)]
    [TestCase(0, 3, 1L << 62)]
    [TestCase(long.MaxValue, 2, 1)]
    [TestCase(1, 2, long.MaxValue)]
    public void A_reach_that_would_wrap_round_is_refused(long offset, long length, long stride) =>
        Assert.That(() => Layout.Create(ElementType.UInt8, offset, [length], [stride]), Throws.TypeOf<ViewException>().With.Message.EqualTo(Reaches));

    [Test]
    public void Indices_beyond_an_axis_are_named_up_to_the_last_bit()
    {
        Layout layout = Layout.Contiguous(ElementType.UInt8, [long.MaxValue]);
        foreach (long index in (long[])[long.MaxValue, long.MinValue, long.MinValue + 1])
        {
            bool isInside = index == -long.MaxValue;
            if (isInside)
            {
                Assert.That((layout.OffsetOf(index), layout.Index(index).Offset), Is.EqualTo((0L, 0L)));
                continue;
            }

            string message = $"index {index} is out of bounds for axis 0, which has 9223372036854775807 elements: take -9223372036854775807 to 9223372036854775806";
            Assert.That(() => layout.OffsetOf(index), Throws.TypeOf<ViewException>().With.Message.EqualTo(message));
            Assert.That(() => layout.Index(index), Throws.TypeOf<ViewException>().With.Message.EqualTo(message));
        }
    }

    [TestCase("4611686018427387904, 2", "the view has 4 elements, which do not fit the shape (4611686018427387904, 2); try .reshape(-1,2)")]
    [TestCase("4611686018427387904, 4", "the view has 4 elements, which do not fit the shape (4611686018427387904, 4); try .reshape(-1,4)")]
    [TestCase("9223372036854775807, 9223372036854775807", "the view has 4 elements, which do not fit the shape (9223372036854775807, 9223372036854775807); try .reshape(-1)")]
    [TestCase("9223372036854775807, -1", "the view has 4 elements, which do not fit the shape (9223372036854775807, -1); try .reshape(-1)")]
    [TestCase("4611686018427387904, 8, -1", "the view has 4 elements, which do not fit the shape (4611686018427387904, 8, -1); try .reshape(-1)")]
    [TestCase("-9223372036854775808", "a dimension can't be negative: (-9223372036854775808,)")]
    public void A_shape_of_too_many_elements_is_named_whole(string shape, string message)
    {
        ImmutableArray<long> lengths = [.. shape.Split(", ").Select(long.Parse)];
        Assert.That(() => Layout.Contiguous(ElementType.UInt8, [4]).Reshape(lengths), Throws.TypeOf<ViewException>().With.Message.EqualTo(message));
    }

    [TestCase("4611686018427387903, 2", null)]
    [TestCase("9223372036854775807", null)]
    [TestCase("4611686018427387904, 2", "a view of |u1(4611686018427387904, 2) has more bytes than 64 bits can count")]
    [TestCase("0, 4611686018427387904, 2", "a view of |u1(0, 4611686018427387904, 2) has more bytes than 64 bits can count")]
    public void A_broadcast_has_as_many_elements_as_64_bits_count(string shape, string? message)
    {
        ImmutableArray<long> lengths = [.. shape.Split(", ").Select(long.Parse)];
        Layout one = Layout.Contiguous(ElementType.UInt8, [1]);
        if (message is null)
        {
            Assert.That(one.BroadcastTo(lengths).Count, Is.EqualTo(lengths.Aggregate(1L, (product, length) => product * length)));
            return;
        }

        Assert.That(() => one.BroadcastTo(lengths), Throws.TypeOf<ViewException>().With.Message.EqualTo(message));
    }

    [Test]
    public void A_view_without_elements_is_sliced_whatever_its_strides()
    {
        Layout layout = Layout.Create(ElementType.UInt8, 7, [3, 0], [1L << 62, 1]);
        Assert.That(layout.Index(ViewIndex.Slice(null, null, 2)).Shape, Is.EqualTo(new long[] { 2, 0 }));
        Assert.That(layout.Index(ViewIndex.Slice(null, null, -2)).Count, Is.Zero);
    }

    /// <summary>An axis of one element may have the least 64-bit stride, which has no opposite. Each operation sorts and turns axes by their strides.</summary>
    [TestCase("u1[::-9223372036854775808]")]
    [TestCase("u1(3,8)[1:, ::-9223372036854775808]")]
    [TestCase("u1(3,8).T[::-9223372036854775808]")]
    public void The_least_stride_serves_every_operation(string expression)
    {
        using TemporaryFolder folder = new();
        byte[] bytes = [.. Enumerable.Range(0, 24).Select(number => (byte)(number * 7))];
        using DataFile file = DataFile.Open(folder.Write("data", bytes));
        MemoryView view = file.View(expression);
        Assert.That(view.Layout.Strides, Has.Member(long.MinValue));
        byte[] packed = [.. LayoutModel.Indices(view.Shape).Select(index => bytes[view.Layout.OffsetOf(index)])];
        foreach (WindowSource io in (WindowSource[])[WindowSource.Mapped, WindowSource.Buffered])
        {
            WorkLimits limits = new() { Io = io };
            Assert.That(ViewStatistics.Of(view, limits).Sum.Integer, Is.EqualTo((Int128)packed.Sum(value => value)));
            for (int axis = 0; axis < view.Rank; axis++)
            {
                using AxisStatistics along = ViewStatistics.Along(view, axis, limits);
                Assert.That(Enumerable.Range(0, (int)along.Count).Sum(cell => (int)along[cell].Sum.Integer), Is.EqualTo(packed.Sum(value => value)));
            }

            Assert.That(ViewDigest.Of(view, DigestAlgorithm.Sha256, limits), Is.EqualTo(System.Security.Cryptography.SHA256.HashData(packed)));
            Assert.That(ViewSearch.Count(view, Pattern.Parse($"{packed[0]}"), limits: limits), Is.EqualTo(packed.Count(value => value == packed[0])));
            Assert.That(() => ConversionCheck.Run(view, ElementConverter.Of(ElementType.UInt8, ElementType.Int8, CastValues.Saturate), limits), Throws.Nothing);
        }

        using MemoryStream stream = new();
        ByteExport.Write(view, stream, ExportOptions.Default, WorkLimits.Default);
        Assert.That(stream.ToArray(), Is.EqualTo(packed));
        using MemoryStream text = new();
        ViewExport.Write(view, ExportFormat.Csv, text);
        Assert.That(Encoding.ASCII.GetString(text.ToArray()).Split('\n', ',')[..^1], Is.EqualTo(packed.Select(value => $"{value}")));
        foreach (long limit in (long[])[0, 1 << 20])
        {
            byte[] changed = PatchBench.Run(bytes, new() { StoredLimit = limit }, PatchBench.Edit(view.Layout, EditOperator.Xor, PatchBench.Json("255")));
            HashSet<long> places = [.. LayoutModel.Indices(view.Shape).Select(index => view.Layout.OffsetOf(index))];
            Assert.That(changed, Is.EqualTo(bytes.Select((value, place) => places.Contains(place) ? (byte)~value : value)));
        }
    }

    private static void Try(ElementType type, long offset, long[] shape, long[] strides, ref int made, ref int reached)
    {
        BigInteger product = shape.Where(length => length > 0).Aggregate((BigInteger)type.ItemSize, (bytes, length) => bytes * length);
        bool isEmpty = shape.Contains(0);
        BigInteger[] reaches = [.. shape.Zip(strides, (length, stride) => (BigInteger)(length - 1) * stride)];
        BigInteger start = isEmpty ? offset : offset + reaches.Where(reach => reach < 0).Aggregate(BigInteger.Zero, BigInteger.Add);
        BigInteger end = isEmpty ? offset : (BigInteger)offset + type.ItemSize + reaches.Where(reach => reach > 0).Aggregate(BigInteger.Zero, BigInteger.Add);
        string? message = product > long.MaxValue ? $"a view of {type}({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}) has more bytes than 64 bits can count"
            : !isEmpty && (reaches.Any(reach => reach < long.MinValue || reach > long.MaxValue) || start < long.MinValue || end > long.MaxValue) ? Reaches
            : start < 0 ? $"the view would begin {-start} bytes before the start of the memory"
            : null;
        string where = $"{type} at {offset}, ({string.Join(", ", shape)}) by ({string.Join(", ", strides)})";
        try
        {
            Layout layout = Layout.Create(type, offset, [.. shape], [.. strides]);
            if (message is not null || layout.Start != start || layout.End != end || layout.ByteLength != (isEmpty ? 0 : product))
            {
                Assert.Fail($"{where}: {layout.Start} to {layout.End}, {layout.ByteLength} bytes; expected {message ?? $"{start} to {end}"}");
            }

            made++;
        }
        catch (ViewException error)
        {
            Assert.That(error.Message, Is.EqualTo(message), where);
            reached += message == Reaches ? 1 : 0;
        }
    }
}
