using System.Globalization;
using System.IO.Hashing;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The names of journals in a folder that holds those of many files. These are journals of devices, beside which no journal would survive a restart, and of
/// files in folders that are not to be written in.
/// </summary>
internal static class JournalFolder
{
    // Of a name that is long only the beginning is kept: names have 255 bytes.
    private const int LongestName = 100;

    /// <summary>The journal's name: <c>block-MAJOR-MINOR</c> for a device, by whatever node it is opened; else the file's name and a hash of its full path.</summary>
    /// <param name="path">The file.</param>
    public static string NameOf(string path)
    {
        if (SystemPath.BlockDevice(path) is { } number)
        {
            return string.Create(CultureInfo.InvariantCulture, $"block-{number >> 32}-{number & uint.MaxValue}{JournalPlace.Suffix}");
        }

        string full = SystemPath.Full(SystemPath.FollowLinks(path));
        string name = Path.GetFileName(full);
        string beginning = name.Length <= LongestName ? name : name[..(LongestName - (char.IsHighSurrogate(name[LongestName - 1]) ? 1 : 0))];

        // 100 characters may be 300 bytes.
        beginning = PathText.ToBytes(beginning).Length <= 2 * LongestName ? beginning : "";
        return string.Create(CultureInfo.InvariantCulture, $"{beginning}.{XxHash3.HashToUInt64(PathText.ToBytes(full)):x16}{JournalPlace.Suffix}");
    }
}
