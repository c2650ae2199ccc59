using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>
/// Which elements of a step stay as they are, as they and their right sides lie in holes: they need not be worked out, kept or written. Asked by one
/// thread at a time; cheapest forwards.
/// </summary>
/// <remarks>
/// Three rules tell it. A right side that is zero for integers changes nothing when it is added, taken away, or'ed, or shifted by. An element that is zero
/// stays zero by one constant or by a few, or by integers that it is multiplied or and'ed with. Else both have to be zeros, and make zeros.
/// </remarks>
internal sealed class StepHoles
{
    // Right sides that are looked at one by one.
    private const long MostConstants = 64 << 10;
    private readonly LayoutHoles[] sides;
    private readonly ComputedStep step;
    private readonly long leastHole;

    private StepHoles(ComputedStep step, long leastHole, LayoutHoles[] sides) => (this.step, this.leastHole, this.sides) = (step, leastHole, sides);

    /// <summary>The holes of a step; null where it has to work all of its elements out.</summary>
    /// <param name="step">The step.</param>
    /// <param name="length">Bytes of the file that it changes.</param>
    /// <param name="nextHole">The first hole of that file at or after an offset inside it.</param>
    /// <param name="leastHole">Bytes of the shortest hole that parts the other elements.</param>
    /// <param name="stays">Whether an element of zeros that becomes these bytes counts as one that stays; only zeros do where it is not given.</param>
    /// <param name="isShortLookedAt">Whether the holes of a step of fewer bytes than <paramref name="leastHole"/> are looked for too: that costs a call of the system for each step.</param>
    public static StepHoles? Of(
        ComputedStep step, long length, Func<long, (long Start, long End)> nextHole, long leastHole = LayoutHoles.LeastHole, Func<byte[], bool>? stays = null, bool isShortLookedAt = false)
    {
        Layout target = step.Target;
        if ((target.ByteLength < leastHole && !isShortLookedAt) || target.ItemSize == 0)
        {
            return null;
        }

        stays ??= static element => !element.AsSpan().ContainsAnyExcept((byte)0);
        bool hasHole = HasHole(target, length, nextHole);
        if (hasHole && (step.IsZeroByAnyInteger || IsZeroByConstants(step, stays)))
        {
            return new(step, leastHole, [new(target, length, nextHole, leastHole)]);
        }

        // A value that was read at once has zeros; constants and bytes that are kept elsewhere have no holes.
        Layout from = step.Operand.Layout;
        Func<long, (long Start, long End)>? otherHole = step.Operand.Reader switch
        {
            null => nextHole,
            MappedFile file => file.NextHole,
            EncodedBytes array when hasHole => array.NextHole,
            _ => null,
        };
        long otherLength = step.Operand.Reader switch
        {
            MappedFile file => file.Length,
            EncodedBytes array => array.Length,
            _ => length,
        };
        if (otherHole is null || step.Operand.Constants is not null || from.ItemSize == 0 || !HasHole(from, otherLength, otherHole))
        {
            return null;
        }

        // As many elements.
        long leastOther = Math.Max(1, leastHole / target.ItemSize) * from.ItemSize;
        if (step.IsUnchangedByZero())
        {
            return new(step, leastHole, [new(from, otherLength, otherHole, leastOther)]);
        }

        return hasHole && step.ZeroByZero() is { } element && stays(element)
            ? new(step, leastHole, [new(target, length, nextHole, leastHole), new(from, otherLength, otherHole, leastOther)])
            : null;
    }

    /// <summary>The most consecutive elements from one on that stay.</summary>
    public long From(long first) => sides.Min(side => side.From(first));

    /// <summary>The first element from one on that may not stay; the number of all elements where all do.</summary>
    public long Next(long first)
    {
        while (first < step.Target.Count && From(first) is var count and > 0)
        {
            first += count;
        }

        return first;
    }

    /// <summary>The end of the last such element before one; 0 where there is none.</summary>
    public long Last(long end)
    {
        while (end > 0 && sides.Min(side => side.Before(end)) is var count and > 0)
        {
            end -= count;
        }

        return end;
    }

    /// <summary>Where a run ends: from one element that does not stay, the first of so many that do that they are worth it.</summary>
    public long EndOfSolid(long first)
    {
        long least = Math.Max(1, leastHole / step.Target.ItemSize);
        long end = first;
        while (end < step.Target.Count)
        {
            // The first at which each side is in a hole, if that is the same one.
            long next = sides.Max(side => side.EndOfSolid(end));
            long count = next < step.Target.Count ? From(next) : 0;
            if (count >= least || next + count >= step.Target.Count)
            {
                return next;
            }

            end = next + Math.Max(0, count - 1);
        }

        return step.Target.Count;
    }

    /// <summary>The runs of elements that may not stay, and of such as do but are too few, in order.</summary>
    public IEnumerable<(long First, long Count)> Solid()
    {
        long count = step.Target.Count;
        for (long first = Next(0), end; first < count; first = Next(end))
        {
            end = EndOfSolid(first);
            yield return (first, end - first);
        }
    }

    /// <summary>Whether any hole begins before a layout ends.</summary>
    public static bool HasHole(Layout layout, long length, Func<long, (long Start, long End)> nextHole) =>
        layout.Count > 0 && layout.Start >= 0 && layout.Start < length && nextHole(layout.Start).Start < layout.End;

    private static bool IsZeroByConstants(ComputedStep step, Func<byte[], bool> stays)
    {
        if (step.HasOneOperand)
        {
            return step.FromZeros() is { } element && stays(element);
        }

        return step.Operand.Reader is EncodedBytes && step.EachFromZeros(MostConstants) is { } elements && elements.All(stays);
    }
}
