using System.Text;
using MmapTool.Errors;

namespace MmapTool.Formats;

/// <summary>The text of a header, and where in the file it stands, so that an error in it can name its byte.</summary>
internal sealed class HeaderText(string text, Encoding encoding, long start)
{
    /// <summary>The text.</summary>
    public string Text { get; } = text;

    /// <summary>The error at a character of the text.</summary>
    public ContainerException Error(int character, string reason)
    {
        long offset = start + encoding.GetByteCount(Text.AsSpan(0, character));
        return new ContainerException($"{reason} (at byte {offset})", offset);
    }
}
