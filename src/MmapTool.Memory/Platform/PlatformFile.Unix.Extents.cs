using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <content>Space on disk, holes, and extents that are moved or shared.</content>
internal sealed unsafe partial class UnixFile
{
    private const int ExtentsAtOnce = 1024;

    // Not posix_fallocate: where the file system can't allocate, the C library would write into every block instead, over what
    // other processes write meanwhile. macOS can allocate beyond the end only.
    public override bool TryAllocate(long offset, long length) =>
        OperatingSystem.IsLinux() && !IsDevice && TryAllocate(LibC.KeepSize, offset, length, $"given the {length} bytes it needs on disk at byte {offset}");

    public override FileBirth Birth()
    {
        // The file systems that have no such number, or not for this file, say so by one error or another.
        long generation = 0;
        bool has = OperatingSystem.IsLinux() && !IsDevice && LibC.Control(Handle, LibC.GetGeneration, &generation) == 0;
        return new(Status().BirthTime, has ? *(uint*)&generation : null);
    }

    public override long NextHole(long offset)
    {
        if (IsDevice)
        {
            return CurrentLength();
        }

        if (!OperatingSystem.IsLinux())
        {
            return offset;
        }

        long hole = LibC.Seek(Handle, offset, LibC.SeekHole);
        return hole >= 0 ? hole : offset;
    }

    public override long NextData(long offset)
    {
        if (!OperatingSystem.IsLinux())
        {
            return offset;
        }

        // Behind the last data the call fails with ENXIO.
        long data = LibC.Seek(Handle, offset, LibC.SeekData);
        return data >= 0 ? data : Marshal.GetLastPInvokeError() == Errno.NoSuchDevice ? CurrentLength() : offset;
    }

    public override bool TryPunch(long offset, long length)
    {
        if (!OperatingSystem.IsLinux() || IsDevice)
        {
            return false;
        }

        while (LibC.Allocate(Handle, LibC.PunchHole | LibC.KeepSize, offset, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                return false;
            }
        }

        return true;
    }

    public override (long Start, long End)? NextExtent(long offset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        LibC.FirstExtent query = new() { Start = (ulong)offset, Length = (ulong)length, Room = 1 };
        while (LibC.Control(Handle, LibC.FirstExtentOf, &query) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                return null;
            }
        }

        return query.Found == 0 ? (offset + length, offset + length) : ((long)query.ExtentStart, (long)(query.ExtentStart + query.ExtentLength));
    }

    public override void WriteBack(long offset, long length, bool wait)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        while (LibC.WriteBack(Handle, offset, length, wait ? LibC.WriteBackWhole : LibC.WriteBackStart) != 0)
        {
            // Some file systems do not have this call. The sync then has more to do.
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.NoSuchCall || error == Errno.NotSupported || error == Errno.Invalid)
            {
                return;
            }

            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, "made durable", error);
            }
        }
    }

    public override bool TryClone(long offset, PlatformFile from, long fromOffset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        LibC.FileRange range = new()
        {
            Source = from.Handle.DangerousGetHandle(), // the caller holds it open
            SourceOffset = (ulong)fromOffset,
            SourceLength = (ulong)length,
            Offset = (ulong)offset,
        };
        while (LibC.Control(Handle, LibC.CloneRange, &range) != 0)
        {
            // The reason may be the file system, two of them, a file that may not be shared, or no room for the table of blocks. In each case
            // copying is tried instead, and has the errors that matter.
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                return false;
            }
        }

        return true;
    }

    public override IReadOnlyList<FileExtent>? TryMap(long offset, int most)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        List<FileExtent> extents = [];
        byte[] buffer = new byte[sizeof(LibC.ExtentQuery) + (ExtentsAtOnce * sizeof(LibC.MappedExtent))];
        fixed (byte* start = buffer)
        {
            LibC.ExtentQuery* query = (LibC.ExtentQuery*)start;
            ReadOnlySpan<LibC.MappedExtent> found = new(start + sizeof(LibC.ExtentQuery), ExtentsAtOnce);
            while (true)
            {
                *query = new() { Start = (ulong)offset, Length = (ulong)(long.MaxValue - offset), Flags = LibC.SyncFirst, Room = ExtentsAtOnce };
                while (LibC.Control(Handle, LibC.MapExtents, query) != 0)
                {
                    int error = Marshal.GetLastPInvokeError();
                    if (error == Errno.InputOutput)
                    {
                        throw FileErrors.FromErrno(Name, "looked up on the disk", error);
                    }

                    if (error != Errno.Interrupted)
                    {
                        return null;
                    }
                }

                foreach (ref readonly LibC.MappedExtent extent in found[..(int)query->Mapped])
                {
                    if ((extent.Flags & LibC.MappedExtent.WithoutPlace) != 0 || extents.Count == most)
                    {
                        return null;
                    }

                    extents.Add(new((long)extent.Offset, (long)extent.Place, (long)extent.Length, (extent.Flags & LibC.MappedExtent.Unwritten) == 0));
                    if ((extent.Flags & LibC.MappedExtent.Last) != 0)
                    {
                        return extents;
                    }
                }

                if (query->Mapped == 0)
                {
                    return extents;
                }

                offset = extents[^1].End;
            }
        }
    }

    public override bool TryInsert(long offset, long length) =>
        OperatingSystem.IsLinux() && !IsDevice && TryAllocate(LibC.InsertRange, offset, length, $"opened at byte {offset} for {length} more bytes", Errno.Invalid);

    public override bool TryCollapse(long offset, long length) =>
        OperatingSystem.IsLinux() && !IsDevice && TryAllocate(LibC.CollapseRange, offset, length, $"closed over {length} bytes at byte {offset}", Errno.Invalid);

    private bool TryAllocate(int mode, long offset, long length, string done, int alsoUnable = 0)
    {
        while (LibC.Allocate(Handle, mode, offset, length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.NotSupported || error == Errno.NoSuchCall || (alsoUnable != 0 && error == alsoUnable))
            {
                return false;
            }

            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, done, error);
            }
        }

        return true;
    }
}
