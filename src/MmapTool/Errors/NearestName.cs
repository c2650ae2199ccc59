namespace MmapTool.Errors;

/// <summary>Finds the name that a mistyped name probably meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the candidates, or <see langword="null"/> where none is near: at most a third of its letters may differ.</summary>
    /// <param name="given">The name as it was given.</param>
    /// <param name="candidates">The names there are.</param>
    public static string? Of(string given, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(candidates);

        // Longer than any name there is: nothing is near, and the work below stays small.
        if (given.Length is 0 or > 64)
        {
            return null;
        }

        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (string candidate in candidates)
        {
            int distance = candidate.StartsWith(given, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(given, candidate);
            if (distance < bestDistance && distance <= Math.Max(1, candidate.Length / 3))
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours (Damerau 1964) each count 1.
    private static int Distance(string left, string right)
    {
        int[] beforeLast = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] row = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            last[column] = column;
        }

        for (int line = 1; line <= left.Length; line++)
        {
            row[0] = line;
            for (int column = 1; column <= right.Length; column++)
            {
                bool same = char.ToLowerInvariant(left[line - 1]) == char.ToLowerInvariant(right[column - 1]);
                row[column] = Math.Min(Math.Min(last[column], row[column - 1]) + 1, last[column - 1] + (same ? 0 : 1));
                if (line > 1 && column > 1 && left[line - 1] == right[column - 2] && left[line - 2] == right[column - 1])
                {
                    row[column] = Math.Min(row[column], beforeLast[column - 2] + 1);
                }
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[right.Length];
    }
}
