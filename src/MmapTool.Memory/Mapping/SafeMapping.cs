using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Faults;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// A whole file in memory. A lease is a reference to it: closing it refuses new references at once, and it is unmapped, and its
/// file closed, with the last one. A lease that is forgotten keeps the memory until the process ends, so that no span can dangle.
/// </summary>
internal sealed unsafe class SafeMapping : SafeHandle
{
    private readonly SafeMemoryMappedViewHandle? _view;
    private readonly SafeFileHandle _file;
    private volatile int _watch;
    private volatile bool _hadFaulted;
    private volatile bool _ended;

    private SafeMapping(SafeMemoryMappedViewHandle? view, byte* start, long length, SafeFileHandle file, bool writable)
        : base(-1, ownsHandle: true)
    {
        bool added = false;
        file.DangerousAddRef(ref added);
        _view = view;
        _file = file;
        Length = length;
        SetHandle((nint)start);
        _watch = length > 0 && FaultGuard.TryWatch((nint)start, length, writable, out int slot) ? slot : -1;
    }

    public override bool IsInvalid => handle == -1;

    /// <summary>Whether it has been disposed. Not IsClosed, which a handle becomes with its last reference only.</summary>
    public bool IsEnded => _ended;

    /// <summary>Whether a part of it could not be read, and is zeros now: somebody has cut the file, or its device fails.</summary>
    public bool HasFaulted => _hadFaulted || (_watch is var watch && watch >= 0 && FaultGuard.Faults(watch) > 0);

    /// <summary>Bytes mapped.</summary>
    public long Length { get; }

    /// <summary>The first byte; null for an empty file, which can't be mapped.</summary>
    public byte* Start => (byte*)handle;

    /// <summary>Maps the whole file.</summary>
    public static SafeMapping Map(PlatformFile file, long length, MapAccess access)
    {
        if (length == 0)
        {
            return new(null, null, 0, file.Handle, writable: false);
        }

        if (file.IsDevice)
        {
            return MapDevice(file, length, access);
        }

        MemoryMappedFileAccess rights = access switch
        {
            MapAccess.Read => MemoryMappedFileAccess.Read,
            MapAccess.ReadWrite => MemoryMappedFileAccess.ReadWrite,
            _ => MemoryMappedFileAccess.CopyOnWrite,
        };
        try
        {
            // Capacity 0 is the file's own length: a larger one would grow the file.
            using MemoryMappedFile mapping = MemoryMappedFile.CreateFromFile(
                file.Handle, mapName: null, capacity: 0, rights, HandleInheritability.None, leaveOpen: true);

            // The accessor is left undisposed on purpose: its Dispose writes everything dirty to disk, which is Sync's to do. All that it
            // holds is the view handle, which is disposed here. A size of 0 is the whole, rounded up to a page on some systems.
            MemoryMappedViewAccessor accessor = mapping.CreateViewAccessor(0, 0, rights);
            SafeMemoryMappedViewHandle view = accessor.SafeMemoryMappedViewHandle;
            byte* start = null;
            view.AcquirePointer(ref start);
            if ((ulong)accessor.PointerOffset + (ulong)length <= view.ByteLength)
            {
                return new(view, start + accessor.PointerOffset, length, file.Handle, access != MapAccess.Read);
            }

            view.ReleasePointer();
            view.Dispose();
            throw FileErrors.Truncated(file.Name, file.CurrentLength(), length);
        }
        catch (Exception error) when (FileErrors.IsFileError(error) || error is ArgumentException)
        {
            if (length > file.CurrentLength())
            {
                throw FileErrors.Truncated(file.Name, file.CurrentLength(), length);
            }

            // The system refuses a private mapping if its memory could not hold the whole file changed. Without a reserve it needs memory only for changed
            // pages.
            if (access == MapAccess.CopyOnWrite && OperatingSystem.IsLinux())
            {
                nint start = LibC.Map(0, (nuint)length, LibC.ProtectReadWrite, LibC.MapPrivateWithoutReserve, file.Handle, 0);
                if (start != -1)
                {
                    return new(null, (byte*)start, length, file.Handle, writable: true);
                }
            }

            if (OperatingSystem.IsLinux() && HasNoSharedMappings(file, length))
            {
                // For reading a private one does as well.
                nint start = access == MapAccess.Read ? LibC.Map(0, (nuint)length, LibC.ProtectRead, LibC.MapPrivateWithoutReserve, file.Handle, 0) : -1;
                return start != -1
                    ? new(null, (byte*)start, length, file.Handle, writable: false)
                    : throw new MappedFileException(file.Name, "can't be mapped: its file system has no shared mappings (FUSE with direct_io is such a one); copy the file to another, or change it with 'patch', which writes by calls", error);
            }

            throw error is MappedFileException
                ? error
                : new MappedFileException(
                    file.Name, $"can't be mapped: {length} bytes are more than the address space or the memory limit allows; raise the limit (ulimit -v)", error);
        }
    }

    // Asked by a call, since the exception of .NET does not tell.
    private static bool HasNoSharedMappings(PlatformFile file, long length)
    {
        nint start = LibC.Map(0, (nuint)length, LibC.ProtectRead, LibC.MapShared, file.Handle, 0);
        if (start == -1)
        {
            return Marshal.GetLastPInvokeError() == Errno.NoDevice;
        }

        _ = LibC.Unmap(start, (nuint)length);
        return false;
    }

    // .NET takes a device for an empty file, as its status tells no length.
    private static SafeMapping MapDevice(PlatformFile file, long length, MapAccess access)
    {
        nint start = access == MapAccess.CopyOnWrite
            ? LibC.Map(0, (nuint)length, LibC.ProtectReadWrite, LibC.MapPrivateWithoutReserve, file.Handle, 0)
            : LibC.Map(0, (nuint)length, access == MapAccess.Read ? LibC.ProtectRead : LibC.ProtectReadWrite, LibC.MapShared, file.Handle, 0);
        return start != -1 ? new(null, (byte*)start, length, file.Handle, access != MapAccess.Read) : throw FileErrors.FromErrno(file.Name, "mapped", Marshal.GetLastPInvokeError());
    }

    /// <summary>Takes a reference; false once it is closed.</summary>
    public bool TryAddReference()
    {
        if (_ended)
        {
            return false;
        }

        try
        {
            bool added = false;
            DangerousAddRef(ref added);
            return added;
        }
        catch (ObjectDisposedException)
        {
            // The file was closed between the two lines. The caller reports the reason.
            return false;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        base.Dispose(disposing);
    }

    protected override bool ReleaseHandle()
    {
        if (_watch >= 0)
        {
            // Another mapping may get this address at once.
            int watch = _watch;
            _hadFaulted = HasFaulted;
            _watch = -1;
            FaultGuard.Forget(watch);
        }

        if (_view is not null)
        {
            _view.ReleasePointer();
            _view.Dispose();
        }
        else if (Length > 0)
        {
            _ = LibC.Unmap(handle, (nuint)Length);
        }

        // Last, so that the lock on the file lasts as long as anybody can write to it.
        _file.DangerousRelease();
        return true;
    }
}
