using System.Globalization;
using System.Text;
using MmapTool.Elements;

namespace MmapTool.Text;

/// <summary>Code points as text, also those that are none: halves of surrogate pairs, and numbers beyond U+10FFFF.</summary>
internal static class CodePoints
{
    /// <summary>Whether it is half of a surrogate pair, which no UTF-8 has.</summary>
    public static bool IsHalfPair(uint point) => point is >= 0xD800 and <= 0xDFFF;

    /// <summary>Whether Python's <c>repr</c> shows it as it is: no control, format, private or unassigned character, and of the separators the space alone.</summary>
    public static bool IsPrintable(uint point) => point switch
    {
        < 0x7F => point >= 0x20,
        > UnicodeValues.Last => false,
        _ => CharUnicodeInfo.GetUnicodeCategory((int)point) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator),
    };

    /// <summary>Writes it as UTF-8; U+FFFD for what is no character.</summary>
    /// <param name="point">The code point.</param>
    /// <param name="destination">At least 4 bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Encode(uint point, Span<byte> destination)
    {
        if (point < 0x80)
        {
            destination[0] = (byte)point;
            return 1;
        }

        return (Rune.TryCreate(point, out Rune rune) ? rune : Rune.ReplacementChar).EncodeToUtf8(destination);
    }
}
