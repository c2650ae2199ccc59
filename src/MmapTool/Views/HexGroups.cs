namespace MmapTool.Views;

/// <summary>
/// Bytes as hexadecimal digits with a separator between groups, as Python's <c>bytes.hex</c> groups them. Fed piece by piece.
/// </summary>
internal struct HexGroups
{
    private readonly char separator;
    private readonly long groupLength;
    private long leftInGroup;

    /// <summary>Prepares for this many bytes.</summary>
    /// <param name="byteLength">Bytes in all.</param>
    /// <param name="separator">The separator, an ASCII character; <see langword="null"/> for none.</param>
    /// <param name="bytesPerGroup">Positive counts groups from the right, negative from the left; 0 makes none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII.</exception>
    public HexGroups(long byteLength, char? separator, int bytesPerGroup)
    {
        if (separator is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(given, '\x7F', nameof(separator));
        }

        this.separator = separator ?? default;
        groupLength = separator is null || bytesPerGroup == 0 ? Math.Max(1, byteLength) : Math.Abs((long)bytesPerGroup);
        long first = bytesPerGroup > 0 ? byteLength % groupLength : 0;
        leftInGroup = first == 0 ? groupLength : first;
        long separators = byteLength == 0 ? 0 : (byteLength - 1) / groupLength;
        CharacterCount = (Int128)byteLength * 2 + separators;
    }

    /// <summary>Characters that all bytes together make.</summary>
    public Int128 CharacterCount { get; }

    /// <summary>The most characters that a piece of <paramref name="bytes"/> bytes makes.</summary>
    public static int MaximumCharacters(int bytes) => checked(bytes * 3);

    /// <summary>Writes the next bytes and returns how many characters they made.</summary>
    public int Write(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        int written = 0;
        while (!bytes.IsEmpty)
        {
            if (leftInGroup == 0)
            {
                characters[written++] = separator;
                leftInGroup = groupLength;
            }

            int length = (int)Math.Min(leftInGroup, bytes.Length);
            Convert.TryToHexStringLower(bytes[..length], characters[written..], out int made);
            written += made;
            leftInGroup -= length;
            bytes = bytes[length..];
        }

        return written;
    }
}
