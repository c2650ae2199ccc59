namespace MmapTool.Errors;

/// <summary>
/// An error of the library that a user can mend. The message is one line that names the place, the reason and, where there
/// is one, the mend. Which file it was is added by whoever knows it.
/// </summary>
public abstract class MmapToolException : Exception
{
    /// <summary>Makes the exception with its one-line message.</summary>
    protected MmapToolException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
