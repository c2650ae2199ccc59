using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>Transposes whose rows are far apart in memory are read by bands. The bytes must be those that a plain loop finds.</summary>
public sealed class TransposedReadingTests
{
    [TestCase("u1(6,20000).T", 1)]
    [TestCase("u2(7,9000).T", 2)]
    [TestCase("i3(7,5000)[:,::-1].T", 3)]
    [TestCase("u2(7,9000)[::-1].T", 2)]
    [TestCase("u4(3,4,5000).transpose(2,0,1)[1:]", 4)]
    [TestCase("u4(3,4,5000)[:,::2].T", 4)]
    [TestCase("u2(2,5,6000)[:,::-1].T", 2)]
    [TestCase("V2(3,5000,9).transpose(2,1,0)[::2]", 2)]
    public void A_transpose_is_read_as_a_plain_loop_reads_it(string expression, int size)
    {
        ViewExpression parsed = ViewExpression.Parse(expression);
        TypeStart start = (TypeStart)parsed.Start!;
        byte[] bytes = new byte[size * start.Shape!.Value.Aggregate(1L, (product, length) => product * length)];
        new Random(7).NextBytes(bytes);
        ArrayMemory memory = new(bytes);
        Layout layout = parsed.Resolve(bytes.Length);
        MemoryView view = new(memory, layout);
        byte[] expected = [.. Offsets(layout).SelectMany(offset => bytes.AsSpan((int)offset, size).ToArray())];
        using MemoryLease lease = memory.Lease();
        foreach ((long first, long last) in ((long, long)[])[(0, layout.Count), (1, layout.Count), (5, layout.Count - 3), (layout.Count / 2, layout.Count)])
        {
            byte[] read = new byte[(last - first) * size];
            view.ReadElements(lease, first, (int)(last - first), read);
            Assert.That(read.AsSpan().SequenceEqual(expected.AsSpan((int)first * size, read.Length)), Is.True, $"{first} to {last}");
        }
    }

    private static IEnumerable<long> Offsets(Layout layout)
    {
        long[] index = new long[layout.Rank];
        for (long element = 0; element < layout.Count; element++)
        {
            long left = element;
            long offset = layout.Offset;
            for (int axis = layout.Rank - 1; axis >= 0; axis--)
            {
                (left, index[axis]) = Math.DivRem(left, layout.Shape[axis]);
                offset += index[axis] * layout.Strides[axis];
            }

            yield return offset;
        }
    }
}
