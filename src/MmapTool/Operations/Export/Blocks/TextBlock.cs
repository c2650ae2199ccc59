using System.Buffers;
using System.Runtime.ExceptionServices;

namespace MmapTool.Operations.Export;

/// <summary>A block of an export on its way from the thread that makes its text to the one that writes it.</summary>
internal sealed class TextBlock
{
    /// <summary>Its number.</summary>
    public long Number { get; set; }

    /// <summary>Whether it is done.</summary>
    public bool IsReady { get; set; }

    /// <summary>Why it could not be made.</summary>
    public ExceptionDispatchInfo? Failure { get; set; }

    /// <summary>The text, which is used over and over.</summary>
    public ArrayBufferWriter<byte> Text { get; } = new();

    /// <summary>For text in lines: what was taken for granted of the line that it begins in.</summary>
    public int LineBefore { get; set; }

    /// <summary>For text in lines: what it leaves of the last one.</summary>
    public int LineAfter { get; set; }

    /// <summary>Whether the text is words that are yet to be laid out.</summary>
    public bool IsWords { get; set; }

    /// <summary>The lengths of the words.</summary>
    public int[] WordLengths { get; set; } = [];
}
