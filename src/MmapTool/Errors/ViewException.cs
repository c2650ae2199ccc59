namespace MmapTool.Errors;

/// <summary>A view that can't be made, because it does not fit the file, the shape or the element type.</summary>
public sealed class ViewException : MmapToolException
{
    /// <summary>Makes the exception with its one-line message.</summary>
    public ViewException(string message)
        : base(message)
    {
    }
}
