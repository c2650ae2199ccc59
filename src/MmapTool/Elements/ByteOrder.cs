namespace MmapTool.Elements;

/// <summary>The order of the bytes of one number.</summary>
public enum ByteOrder
{
    /// <summary>No order applies: single bytes, byte strings, records (NumPy's <c>|</c>).</summary>
    None,

    /// <summary>Least significant byte first (<c>&lt;</c>).</summary>
    Little,

    /// <summary>Most significant byte first (<c>&gt;</c>).</summary>
    Big,
}
