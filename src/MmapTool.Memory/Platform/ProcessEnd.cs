using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>The end of the process at once.</summary>
internal static class ProcessEnd
{
    /// <summary>
    /// Ends the process with this status, running nothing more: no finalizer, no handler, no waiting for threads (_exit(2)). Files are left
    /// as they are.
    /// </summary>
    public static void Now(int status)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(status);
        }

        LibC.Exit(status);
    }
}
