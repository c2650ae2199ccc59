using System.Collections.Immutable;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Testing.Layouts;

/// <summary>The one generator of layouts: every rank, length, permutation, stride, type and offset that views have. Each test records the classes that it met (<see cref="LayoutClasses"/>).</summary>
public static class LayoutGenerator
{
    private const long Page = 4096;

    // Far views lie just before or behind these places.
    private static readonly long[] FarPlaces = [1L << 31, 1L << 32];

    /// <summary>Any strides: axes in any order in memory, with gaps, backwards, repeated and overlapping.</summary>
    public static Layout Strided(Random random, LayoutWish wish)
    {
        while (true)
        {
            ElementType type = wish.Type(random);
            ImmutableArray<long> shape = Shape(random, wish, type.ItemSize);
            ImmutableArray<long> strides = Strides(random, shape, type.ItemSize, wish.MayShareBytes);

            // From the first element to the lowest one, and to the highest.
            long low = shape.Zip(strides, (length, stride) => Math.Min(0, Math.Max(0, length - 1) * stride)).Sum();
            long high = shape.Zip(strides, (length, stride) => Math.Max(0, Math.Max(0, length - 1) * stride)).Sum();
            if (high - low + type.ItemSize <= wish.MaximumExtent)
            {
                return Layout.Create(type, Offset(random, wish.MayBeFar) - low, shape, strides);
            }
        }
    }

    /// <summary>
    /// A layout that steps make of a packed array in a file, for which there is a text. Half the files end with the array, the others up to 19 bytes behind it.
    /// </summary>
    /// <returns>The layout, and the bytes of the file.</returns>
    public static (Layout Layout, long FileLength) Stepped(Random random, LayoutWish wish)
    {
        ElementType type = wish.Type(random);
        Layout layout = Layout.Contiguous(type, Shape(random, wish, type.ItemSize), Offset(random, wish.MayBeFar));
        long fileLength = layout.Offset + layout.ByteLength + (random.Next(2) == 0 ? 0 : random.Next(20));
        for (int step = random.Next(7); step > 0; step--)
        {
            try
            {
                layout = Step(layout, random, wish);
            }
            catch (ViewException)
            {
                // A step that does not fit this layout is left out.
            }
        }

        return (layout, fileLength);
    }

    /// <summary>Lengths of axes: 0, 1, 2, 3, and powers of two and their neighbours, as many as fit.</summary>
    public static ImmutableArray<long> Shape(Random random, LayoutWish wish, int itemSize)
    {
        int rank = random.Next(5) < 3 ? random.Next(wish.MaximumRank + 1) : Math.Max(0, wish.MaximumRank - random.Next(3));
        long left = Math.Max(1, Math.Min(wish.MaximumElements, wish.MaximumExtent / Math.Max(1, itemSize)));
        long[] shape = new long[rank];
        foreach (int axis in Enumerable.Range(0, rank).OrderBy(_ => random.Next()).ToArray())
        {
            long length = random.Next(20) switch
            {
                0 => wish.MayBeEmpty ? 0 : 1,
                1 => 1,
                < 9 => 2,
                < 14 => 3,
                _ => (1L << random.Next(2, Math.Max(3, 1 + BitOperations.Log2((ulong)left)))) + random.Next(-1, 2),
            };
            shape[axis] = Math.Min(length, left);
            left /= Math.Max(1, shape[axis]);
        }

        return [.. shape];
    }

    /// <summary>Strides of a shape: packed in any order of the axes, with and without gaps, forwards and backwards; now and then repeated or overlapping.</summary>
    public static ImmutableArray<long> Strides(Random random, ImmutableArray<long> shape, int itemSize, bool mayShareBytes)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        if (random.Next(4) == 0)
        {
            Array.Reverse(order);
        }
        else
        {
            random.Shuffle(order);
        }

        long[] strides = new long[shape.Length];
        bool hasGaps = random.Next(3) == 0;
        int backwards = random.Next(3);
        long stride = Math.Max(1, itemSize);
        foreach (int axis in order)
        {
            bool shares = mayShareBytes && random.Next(8) == 0;
            long each = !shares ? stride : random.Next(2) == 0 ? 0 : Math.Max(1, random.NextInt64(stride));
            strides[axis] = backwards > 0 && random.Next(3) < backwards ? -each : each;
            stride = Math.Max(stride, ((Math.Max(1, shape[axis]) - 1) * each) + stride) + (hasGaps ? random.Next(4) * (random.Next(2) == 0 ? 1 : itemSize) : 0);
        }

        return [.. strides];
    }

    private static long Offset(Random random, bool mayBeFar) => random.Next(mayBeFar ? 5 : 3) switch
    {
        0 => random.Next(20),
        1 => (Page * random.Next(1, 4)) + random.Next(-9, 10),
        2 => random.Next(2) * (1000 + random.Next(20)),
        _ => FarPlaces[random.Next(FarPlaces.Length)] - random.Next(1, 200),
    };

    private static Layout Step(Layout layout, Random random, LayoutWish wish) => random.Next(8) switch
    {
        0 => layout.Transpose([.. Enumerable.Range(0, layout.Rank).Select(axis => (long)axis).OrderBy(_ => random.Next())]),
        1 => layout.Reshape(Regrouped(layout.Shape, random)),
        2 when layout.ElementType is { Kind: ElementKind.Record, Fields.Length: > 0 } => layout.Field(layout.ElementType.Fields[random.Next(layout.ElementType.Fields.Length)].Name),
        3 => layout.View(wish.Type(random)),
        4 => layout.Index(Enumerable.Range(0, layout.Rank + 1).Select(_ => random.Next(4) == 0 ? ViewIndex.NewAxis : ViewIndex.Ellipsis).DistinctBy(index => index.Kind).ToArray()),
        _ => layout.Index(layout.Shape.Select(length => Index(length, random)).ToArray()),
    };

    private static ViewIndex Index(long length, Random random) => random.Next(8) switch
    {
        0 => ViewIndex.At(random.NextInt64(Math.Max(1, length))),
        1 or 2 => ViewIndex.All,
        3 => ViewIndex.Slice(null, null, -1),
        4 => ViewIndex.Slice(null, null, random.Next(2, 4)),
        _ => ViewIndex.Slice(random.NextInt64(-length, length + 1), random.NextInt64(-length, length + 1) is var stop && random.Next(2) == 0 ? stop : null, random.Next(5) - 2 is var step && step == 0 ? 1 : step),
    };

    // The same elements in another shape: factors of the dimensions, dealt out anew in order.
    private static ImmutableArray<long> Regrouped(ImmutableArray<long> shape, Random random)
    {
        ImmutableArray<long>.Builder result = ImmutableArray.CreateBuilder<long>();
        bool joins = false;
        foreach (long dimension in shape)
        {
            long rest = dimension;
            for (long factor = 2; factor <= rest; factor++)
            {
                while (rest % factor == 0 && rest > 0)
                {
                    Add(factor);
                    rest /= factor;
                }
            }

            if (dimension == 0 || (dimension < 2 && random.Next(2) == 0))
            {
                Add(dimension);
            }

            joins = random.Next(3) == 0;
        }

        return result.ToImmutable();

        void Add(long factor)
        {
            if ((joins || random.Next(2) == 0) && result.Count > 0)
            {
                result[^1] *= factor;
            }
            else
            {
                result.Add(factor);
            }
        }
    }
}
