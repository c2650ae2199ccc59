namespace MmapTool.Errors;

/// <summary>A value that does not fit the element type or the shape of its target.</summary>
public sealed class ValueException : MmapToolException
{
    /// <summary>Makes the exception with its one-line message.</summary>
    public ValueException(string message)
        : base(message)
    {
    }
}
