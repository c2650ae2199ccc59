namespace MmapTool.Memory;

/// <summary>The reader of the pipe has gone.</summary>
public sealed class BrokenPipeException : IOException
{
    /// <summary>Makes the exception.</summary>
    public BrokenPipeException()
        : base("the reader of the pipe has gone")
    {
    }
}
