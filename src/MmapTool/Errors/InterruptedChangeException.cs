namespace MmapTool.Errors;

/// <summary>An earlier change of the file was interrupted, and its journal is still there: recover first.</summary>
public sealed class InterruptedChangeException : MmapToolException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="journal">The journal's path.</param>
    /// <param name="message">The one-line message.</param>
    /// <param name="cause">The failure that interrupted the change; <see langword="null"/> where it was interrupted before.</param>
    public InterruptedChangeException(string journal, string message, Exception? cause = null)
        : base(message, cause) => Journal = journal;

    /// <summary>The journal's path.</summary>
    public string Journal { get; }
}
