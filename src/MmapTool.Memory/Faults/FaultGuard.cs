using MmapTool.Memory.Interop;

namespace MmapTool.Memory.Faults;

/// <summary>
/// Keeps a fault in a mapping from ending the process. Where a file is cut, or its device fails, while its pages are read through a mapping, the system sends SIGBUS. Here
/// the page then becomes one of zeros and the fault is counted; the engine asks for the count before it uses what it has read, and reports an error.
/// </summary>
/// <remarks>
/// <para>The handler is machine code, as a signal can come in the middle of managed code, where the runtime can't be entered. It makes one system call and touches one table.</para>
/// <para>It costs nothing where nothing is cut. Where it can't be had (another system, no memory that can be executed) files are read by calls: <see cref="TryWatch"/> says so.</para>
/// </remarks>
internal static unsafe class FaultGuard
{
    // Mappings that are watched at once.
    private const int MostSlots = 1022;
    private const int SlotsAt = 64;
    private const int SlotBytes = 32;
    private const int TableBytes = SlotsAt + (MostSlots * SlotBytes);

    private const int BusSignal = 7;

    private static readonly Lock Gate = new();
    private static byte* s_table;
    private static bool s_isTried;
    private static int s_used;

    /// <summary>Begins to watch a mapping.</summary>
    /// <param name="start">Its first byte.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="writable">Whether it can be written.</param>
    /// <param name="slot">Its place, for <see cref="Faults"/> and <see cref="Forget"/>.</param>
    /// <returns>Whether it is watched; if not, a fault in it ends the process.</returns>
    public static bool TryWatch(nint start, long length, bool writable, out int slot)
    {
        slot = -1;
        lock (Gate)
        {
            if (!s_isTried)
            {
                s_isTried = true;
                s_table = Install();
            }

            if (s_table is null)
            {
                return false;
            }

            slot = Enumerable.Range(0, s_used).FirstOrDefault(index => Slot(index)[1] == 0, s_used);
            if (slot == MostSlots)
            {
                return false;
            }

            // The handler may look at any time: a slot is empty until its end is set.
            ulong* place = Slot(slot);
            place[0] = (ulong)start;
            place[2] = (ulong)(writable ? LibC.ProtectReadWrite : LibC.ProtectRead);
            place[3] = 0;
            Volatile.Write(ref place[1], ((ulong)start + (ulong)length + (ulong)PageControl.PageSize - 1) & ~((ulong)PageControl.PageSize - 1));
            s_used = Math.Max(s_used, slot + 1);
            Volatile.Write(ref *(long*)(s_table + 16), s_used);
            return true;
        }
    }

    /// <summary>Pages of a mapping that could not be read and are zeros now.</summary>
    public static long Faults(int slot) => Volatile.Read(ref *(long*)(Slot(slot) + 3));

    /// <summary>Ends the watch, before the mapping is ended.</summary>
    public static void Forget(int slot)
    {
        lock (Gate)
        {
            Volatile.Write(ref Slot(slot)[1], 0);
        }
    }

    private static ulong* Slot(int slot) => (ulong*)(s_table + SlotsAt + (slot * SlotBytes));

    private static byte* Install()
    {
        ReadOnlySpan<byte> code = FaultHandlerCode.Current;
        if (code.IsEmpty)
        {
            return null;
        }

        nuint codeBytes = (nuint)PageControl.PageSize;
        nint table = LibC.MapNothing(0, TableBytes, LibC.ProtectReadWrite, LibC.MapPrivateAnonymous, -1, 0);
        nint page = table == -1 ? -1 : LibC.MapNothing(0, codeBytes, LibC.ProtectReadWrite, LibC.MapPrivateAnonymous, -1, 0);
        if (page == -1)
        {
            return null;
        }

        // All fields are set before the handler can be called.
        code.CopyTo(new Span<byte>((void*)page, code.Length));
        *(nint*)page = table;
        *(long*)(table + 8) = PageControl.PageSize;
        LibC.SignalAction action = new() { Handler = page + FaultHandlerCode.Entry, Flags = LibC.ActionWithInformation | LibC.ActionOnOwnStack | LibC.ActionRestarts };
        LibC.SignalAction before;
        if (LibC.Protect(page, codeBytes, LibC.ProtectReadExecute) != 0 || LibC.SetAction(BusSignal, null, &before) != 0)
        {
            return null;
        }

        *(nint*)table = before.Handler;
        return LibC.SetAction(BusSignal, &action, null) == 0 ? (byte*)table : null;
    }
}
