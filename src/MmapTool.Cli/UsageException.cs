namespace MmapTool.Cli;

/// <summary>The command was used wrongly: exit status 2.</summary>
internal sealed class UsageException : Exception
{
    /// <summary>Makes the exception with its one-line message: the place, the reason and the mend.</summary>
    public UsageException(string message)
        : base(message)
    {
    }
}
