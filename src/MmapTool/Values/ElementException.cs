namespace MmapTool.Values;

/// <summary>An element's value does not fit; the caller that knows the view names the element and makes a ValueException of it.</summary>
/// <param name="position">The element in the block that was worked on.</param>
/// <param name="reason">Why it does not fit.</param>
/// <param name="mend">The modes that make it fit (<see cref="CastAdvice"/>); empty where none does.</param>
internal sealed class ElementException(int position, string reason, string mend = "") : Exception(reason)
{
    /// <summary>The element in the block that was worked on.</summary>
    public int Position { get; } = position;

    /// <summary>The advice that follows the message where the caller takes a mode; it begins with a semicolon, or is empty.</summary>
    public string Mend { get; } = mend;

    /// <summary>The same of an element that lies so many further on.</summary>
    public ElementException After(int count) => new(Position + count, Message, Mend);

    /// <summary>The reason, with the advice where a mode can be asked for.</summary>
    /// <param name="takesModes">Whether the caller takes a mode.</param>
    public string Text(bool takesModes) => takesModes ? Message + Mend : Message;
}
