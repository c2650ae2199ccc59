namespace MmapTool.Errors;

/// <summary>An earlier change of the file was interrupted, and its journal is still there: recover first.</summary>
public sealed class InterruptedChangeException : MmapToolException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="journal">The journal's path.</param>
    /// <param name="message">The one-line message.</param>
    public InterruptedChangeException(string journal, string message)
        : base(message) => Journal = journal;

    /// <summary>The journal's path.</summary>
    public string Journal { get; }
}
