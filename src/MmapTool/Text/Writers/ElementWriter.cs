namespace MmapTool.Text;

/// <summary>Turns elements, in C order and in this machine's byte order (records as they lie), into text.</summary>
internal abstract class ElementWriter
{
    /// <summary>Another one for the same elements, for another thread.</summary>
    public abstract ElementWriter Copy();

    /// <summary>Goes to an element, as if those before it had been written.</summary>
    public abstract void Resume(long element);

    /// <summary>The text before the first element.</summary>
    public virtual void Start(ref TextBuffer output)
    {
    }

    /// <summary>The next elements.</summary>
    /// <param name="elements">A whole number of packed elements.</param>
    /// <param name="count">How many; not given by the bytes where items have none.</param>
    /// <param name="output">Where the text goes.</param>
    public abstract void Write(scoped ReadOnlySpan<byte> elements, int count, ref TextBuffer output);

    /// <summary>The text after the last element.</summary>
    public virtual void Finish(ref TextBuffer output)
    {
    }
}
