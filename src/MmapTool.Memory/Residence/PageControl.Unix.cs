using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>madvise and msync.</summary>
internal sealed unsafe class UnixPages : PageControl
{
    private static volatile bool _populates = OperatingSystem.IsLinux();

    public override PagesOutcome Populate(byte* start, nuint length, bool write)
    {
        if (!_populates)
        {
            return PagesOutcome.Unknown;
        }

        var (first, count) = Widen(start, length);
        while (LibC.Advise((byte*)first, count, write ? LibC.AdvicePopulateWrite : LibC.AdvicePopulateRead) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Invalid)
            {
                // Kernels before 5.14 do not know the advice.
                _populates = false;
                return PagesOutcome.Unknown;
            }

            if (error != Errno.Interrupted && error != Errno.Again)
            {
                return error == Errno.NoMemory ? PagesOutcome.OutOfMemory : PagesOutcome.Unreachable;
            }
        }

        return PagesOutcome.Present;
    }

    public override void Release(byte* start, nuint length) => Advise(start, length, AccessAdvice.DontNeed);

    public override bool Advise(byte* start, nuint length, AccessAdvice advice)
    {
        // MADV_NORMAL to MADV_DONTNEED have the same numbers everywhere, in another order than the enumeration's.
        int number = advice switch
        {
            AccessAdvice.Random => 1,
            AccessAdvice.Sequential => 2,
            AccessAdvice.WillNeed => 3,
            AccessAdvice.DontNeed => 4,
            _ => 0,
        };
        var (first, count) = Widen(start, length);
        return LibC.Advise((byte*)first, count, number) == 0;
    }

    public override int Write(byte* start, nuint length)
    {
        var (first, count) = Widen(start, length);
        return LibC.SyncMemory((byte*)first, count, LibC.SyncNow) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
