namespace MmapTool.Errors;

/// <summary>A verified edit whose OLD value is not there: the answer is no, and nothing was written.</summary>
public sealed class MismatchException : MmapToolException
{
    /// <summary>Makes the exception with its one-line message.</summary>
    public MismatchException(string message)
        : base(message)
    {
    }
}
