using System.Globalization;

namespace MmapTool.Memory;

/// <summary>The holder of a lock, from Linux's <c>/proc/locks</c> (proc(5)).</summary>
internal static class LockHolder
{
    private const string Unknown = "another process";

    /// <summary>The holder's process number and command, as far as they can be known.</summary>
    public static string Describe(PlatformFile file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Unknown;
        }

        try
        {
            return Find(File.ReadLines("/proc/locks"), file.Status().Identity) is { } process ? Describe(process) : Unknown;
        }
        catch (IOException)
        {
            // Containers may hide the list. Then the error does not name the holder.
            return Unknown;
        }
        catch (UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    /// <summary>
    /// The process in a list whose lines read <c>1: FLOCK  ADVISORY  WRITE 1234 08:02:5678 0 EOF</c>: number, kind, strictness, mode,
    /// process, device in hexadecimal and inode. Those that wait have <c>-&gt;</c> after the number.
    /// </summary>
    internal static int? Find(IEnumerable<string> lines, FileIdentity identity)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{identity.Device >> 32:x2}:{identity.Device & 0xffffffff:x2}:{identity.Number}");
        foreach (string line in lines)
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > 5 && parts[1] == "FLOCK" && parts[5] == place
                && int.TryParse(parts[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int process) && process > 0)
            {
                return process;
            }
        }

        return null;
    }

    private static string Describe(int process)
    {
        if (process == Environment.ProcessId)
        {
            return "this process itself";
        }

        try
        {
            string command = File.ReadAllText($"/proc/{process}/comm").Trim();
            return $"process {process} ({command})";
        }
        catch (IOException)
        {
            // The process has ended since, or belongs to another process namespace.
            return $"process {process}";
        }
    }
}
