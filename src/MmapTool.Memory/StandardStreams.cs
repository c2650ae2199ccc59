namespace MmapTool.Memory;

/// <summary>The process's standard streams as they are: unbuffered, at the shared file position, with their errors reported.</summary>
public static class StandardStreams
{
    /// <summary>Standard input.</summary>
    public static Stream OpenInput() => throw new NotImplementedException();

    /// <summary>Standard output; a closed pipe is a <see cref="BrokenPipeException"/>.</summary>
    public static Stream OpenOutput() => throw new NotImplementedException();

    /// <summary>Standard error.</summary>
    public static Stream OpenError() => throw new NotImplementedException();
}
