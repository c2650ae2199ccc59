using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>The virtual memory calls of Windows.</summary>
internal sealed unsafe class WindowsPages : PageControl
{
    // A mapped file can't be truncated on Windows, and nothing tells a failing disk in advance.
    public override PagesOutcome Populate(byte* start, nuint length, bool write) => PagesOutcome.Unknown;

    // Unlocking pages that are not locked takes them out of the working set; the call then reports that they were not locked.
    public override void Release(byte* start, nuint length)
    {
        var (first, count) = Widen(start, length);
        _ = Kernel32.Unlock((byte*)first, count);
    }

    public override bool Advise(byte* start, nuint length, AccessAdvice advice)
    {
        switch (advice)
        {
            case AccessAdvice.WillNeed:
                Kernel32.MemoryRange range = new() { Address = start, Length = length };
                return Kernel32.Prefetch(Kernel32.GetCurrentProcess(), 1, &range, 0);
            case AccessAdvice.DontNeed:
                Release(start, length);
                return true;
            default:
                return false;
        }
    }

    public override int Write(byte* start, nuint length) => Kernel32.FlushView(start, length) ? 0 : Marshal.GetLastPInvokeError();
}
