using System.Runtime.InteropServices;

namespace MmapTool.Memory.Interop;

/// <summary>System calls that a signal may end early: they are made again.</summary>
internal static class Retried
{
    /// <summary>Makes a call, and again as long as a signal ends it.</summary>
    /// <param name="call">The call; negative where it failed.</param>
    public static int Call(Func<int> call)
    {
        int result;
        do
        {
            result = call();
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);

        return result;
    }
}
