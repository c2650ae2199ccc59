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

    /// <summary>Soon: start reading it in.</summary>
    WillNeed,

    /// <summary>Not soon: this process lets go of its pages. The page cache keeps them, and nothing written is lost.</summary>
    DontNeed,
}
