using System.Globalization;

namespace MmapTool.Memory;

/// <summary>
/// The memory that the control groups of this process leave it (cgroups(7)). Not the runtime's own figure, which is what its heap may
/// have: three quarters of it.
/// </summary>
internal static class MemoryLimit
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>The least of the limits of this process's groups and their parents; null where there is none.</summary>
    public static long? OfControlGroup()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Least(File.ReadLines("/proc/self/cgroup"), Root) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No control groups are visible, so no limit is known.
            return null;
        }
    }

    /// <summary>The least limit for lines such as <c>0::/user.slice</c> (version 2) or <c>4:memory:/docker/x</c> (version 1).</summary>
    internal static long? Least(IEnumerable<string> lines, string root)
    {
        long? least = null;
        foreach (string line in lines)
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length != 3)
            {
                continue;
            }

            bool second = parts[0] == "0" && parts[1].Length == 0;
            if (second || parts[1].Split(',').Contains("memory"))
            {
                string folder = second ? root : Path.Combine(root, "memory");
                string file = second ? "memory.max" : "memory.limit_in_bytes";

                // Parents limit their children; and inside a container the path may be the host's, where only the root is to be seen.
                for (string group = parts[2]; ; group = group[..group.LastIndexOf('/')])
                {
                    if (TryRead(folder + group.TrimEnd('/') + "/" + file) is { } limit)
                    {
                        least = Math.Min(limit, least ?? long.MaxValue);
                    }

                    if (group.LastIndexOf('/') < 0)
                    {
                        break;
                    }
                }
            }
        }

        return least;
    }

    // "max" means none, and so does version 1's largest number of whole pages.
    private static long? TryRead(string path) =>
        File.Exists(path)
        && long.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
        && limit < long.MaxValue - (1 << 20)
            ? limit
            : null;
}
