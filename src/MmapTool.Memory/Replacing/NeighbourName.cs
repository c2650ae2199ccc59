namespace MmapTool.Memory;

/// <summary>An unpredictable name beside a file, for a short while: hidden, and told by its ending.</summary>
internal static class NeighbourName
{
    // Random digits of a new GUID, which come from the system: the platform's cryptography would need OpenSSL, which a slim container has not.
    private const int RandomDigits = 16;

    // The most bytes of the file's name in it: the 255 that file systems allow, less the two dots, the random part and the ending.
    private const int Longest = 255 - 1 - 1 - RandomDigits - 4;

    /// <summary>A name for a neighbour of the file of this name.</summary>
    public static string Of(string name) => $".{Shorten(name)}.{Guid.NewGuid().ToString("N")[^RandomDigits..]}.tmp";

    private static string Shorten(string name)
    {
        while (PathText.ToBytes(name).Length > Longest)
        {
            // A half of a pair that stands for a byte counts as one character.
            name = name[..^(name.Length > 1 && char.IsSurrogatePair(name[^2], name[^1]) ? 2 : 1)];
        }

        return name;
    }
}
