using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool.Tests.Notation;

/// <summary>Layouts as chains of steps make them from a contiguous base somewhere in a file, up to its very end.</summary>
public static class RandomLayouts
{
    private static readonly string[] Types =
        ["u1", "i2", ">i4", "f8", "u3", "S5", "V7", "bf16", "{a:u1,b:i4,c:u2(2)}", "{a:i2@3,b:{c:u1,d:i2}(2,2)@6,V3}", "{a:u1(3,1)}"];

    public static (Layout Layout, long FileLength) Make(Random random)
    {
        ElementType type = ElementTypeNotation.Parse(Types[random.Next(Types.Length)]);
        ImmutableArray<long> shape = [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Next(12) == 0 ? 0L : random.Next(1, 8))];
        Layout layout = Layout.Contiguous(type, shape, random.Next(2) == 0 ? 0 : random.Next(20));
        long fileLength = layout.Offset + layout.ByteLength + (random.Next(2) == 0 ? 0 : random.Next(20));
        for (int step = random.Next(7); step > 0; step--)
        {
            try
            {
                layout = Stepped(layout, random);
            }
            catch (ViewException)
            {
                // A step that does not fit this layout is left out.
            }
        }

        return (layout, fileLength);
    }

    private static Layout Stepped(Layout layout, Random random) => random.Next(8) switch
    {
        0 => layout.Transpose([.. Enumerable.Range(0, layout.Rank).Select(axis => (long)axis).OrderBy(_ => random.Next())]),
        1 => layout.Reshape(Regrouped(layout.Shape, random)),
        2 when layout.ElementType.Kind == ElementKind.Record => layout.Field(layout.ElementType.Fields[random.Next(layout.ElementType.Fields.Length)].Name),
        3 => layout.View(ElementTypeNotation.Parse(Types[random.Next(Types.Length)])),
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

            if (dimension < 2 && random.Next(2) == 0)
            {
                Add(dimension);
            }
            else if (dimension == 0)
            {
                Add(0);
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
