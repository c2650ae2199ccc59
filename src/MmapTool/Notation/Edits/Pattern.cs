using System.Collections.Immutable;
using System.Text.Json;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>The pattern of a search: bytes with wildcards, text, or values of a view's type.</summary>
public abstract record Pattern
{
    private const string Expected = "a pattern: bytes x\"de ad ?? e?\", text \"...\", or a value: a number, true, false or [values]";

    /// <summary>Reads <c>x"de ad ?? e?"</c>, <c>"text"</c>, or a value as edits write it: JSON, or an integer such as <c>0x1F</c>.</summary>
    /// <exception cref="NotationException">The text is none of these, or a pattern of no bytes.</exception>
    public static Pattern Parse(string text)
    {
        Tokenizer tokenizer = new(text);
        char first = tokenizer.Peek();
        int start = tokenizer.Position;
        Pattern pattern = first switch
        {
            'x' when tokenizer.PeekBehind(1) is '"' or '\'' => new HexPattern(tokenizer.HexPattern()),
            '"' or '\'' => new TextPattern(tokenizer.QuotedString()),
            _ when ValueReader.IsNext(tokenizer) => new ValuePattern(ValueReader.Read(tokenizer, Expected)),
            _ => throw tokenizer.ExpectedValue(Expected),
        };
        tokenizer.TakeEnd("the end of the pattern");
        return pattern.IsEmpty ? throw tokenizer.Error(start, "the pattern is empty, and nothing would match everywhere") : pattern;
    }

    /// <summary>Whether it stands for no bytes at all.</summary>
    public abstract bool IsEmpty { get; }
}

/// <summary><c>x"de ad ?? e?"</c></summary>
/// <param name="Bytes">The bytes, 0 where any digit does.</param>
/// <param name="Mask">Which bits of each byte count.</param>
internal sealed record HexPattern(ImmutableArray<byte> Bytes, ImmutableArray<byte> Mask) : Pattern
{
    internal HexPattern((ImmutableArray<byte> Bytes, ImmutableArray<byte> Mask) parts)
        : this(parts.Bytes, parts.Mask)
    {
    }

    /// <inheritdoc/>
    public override bool IsEmpty => Bytes.IsEmpty;

    /// <inheritdoc/>
    public bool Equals(HexPattern? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan()) && Mask.AsSpan().SequenceEqual(other.Mask.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Bytes.Length, Bytes.IsEmpty ? 0 : Bytes[0]);
}

/// <summary><c>"text"</c>: its bytes in UTF-8.</summary>
/// <param name="Text">The text.</param>
internal sealed record TextPattern(string Text) : Pattern
{
    /// <inheritdoc/>
    public override bool IsEmpty => Text.Length == 0;
}

/// <summary>A value, or an array of values for a run of elements.</summary>
/// <param name="Json">The value; numbers keep their text.</param>
internal sealed record ValuePattern(JsonElement Json) : Pattern
{
    /// <inheritdoc/>
    public override bool IsEmpty => Json.ValueKind == JsonValueKind.Array && Json.GetArrayLength() == 0;

    /// <inheritdoc/>
    public bool Equals(ValuePattern? other) => other is not null && JsonElement.DeepEquals(Json, other.Json);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Json.ValueKind;
}
