namespace MmapTool.Layouts;

/// <summary>The use that a view is made for: how strictly slices are held to their axes.</summary>
internal enum ViewUse
{
    /// <summary>To be read: <c>a:b</c> is cut to the axis as in Python; <c>a:+n</c> is exactly n elements.</summary>
    Read,

    /// <summary>To be changed: no bound lies outside its axis, and no slice but one of a whole axis is empty.</summary>
    Change,

    /// <summary>Told again from a journal: all slices are cut, as the version that wrote the journal may have done.</summary>
    Journal,
}
