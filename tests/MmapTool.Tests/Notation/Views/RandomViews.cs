using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Testing.Layouts;

namespace MmapTool.Tests.Notation;

/// <summary>View expressions of every kind of start and step, fit for a file or not.</summary>
public static class RandomViews
{
    private static readonly string[] Names = ["a", "_b1", "T", "cast", "view", "reshape", "transpose", "bits", "newaxis", "", "a b", "\"]", "ä😀", "layer.0.weight", "x\"00\"", "::", "->", "#", "\t\n"];

    public static ViewExpression Make(Random random)
    {
        ViewStart? start = random.Next(4) switch
        {
            0 => null,
            1 => new MemberStart(Name(random)),
            _ => new TypeStart(TypeGenerator.Any(random), Shape(random)),
        };
        ImmutableArray<ViewStep> steps = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Step(random))];
        if (random.Next(5) == 0)
        {
            // Only indices follow bits.
            steps = [.. steps, new BitsStep(Integer(random) & long.MaxValue, Integer(random) & long.MaxValue), .. Enumerable.Range(0, random.Next(3)).Select(_ => Indices(random))];
        }

        // A quoted name at the very start is a member, not a field: no text parses to that.
        bool ambiguous = start is null && steps is [FieldStep field, ..] && !FieldNames.IsReachedByDot(field.Name);
        return new(start, ambiguous ? [new TransposeStep(), .. steps] : steps);
    }

    /// <summary>
    /// Names for some of a view's element types and for a random number of its first steps, and the text of the view that uses them.
    /// </summary>
    public static (ViewNames Names, string Text) Named(Random random, ViewExpression view)
    {
        ViewNames names = ViewNames.None;
        string text = view.ToString();
        foreach (ElementType type in view.Steps.SelectMany(step => step switch { CastStep cast => [cast.ElementType], ViewTypeStep other => [other.ElementType], _ => (ElementType[])[] }).Append((view.Start as TypeStart)?.ElementType).OfType<ElementType>())
        {
            string written = type.ToString();
            string name = $"n{names.Given.Count()}";
            int place = text.IndexOf(written, StringComparison.Ordinal);
            bool stands = place >= 0 && (place == 0 || (text[place - 1] == '(' && place > 4 && (text[..place].EndsWith(".cast(", StringComparison.Ordinal) || text[..place].EndsWith(".view(", StringComparison.Ordinal))));
            if (stands && random.Next(2) == 0)
            {
                names = names.With($"{name}={written}");
                text = text[..place] + name + text[(place + written.Length)..];
            }
        }

        if (view.Start is not null && random.Next(2) == 0)
        {
            int count = random.Next(view.Steps.Length + 1);
            ViewExpression first = view with { Steps = view.Steps[..count] };
            if (first is not { Start: TypeStart { Shape: null, Place: null }, Steps.IsEmpty: true })
            {
                return (ViewNames.None.With($"whole={first}"), "whole" + string.Concat(view.Steps[count..]));
            }
        }

        return (names, text);
    }

    public static string Name(Random random) => Names[random.Next(Names.Length)];

    public static long Integer(Random random) => random.Next(5) switch
    {
        0 => random.NextInt64(long.MinValue, long.MaxValue),
        1 => long.MinValue,
        2 => long.MaxValue,
        _ => random.Next(-10, 10),
    };

    private static ViewStep Step(Random random) => random.Next(7) switch
    {
        0 => new FieldStep(Name(random)),
        1 => new CastStep(TypeGenerator.Any(random), Shape(random)),
        2 => new ViewTypeStep(TypeGenerator.Any(random)),
        3 => new ReshapeStep(Shape(random) ?? [-1]),
        4 => new TransposeStep(random.Next(2) == 0 ? null : [.. Enumerable.Range(0, random.Next(4)).Select(_ => Integer(random))]),
        _ => Indices(random),
    };

    private static IndexStep Indices(Random random) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Index(random))]);

    private static ViewIndex Index(Random random)
    {
        long? step = random.Next(2) == 0 ? null : Integer(random) is var given && given == 0 ? 1 : given;
        return random.Next(6) switch
        {
            0 => ViewIndex.Ellipsis,
            1 => ViewIndex.NewAxis,
            2 => ViewIndex.At(Integer(random)),
            3 => ViewIndex.From(Maybe(random), Integer(random) & long.MaxValue, step),
            _ => ViewIndex.Slice(Maybe(random), Maybe(random), step),
        };
    }

    private static long? Maybe(Random random) => random.Next(3) == 0 ? null : Integer(random);

    private static ImmutableArray<long>? Shape(Random random)
    {
        if (random.Next(3) == 0)
        {
            return null;
        }

        long[] shape = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Integer(random) & long.MaxValue)];
        if (shape.Length > 0 && random.Next(2) == 0)
        {
            shape[random.Next(shape.Length)] = -1;
        }

        return [.. shape];
    }
}
