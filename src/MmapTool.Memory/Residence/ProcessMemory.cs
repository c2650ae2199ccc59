using System.Diagnostics;
using System.Globalization;

namespace MmapTool.Memory;

/// <summary>The memory that this process uses, and the most that it may use.</summary>
/// <param name="ResidentBytes">In memory now, mapped files included.</param>
/// <param name="PeakResidentBytes">The most resident bytes so far.</param>
/// <param name="AnonymousBytes">Resident bytes that belong to no file: the heap, and not the mapping.</param>
/// <param name="Limit">The control group's limit, or the machine's memory where that is less; page cache counts against it too.</param>
internal readonly record struct ProcessMemory(long ResidentBytes, long PeakResidentBytes, long AnonymousBytes, long Limit)
{
    /// <summary>Bytes in a page of memory.</summary>
    public static int PageSize => Environment.SystemPageSize;

    /// <summary>The control group's limit in bytes, page cache included; null where there is none.</summary>
    public static long? ControlGroupLimit() => MemoryLimit.OfControlGroup();

    /// <summary>The most address space that the process may have in bytes (<c>ulimit -v</c>); null where there is no limit, or none is known.</summary>
    public static unsafe long? AddressSpaceLimit()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // The limit that holds now, and the one that it can be raised to.
        ulong* limits = stackalloc ulong[2];
        return Interop.LibC.Limit(Interop.LibC.AddressSpace, limits) == 0 && limits[0] <= long.MaxValue ? (long)limits[0] : null;
    }

    /// <summary>As it is now.</summary>
    public static ProcessMemory Current()
    {
        if (OperatingSystem.IsLinux())
        {
            string[] status = File.ReadAllLines("/proc/self/status");
            long machine = Field(File.ReadAllLines("/proc/meminfo"), "MemTotal:");
            long limit = Math.Min(machine, MemoryLimit.OfControlGroup() ?? long.MaxValue);
            return new(Field(status, "VmRSS:"), Field(status, "VmHWM:"), Field(status, "RssAnon:"), limit);
        }

        using Process process = Process.GetCurrentProcess();
        return new(process.WorkingSet64, process.PeakWorkingSet64, process.PrivateMemorySize64, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    // A line such as "VmRSS:	    1234 kB" (proc(5)); 0 where a kernel leaves it out.
    private static long Field(string[] lines, string name)
    {
        foreach (string line in lines)
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                string number = line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal);
                return long.Parse(number, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return 0;
    }
}
