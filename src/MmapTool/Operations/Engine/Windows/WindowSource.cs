namespace MmapTool.Operations.Engine;

/// <summary>How windows of a file are read.</summary>
public enum WindowSource
{
    /// <summary>The engine chooses, by the operation and the free memory, and by measuring the first windows.</summary>
    Auto,

    /// <summary>Through the mapping.</summary>
    Mapped,

    /// <summary>By pread into buffers.</summary>
    Buffered,
}
