namespace MmapTool.Patching;

/// <summary>An element's value does not fit; whoever knows the view names the element and makes a ValueException of it.</summary>
internal sealed class ElementException(int position, string reason) : Exception(reason)
{
    /// <summary>The element in the block that was worked on.</summary>
    public int Position { get; } = position;
}
