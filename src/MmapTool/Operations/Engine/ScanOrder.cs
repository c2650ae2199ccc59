namespace MmapTool.Operations.Engine;

/// <summary>The order in which a scan numbers the elements of a view.</summary>
internal enum ScanOrder
{
    /// <summary>C order: last axis fastest.</summary>
    C,

    /// <summary>The order of offsets in memory. It is the fastest, for operations that need no order.</summary>
    Memory,
}
