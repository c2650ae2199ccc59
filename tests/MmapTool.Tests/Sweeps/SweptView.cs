using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Tests.Sweeps;

/// <summary>A view over a file, and the place and value of every element in C order, found by plain loops over the axes.</summary>
internal sealed class SweptView
{
    private readonly SweptFile file;
    private readonly PermutedShape permuted;

    public SweptView(SweptFile file, PermutedShape permuted)
    {
        (this.file, this.permuted) = (file, permuted);
        Layout layout = Layout.Contiguous(file.Type, [.. permuted.Shape], SweptFile.Lead).Transpose([.. permuted.Axes.Select(axis => (long)axis)]);
        Layout = layout.Index([.. permuted.Axes.Select((_, axis) => (permuted.Reversed >> axis & 1) == 0 ? ViewIndex.All : ViewIndex.Slice(null, null, -1))]);
        Shape = [.. permuted.Axes.Select(axis => permuted.Shape[axis])];
        Numbers = NumbersOf(permuted, Shape);
        Values = [.. Numbers.Select(number => file.Values[number])];
    }

    public Layout Layout { get; }

    public long[] Shape { get; }

    /// <summary>Where each element lies, counted in elements from the first of the file.</summary>
    public int[] Numbers { get; }

    public long[] Values { get; }

    public int ItemSize => file.Type.ItemSize;

    public MemoryView View => new(file.Mapping, Layout);

    /// <summary>The elements packed in C order.</summary>
    public byte[] Packed => file.Pack(Numbers);

    /// <summary>A copy of the file's first bytes.</summary>
    public byte[] Bytes(int length) => file.Bytes[..Math.Min(length, file.Bytes.Length)];

    public override string ToString() => $"{file.Type}{permuted} at {SweptFile.Lead}";

    // One nested loop for each axis, written as a counter with one digit for each axis.
    private static int[] NumbersOf(PermutedShape permuted, long[] shape)
    {
        int rank = shape.Length;
        int[] strides = new int[rank];
        for (int axis = rank - 1, stride = 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= (int)permuted.Shape[axis];
        }

        int[] numbers = new int[(int)shape.Aggregate(1L, (product, length) => product * length)];
        long[] index = new long[rank];
        for (int element = 0; element < numbers.Length; element++)
        {
            long number = 0;
            for (int axis = 0; axis < rank; axis++)
            {
                long along = (permuted.Reversed >> axis & 1) == 0 ? index[axis] : shape[axis] - 1 - index[axis];
                number += along * strides[permuted.Axes[axis]];
            }

            numbers[element] = (int)number;
            for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return numbers;
    }
}

/// <summary>A file of elements of one type that differ from their neighbours, as integers that the type holds exactly.</summary>
internal sealed class SweptFile : IDisposable
{
    /// <summary>Bytes before the first element, so that none is aligned.</summary>
    public const int Lead = 5;

    private const int Elements = 1104;

    public SweptFile(string path, ElementType type)
    {
        Type = type;
        int distinct = type.ItemSize == 1 ? 251 : Elements;
        Values = [.. Enumerable.Range(0, Elements).Select(element => (long)((element * 167) + 13) % distinct)];
        Bytes = new byte[Lead + (Elements * type.ItemSize)];
        MemoryView all = new(MemorySource.Of(Bytes), Layout.Contiguous(type, [Elements], Lead));
        for (int element = 0; element < Elements; element++)
        {
            all.SetValue(Values[element], element);
        }

        File.WriteAllBytes(path, Bytes);
        Mapping = MappedFile.Open(path, MapAccess.Read);
    }

    public ElementType Type { get; }

    public long[] Values { get; }

    public byte[] Bytes { get; }

    public MappedFile Mapping { get; }

    public byte[] Pack(ReadOnlySpan<int> numbers)
    {
        int size = Type.ItemSize;
        byte[] packed = new byte[numbers.Length * size];
        for (int element = 0; element < numbers.Length; element++)
        {
            Bytes.AsSpan(Lead + (numbers[element] * size), size).CopyTo(packed.AsSpan(element * size));
        }

        return packed;
    }

    public void Dispose() => Mapping.Dispose();
}

/// <summary>Ways of going through a view: both ways of reading, as usual and with boundaries so near that a few elements cross them.</summary>
internal static class SweptWays
{
    public static WorkLimits Mapped { get; } = new() { Threads = 1, Io = WindowSource.Mapped };

    public static WorkLimits Buffered { get; } = new() { Threads = 1, Io = WindowSource.Buffered };

    /// <summary>Some elements a block, and a few blocks a segment.</summary>
    public static WorkLimits Near(int itemSize, int elements, WindowSource io, int threads = 1) =>
        new() { Threads = threads, Io = io, WindowBytes = (elements + 1) * itemSize, BlockBytes = elements * itemSize, SegmentBytes = 2 * elements * itemSize };

    /// <summary>All ways to walk one view. The boundaries that are near differ from case to case.</summary>
    public static IEnumerable<WorkLimits> Of(int itemSize, int number) =>
        [Mapped, Near(itemSize, 1 + (number % 5), WindowSource.Mapped), Buffered, Near(itemSize, 1 + (number / 5 % 5), WindowSource.Buffered)];
}
