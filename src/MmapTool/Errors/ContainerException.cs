namespace MmapTool.Errors;

/// <summary>A file whose content can't be trusted: a container header that is malformed, truncated or of a refused kind.</summary>
public sealed class ContainerException : MmapToolException
{
    /// <summary>Makes the exception; <paramref name="offset"/> is the byte in the file where the trouble is.</summary>
    public ContainerException(string message, long offset)
        : base(message) => Offset = offset;

    /// <summary>The byte offset in the file where the trouble is.</summary>
    public long Offset { get; }
}
