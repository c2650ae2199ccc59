using System.Collections.Immutable;
using System.Text;
using MmapTool.Layouts;

namespace MmapTool.Notation;

/// <summary>Lists of dimensions or axes in round brackets: <c>(2,3)</c>, <c>(-1,4)</c>, <c>()</c>.</summary>
internal static class Dimensions
{
    /// <summary>Reads dimensions of which one may be -1.</summary>
    public static ImmutableArray<long> Read(Tokenizer tokenizer) => ReadList(tokenizer, "a dimension", OneOpen(tokenizer));

    /// <summary>Reads dimensions of which one may be -1, behind the opening bracket and whatever else stood in it.</summary>
    public static ImmutableArray<long> ReadRest(Tokenizer tokenizer) => ReadToBracket(tokenizer, "a dimension", OneOpen(tokenizer));

    /// <summary>Reads the dimensions of a field of a record, none of which is left open.</summary>
    public static ImmutableArray<long> ReadFixed(Tokenizer tokenizer) => ReadList(tokenizer, "a dimension", (place, dimension) =>
    {
        if (dimension < 0)
        {
            throw tokenizer.Error(place, "a dimension of a field can't be negative");
        }
    });

    /// <summary>Reads a list in round brackets; another pair may stand around it, as in NumPy's <c>reshape((2, 3))</c>.</summary>
    public static ImmutableArray<long> ReadList(Tokenizer tokenizer, string what, Action<int, long>? check = null)
    {
        tokenizer.Take('(');
        bool inner = tokenizer.TryTake('(');
        ImmutableArray<long> numbers = ReadToBracket(tokenizer, what, check);
        if (inner)
        {
            tokenizer.Take(')');
        }

        return numbers;
    }

    /// <summary>Writes a list without white space, <c>(2,3)</c>.</summary>
    public static StringBuilder AppendList(this StringBuilder text, ImmutableArray<long> numbers) =>
        text.Append('(').AppendJoin(',', numbers).Append(')');

    private static ImmutableArray<long> ReadToBracket(Tokenizer tokenizer, string what, Action<int, long>? check)
    {
        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
        while (tokenizer.Peek() != ')')
        {
            int place = tokenizer.Position;
            long number = tokenizer.Integer(numbers.Count == 0 ? $"{what} or ')'" : what);
            check?.Invoke(place, number);
            numbers.Add(number);
            if (numbers.Count > Layout.MaximumRank)
            {
                throw tokenizer.Error(place, $"a view has at most {Layout.MaximumRank} dimensions");
            }

            if (!tokenizer.TryTake(','))
            {
                break;
            }
        }

        tokenizer.Take(')', "',' or ')'");
        return numbers.DrainToImmutable();
    }

    private static Action<int, long> OneOpen(Tokenizer tokenizer)
    {
        bool open = false;
        return (place, dimension) =>
        {
            if (dimension < -1)
            {
                throw tokenizer.Error(place, "a dimension can't be negative; one may be -1, to be worked out");
            }

            if (dimension == -1 && open)
            {
                throw tokenizer.Error(place, "only one dimension can be -1");
            }

            open |= dimension == -1;
        };
    }
}
