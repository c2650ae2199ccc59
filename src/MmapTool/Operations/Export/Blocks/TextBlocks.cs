using MmapTool.Operations.Engine;

namespace MmapTool.Operations.Export;

/// <summary>An export cut into blocks whose text several threads can make, to be written in order.</summary>
internal abstract class TextBlocks
{
    /// <summary>Bytes that the text of a block takes at most, about.</summary>
    public const int LargestText = 1 << 20;

    /// <summary>How many blocks there are.</summary>
    public abstract long Count { get; }

    /// <summary>Bytes of the view in this many blocks.</summary>
    public abstract long BytesOf(long blocks);

    /// <summary>A new formatter for one thread, which makes the text of blocks, one at a time.</summary>
    public abstract BlockFormatter NewFormatter();

    /// <summary>Takes a finished block: one at a time, in order.</summary>
    /// <returns>The bytes to be written.</returns>
    public virtual ReadOnlyMemory<byte> Join(TextBlock block) => block.Text.WrittenMemory;
}

/// <summary>Makes the text of blocks.</summary>
internal abstract class BlockFormatter(ElementReader all, ScanSource? source) : IDisposable
{
    /// <summary>The elements, as this thread reads them.</summary>
    protected ElementReader Reader { get; } = source is null ? all : new WindowReader(source);

    /// <summary>Makes the text of the block of this number.</summary>
    public abstract void Format(TextBlock block);

    /// <inheritdoc/>
    public void Dispose() => (Reader as WindowReader)?.Dispose();
}
