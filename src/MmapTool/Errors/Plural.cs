using System.Globalization;

namespace MmapTool.Errors;

/// <summary>Numbers of things in messages: "1 byte", "2 bytes".</summary>
internal static class Plural
{
    /// <summary>A number and what it counts.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them, such as "byte"; its plural has an s.</param>
    public static string Of(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
