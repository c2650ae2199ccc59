using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>A file of Linux or macOS.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed unsafe partial class UnixFile : PlatformFile
{
    // proc, sysfs, debugfs, tracefs, the two of control groups, securityfs, configfs, bpf, pstore and efivarfs (linux/magic.h).
    private static readonly long[] KernelFileSystems =
        [0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270, 0x73636673, 0x62656570, 0xcafe4a11, 0x6165676C, 0xde5e81e4];

    private static readonly Lock Reservation = new();
    private static bool _reserved;

    public UnixFile(string name, SafeFileHandle handle)
        : base(name, handle)
    {
    }

    /// <summary>The status of the file when it was opened.</summary>
    private FileStatus Opened { get; set; }

    /// <summary>Opens a file, a block device, or to read a pipe, which it does not wait for.</summary>
    /// <param name="path">Where.</param>
    /// <param name="writable">Whether for writing too.</param>
    /// <param name="follow">Whether its last name may be a symbolic link.</param>
    public static UnixFile OpenExisting(string path, bool writable, bool follow = true)
    {
        ReserveStandardDescriptors();
        string done = writable ? "opened for writing" : "opened";

        int claim = 0;

        // Looked at before it is opened, since opening alone has effects on some devices; and again afterwards.
        if (StatusOf(path, follow, isStrict: false) is { } before)
        {
            RequireReadable(path, before.Kind, writable);

            // For as long as it is open, nobody can mount it.
            claim = before.Kind == FileKind.Block && writable && OperatingSystem.IsLinux() ? LibC.Exclusive : 0;
        }

        int descriptor;
        int error;
        do
        {
            descriptor = LibC.Open(path, (writable ? LibC.ReadWrite : LibC.ReadOnly) | LibC.CloseOnExecNoWait | (follow ? 0 : LibC.NotThroughLink) | claim);
            error = Marshal.GetLastPInvokeError();
        }
        while (descriptor < 0 && error == Errno.Interrupted);

        if (descriptor < 0)
        {
            throw !follow && error == Errno.TooManyLinks ? IsLink(path)
                : claim != 0 && error == Errno.Busy ? new MappedFileException(path, "is in use by the system (mounted, swapped to, or a part of another device), and can't be changed; unmount it first, or change the files in it")
                : FileErrors.FromErrno(path, done, error);
        }

        UnixFile file = new(path, new SafeFileHandle(descriptor, ownsHandle: true));
        try
        {
            file.Opened = file.Status();
            RequireReadable(path, file.Opened.Kind, writable);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// A process started with a standard stream closed would get that descriptor for a data file, and what is printed would end in
    /// the file. So a closed one is filled, with something that refuses what the stream would be used for.
    /// </summary>
    public static void ReserveStandardDescriptors()
    {
        lock (Reservation)
        {
            if (_reserved)
            {
                return;
            }

            _reserved = true;
            IgnoreFileSizeSignal();
            int descriptor;
            do
            {
                descriptor = LibC.Open("/dev/null", LibC.WriteOnly);
                if (descriptor is 1 or 2)
                {
                    // Writing to it must fail, so it is opened again for reading: the lowest free number is the same one.
                    _ = LibC.Close(descriptor);
                    descriptor = LibC.Open("/dev/null", LibC.ReadOnly);
                }
            }
            while (descriptor is >= 0 and <= 2);

            _ = LibC.Close(descriptor);
        }
    }

    // A write beyond the process's file size limit (ulimit -f) would end the process in mid-change; ignored, the signal leaves an error
    // (EFBIG). An action that was set before is kept.
    private static void IgnoreFileSizeSignal()
    {
        nint before = LibC.Signal(LibC.FileSizeSignal, LibC.Ignore);
        if (before != LibC.DefaultAction)
        {
            _ = LibC.Signal(LibC.FileSizeSignal, before);
        }
    }

    /// <inheritdoc/>
    public override bool IsDevice => Opened.Kind == FileKind.Block;

    public override FileStatus Status()
    {
        if (OperatingSystem.IsMacOS())
        {
            LibC.MacStatus mac;
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LibC.StatusX64(Handle, &mac) : LibC.StatusArm(Handle, &mac);
            return result == 0 ? Translate(mac) : throw Failure("examined");
        }

        LibC.LinuxStatus status;
        while (LibC.Status(Handle, string.Empty, LibC.EmptyPath, LibC.BasicStatistics, &status) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, "examined", error);
            }
        }

        FileStatus found = Translate(status);
        return found.Kind == FileKind.Block ? found with { Length = CurrentLength() } : found;
    }

    public override long CurrentLength()
    {
        long length = LibC.Seek(Handle, 0, LibC.SeekEnd);
        return length >= 0 ? length : throw Failure("measured");
    }

    public override int ReadSome(long offset, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint read = LibC.ReadAt(Handle, start, (nuint)buffer.Length, offset);
                if (read >= 0)
                {
                    return (int)read;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error != Errno.Interrupted)
                {
                    throw FileErrors.FromErrno(Name, $"read at byte {offset}", error);
                }
            }
        }
    }

    public override int WriteSome(long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            while (true)
            {
                nint written = LibC.WriteAt(Handle, start, (nuint)bytes.Length, offset);
                if (written > 0)
                {
                    return (int)written;
                }

                int error = written == 0 ? Errno.InputOutput : Marshal.GetLastPInvokeError();
                if (error != Errno.Interrupted)
                {
                    throw FileErrors.FromErrno(Name, $"written at byte {offset}", error);
                }
            }
        }
    }

    public override void SetLength(long length)
    {
        if (IsDevice)
        {
            throw new MappedFileException(Name, "is a device, whose length can't change");
        }

        while (LibC.SetLength(Handle, length) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, $"made {length} bytes long", error);
            }
        }
    }

    public override bool TryLock(bool exclusive)
    {
        int operation = (exclusive ? LibC.LockExclusive : LibC.LockShared) | LibC.LockNoWait;
        while (LibC.Lock(Handle, operation) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Errno.Again)
            {
                return false;
            }

            if (error == Errno.NoLocks || error == Errno.NotSupported || error == Errno.NoSuchCall)
            {
                throw new NotSupportedException("the file system has no locks");
            }

            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, "locked", error);
            }
        }

        return true;
    }

    public override void Sync()
    {
        // On macOS fsync leaves the data in the drive's cache; F_FULLFSYNC does not, where the file system has it.
        if (OperatingSystem.IsMacOS() && LibC.Control(Handle, LibC.FullSync) == 0)
        {
            return;
        }

        while (LibC.Sync(Handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(Name, "made durable", error);
            }
        }
    }

    private static MappedFileException IsLink(string path) => new(path, "is a symbolic link, which is not followed here; look at it, and remove it");

    private static void RequireReadable(string path, FileKind kind, bool writable)
    {
        switch (kind)
        {
            case FileKind.Link:
                throw IsLink(path);
            case FileKind.Directory:
                throw new MappedFileException(path, "is a folder, not a regular file");
            case FileKind.Pipe when writable:
                throw new MappedFileException(path, "is a pipe, not a regular file, and can't be changed; write what comes from it to a file first");
            case FileKind.Character:
                throw SpooledCopy.Endless(path);
            case FileKind.Block when !OperatingSystem.IsLinux():
                throw new MappedFileException(path, "is a block device, not a regular file, and those are read on Linux only; copy its data to a file first");
            case FileKind.Other:
                throw new MappedFileException(path, "is a socket, not a regular file");
        }
    }

    /// <summary>
    /// Whether only a copy of it can be mapped: a pipe, or a file of the kernel. The latter tells no length or a wrong one: an entry of sysfs tells 4096
    /// bytes and has some twenty.
    /// </summary>
    public override bool MustBeCopied
    {
        get
        {
            if (Opened.Kind != FileKind.Regular)
            {
                return Opened.Kind == FileKind.Pipe;
            }

            if (OperatingSystem.IsLinux() && Opened.Identity.Device >> 32 == 0)
            {
                LibC.FileSystemStatus system;
                if (LibC.FileSystem(Handle, &system) == 0 && KernelFileSystems.Contains(system.Kind))
                {
                    return true;
                }
            }

            // Other files that report a length of 0 although they hold bytes.
            return Opened.Length == 0 && ReadSome(0, stackalloc byte[1]) > 0 && Status().Length == 0;
        }
    }

    /// <inheritdoc/>
    public override Stream ReadInOrder() => new DescriptorStream((int)Handle.DangerousGetHandle(), Name) { AwaitsWriter = Opened.Kind == FileKind.Pipe };

    private MappedFileException Failure(string done) => FileErrors.FromErrno(Name, done, Marshal.GetLastPInvokeError());
}
