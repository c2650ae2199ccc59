using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>Reads view expressions, by themselves or as far as they go in a longer text.</summary>
internal static class ViewParser
{
    private const string Methods = "cast, view, reshape, transpose, bits and T";

    /// <summary>Reads a view up to whatever can't belong to it any more.</summary>
    /// <param name="tokenizer">Stands before the view.</param>
    /// <param name="operatorFollows">Whether an edit's operator may stand where the view is empty.</param>
    public static ViewExpression Read(Tokenizer tokenizer, bool operatorFollows = false)
    {
        ViewExpression? named = NamedTypes.TryView(tokenizer);
        ViewStart? start = named is null ? ReadStart(tokenizer, operatorFollows) : named.Start;
        ImmutableArray<ViewStep> steps = named?.Steps ?? [];
        if (tokenizer.Peek() is '[' or '.')
        {
            ImmutableArray<ViewStep>.Builder builder = ImmutableArray.CreateBuilder<ViewStep>(steps.Length + 1);
            builder.AddRange(steps);
            bool areBits = steps.Any(static step => step is BitsStep);
            for (char next = tokenizer.Peek(); next is '[' or '.'; next = tokenizer.Peek())
            {
                int place = tokenizer.Position;
                ViewStep step = next == '[' ? ReadBracket(tokenizer, operatorFollows) : ReadDot(tokenizer);
                if (areBits && step is not IndexStep)
                {
                    throw tokenizer.Error(place, "only indices may follow .bits[...]: every other step comes before it");
                }

                areBits |= step is BitsStep;
                builder.Add(step);
            }

            steps = builder.DrainToImmutable();
        }

        return new(start, steps);
    }

    private static ViewStart? ReadStart(Tokenizer tokenizer, bool operatorFollows)
    {
        if (tokenizer.Peek() == '[')
        {
            int start = tokenizer.Position;
            tokenizer.Position++;
            if (tokenizer.IsAtString)
            {
                string name = tokenizer.QuotedString();
                tokenizer.Take(']');
                return new MemberStart(name);
            }

            tokenizer.Position = start;
            return null;
        }

        bool isType = operatorFollows ? ElementTypeNotation.IsNextBeforeOperator(tokenizer) : ElementTypeNotation.IsNext(tokenizer);
        if (!isType)
        {
            return null;
        }

        ElementType type = ElementTypeNotation.Read(tokenizer, word => $"; a member of the container is written [\"{word}\"]");
        ImmutableArray<long>? shape = tokenizer.Peek() == '(' ? Dimensions.Read(tokenizer) : null;
        return new TypeStart(type, shape, tokenizer.TryTake('@') ? tokenizer.Integer("a byte of the file") : null);
    }

    private static ViewStep ReadBracket(Tokenizer tokenizer, bool operatorFollows)
    {
        tokenizer.Take('[');
        if (tokenizer.IsAtString)
        {
            string name = tokenizer.QuotedString();
            tokenizer.Take(']');
            return new FieldStep(name);
        }

        if (tokenizer.Peek() == '[')
        {
            return ReadFields(tokenizer);
        }

        ImmutableArray<ViewIndex>.Builder indices = ImmutableArray.CreateBuilder<ViewIndex>(1);
        do
        {
            if (indices.Count > 0 && tokenizer.Peek() == ']')
            {
                break;
            }

            indices.Add(ReadIndex(tokenizer, operatorFollows && indices.Count == 0));
        }
        while (tokenizer.TryTake(','));

        tokenizer.Take(']', indices[^1].Kind == ViewIndexKind.Slice ? "':', ',' or ']'" : "',' or ']'");
        return new IndexStep(indices.DrainToImmutable());
    }

    // [["t","v"]], behind its first bracket.
    private static FieldsStep ReadFields(Tokenizer tokenizer)
    {
        tokenizer.Take('[');
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        do
        {
            names.Add(tokenizer.QuotedString());
        }
        while (tokenizer.TryTake(','));

        tokenizer.Take(']', "',' or ']'");
        tokenizer.Take(']');
        return new(names.DrainToImmutable());
    }

    // [a:+] may stand only where the index is the only one of the step, and the step is that of an edit's target.
    private static ViewIndex ReadIndex(Tokenizer tokenizer, bool mayAwaitCount)
    {
        const string Expected = "an index: an integer, a slice, '...' or newaxis";
        if (tokenizer.TryTake("..."))
        {
            return ViewIndex.Ellipsis;
        }

        if (char.IsAsciiLetter(tokenizer.Peek()))
        {
            int place = tokenizer.Position;
            ReadOnlySpan<char> word = tokenizer.Word();
            return word switch
            {
                "newaxis" => ViewIndex.NewAxis,
                "None" => throw tokenizer.Error(place, "a new axis is written newaxis"),
                "Ellipsis" => throw tokenizer.Error(place, "whole axes are written ..."),
                _ => throw tokenizer.Error(place, $"expected {Expected}; a field of that name is written .{word} or [\"{word}\"]"),
            };
        }

        long? start = tokenizer.IsAtInteger() ? tokenizer.Integer() : null;
        if (!tokenizer.TryTake(':'))
        {
            return start is { } index ? ViewIndex.At(index) : throw tokenizer.Expected(Expected);
        }

        bool isCount = tokenizer.TryTake('+');
        if (isCount && mayAwaitCount && tokenizer.Peek() == ']')
        {
            return ViewIndex.CountOfValue(start);
        }

        long? stop = isCount ? tokenizer.NonNegative("a number of elements") : tokenizer.IsAtInteger() ? tokenizer.Integer() : null;
        long? step = null;
        if (tokenizer.TryTake(':') && tokenizer.Peek() is not (']' or ','))
        {
            int place = tokenizer.Position;
            step = tokenizer.Integer("a step");
            if (step == 0)
            {
                throw tokenizer.Error(place, "a slice can't have a step of 0");
            }
        }

        return isCount ? ViewIndex.From(start, stop!.Value, step) : ViewIndex.Slice(start, stop, step);
    }

    private static ViewStep ReadDot(Tokenizer tokenizer)
    {
        tokenizer.Take('.');
        _ = tokenizer.AtEnd;
        int place = tokenizer.Position;
        ReadOnlySpan<char> word = tokenizer.Word();
        switch (word)
        {
            case "T":
                return tokenizer.Peek() == '(' ? throw tokenizer.Expected("no brackets behind .T: .transpose(1,0) names axes; then '[', '.' or the end") : new TransposeStep();
            case "cast":
                return ReadCast(tokenizer);
            case "bits":
                return ReadBits(tokenizer);
            case "view":
                tokenizer.Take('(', "'(' and an element type");
                ElementType type = ElementTypeNotation.Read(tokenizer);
                tokenizer.Take(')');
                return new ViewTypeStep(type);
            case "reshape":
                RequireBracket(tokenizer, "'(' and dimensions");
                return new ReshapeStep(Dimensions.Read(tokenizer));
            case "transpose":
                RequireBracket(tokenizer, "'(' and axes");
                return ReadTranspose(tokenizer);
        }

        string name = word.ToString();
        if (!FieldNames.IsIdentifier(name))
        {
            throw name.Length == 0
                ? tokenizer.Expected($"a field's name, or one of {Methods}")
                : tokenizer.Error(place, $"a field's name that is no identifier is written [\"{name}\"]");
        }

        return tokenizer.Peek() == '('
            ? throw tokenizer.Error(place, $"there is no method '{name}'; there are {Methods}")
            : new FieldStep(name);
    }

    private static BitsStep ReadBits(Tokenizer tokenizer)
    {
        const string Wanted = "the bits, [lo:hi]; a field of that name is written [\"bits\"]";
        if (tokenizer.Peek() != '[')
        {
            throw tokenizer.Expected(Wanted);
        }

        tokenizer.Take('[');
        long low = tokenizer.NonNegative("the number of the lowest bit");
        tokenizer.Take(':', "':' and the bit behind the highest");
        long high = tokenizer.NonNegative("the number of the bit behind the highest");
        tokenizer.Take(']');
        return new(low, high);
    }

    private static CastStep ReadCast(Tokenizer tokenizer)
    {
        tokenizer.Take('(', "'(' and an element type");
        ElementType type = ElementTypeNotation.Read(tokenizer);
        if (tokenizer.TryTake(')'))
        {
            return new(type);
        }

        if (tokenizer.Peek() == '(')
        {
            // .cast(h(2,3)): the same as .cast(h,2,3), as a start is written.
            ImmutableArray<long> dimensions = Dimensions.Read(tokenizer);
            tokenizer.Take(')');
            return new(type, dimensions);
        }

        tokenizer.Take(',', "',' and dimensions, or ')'");
        if (tokenizer.Peek() == '(')
        {
            ImmutableArray<long> shape = Dimensions.Read(tokenizer);
            tokenizer.Take(')');
            return new(type, shape);
        }

        return tokenizer.Peek() == ')' ? throw tokenizer.Expected("a dimension") : new(type, Dimensions.ReadRest(tokenizer));
    }

    private static TransposeStep ReadTranspose(Tokenizer tokenizer)
    {
        int start = tokenizer.Position;
        tokenizer.Take('(');
        bool reverses = tokenizer.TryTake(')');
        if (reverses)
        {
            return new();
        }

        tokenizer.Position = start;
        return new(Dimensions.ReadList(tokenizer, "an axis"));
    }

    private static void RequireBracket(Tokenizer tokenizer, string expected)
    {
        if (tokenizer.Peek() != '(')
        {
            throw tokenizer.Expected(expected);
        }
    }
}
