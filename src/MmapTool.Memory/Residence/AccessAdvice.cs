namespace MmapTool.Memory;

/// <summary>How a range is about to be used; a hint that changes speed, never results.</summary>
public enum AccessAdvice
{
    /// <summary>No particular pattern.</summary>
    Normal,

    /// <summary>In order, once.</summary>
    Sequential,

    /// <summary>At scattered places: no reading ahead. Good for cold, sparse points; ruinous for a scan.</summary>
    Random,

    /// <summary>It will be used soon: the system starts reading it.</summary>
    WillNeed,

    /// <summary>It will not be used soon: this process releases its pages. The page cache keeps them, and no written byte is lost.</summary>
    DontNeed,
}
