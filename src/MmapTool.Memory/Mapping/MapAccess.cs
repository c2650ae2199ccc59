namespace MmapTool.Memory;

/// <summary>The access that a mapping gives.</summary>
public enum MapAccess
{
    /// <summary>Read only.</summary>
    Read,

    /// <summary>Read and write; writes reach the file.</summary>
    ReadWrite,

    /// <summary>Read and write; writes stay in this process and never reach the file.</summary>
    CopyOnWrite,
}
