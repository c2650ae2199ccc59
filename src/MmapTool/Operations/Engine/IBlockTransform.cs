namespace MmapTool.Operations.Engine;

/// <summary>What is made of the elements of a view, block by block. A struct, so that its calls are compiled in.</summary>
public interface IBlockTransform
{
    /// <summary>Turns packed old elements into as many packed new ones. Called from several threads at once, for different elements.</summary>
    /// <param name="first">The number of the first, in the order of memory.</param>
    /// <param name="before">The old elements, in the byte order of their type.</param>
    /// <param name="after">Where the new ones go.</param>
    void Transform(long first, ReadOnlySpan<byte> before, Span<byte> after);
}
