using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>Reads the start of a file, where headers are.</summary>
internal static class HeaderBytes
{
    /// <summary>The first bytes of the file, at most <paramref name="limit"/>, fewer where it is shorter.</summary>
    public static byte[] Prefix(MappedFile file, int limit)
    {
        byte[] prefix = new byte[Math.Min(file.Length, limit)];
        file.ReadAt(0, prefix);
        return prefix;
    }
}
