namespace MmapTool.Operations.Engine;

/// <summary>How windows of a file are read.</summary>
public enum WindowSource
{
    /// <summary>Chosen by the operation, the memory there is, and by measuring the first windows.</summary>
    Auto,

    /// <summary>Through the mapping.</summary>
    Mapped,

    /// <summary>By pread into buffers.</summary>
    Buffered,
}
