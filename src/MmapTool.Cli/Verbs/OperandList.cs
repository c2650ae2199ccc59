using MmapTool.Memory;

namespace MmapTool.Cli.Verbs;

/// <summary>Takes a verb's operands off their list; what is left over is an error.</summary>
internal ref struct OperandList(string verb, IReadOnlyList<string> operands)
{
    private int next;

    /// <summary>The next operand, which must be there.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public string Required(string name) => next < operands.Count
        ? operands[next++] is { Length: > 0 } operand ? operand : throw new UsageException($"{verb} needs {name}, which is empty")
        : throw new UsageException($"{verb} needs {name}: see 'mmaptool help {verb}'");

    /// <summary>The next operand, or <see langword="null"/>.</summary>
    public string? Optional() => next < operands.Count ? operands[next++] : null;

    /// <summary>All the others.</summary>
    public List<string> Rest()
    {
        List<string> rest = [];
        while (next < operands.Count)
        {
            rest.Add(operands[next++]);
        }

        return rest;
    }

    /// <summary>Sees that none is left over.</summary>
    /// <exception cref="UsageException">One is.</exception>
    public readonly void End()
    {
        if (next < operands.Count)
        {
            string left = operands[next];
            throw new UsageException(IsFile(left)
                ? $"left-over operand '{left}', which is a file: where a shell has put files in the place of a pattern, single-quote the view; {verb} takes one file"
                : $"left-over operand '{left}': a view is one word, so single-quote the view; see 'mmaptool help {verb}'");
        }
    }

    // An operand that no file can be called is no file.
    private static bool IsFile(string operand)
    {
        try
        {
            return FilePresence.IsFile(operand);
        }
        catch (MappedFileException)
        {
            return false;
        }
    }
}
