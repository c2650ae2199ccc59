namespace MmapTool.Errors;

/// <summary>A view that can't be made: it does not fit the file, the shape or the element type it is laid over.</summary>
public sealed class ViewException : MmapToolException
{
    /// <summary>Makes the exception with its one-line message.</summary>
    public ViewException(string message)
        : base(message)
    {
    }
}
