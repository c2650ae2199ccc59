using System.Security.Cryptography;
using System.Text;

namespace MmapTool.Memory;

/// <summary>An unpredictable name beside a file, for a short while: hidden, and told by its ending.</summary>
internal static class NeighbourName
{
    // What file systems allow in a name, less the dots, the random part and the ending.
    private const int Longest = 255 - 1 - 1 - 16 - 4;

    /// <summary>A name for a neighbour of the file of this name.</summary>
    public static string Of(string name) => $".{Shorten(name)}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp";

    private static string Shorten(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > Longest)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }
}
