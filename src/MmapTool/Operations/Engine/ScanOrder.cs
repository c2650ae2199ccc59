namespace MmapTool.Operations.Engine;

/// <summary>The order in which a scan numbers the elements of a view.</summary>
public enum ScanOrder
{
    /// <summary>C order: last axis fastest.</summary>
    C,

    /// <summary>That of their offsets in memory: for whoever does not care, and the fastest.</summary>
    Memory,
}
