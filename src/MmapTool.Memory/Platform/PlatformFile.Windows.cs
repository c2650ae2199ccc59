using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>A file of Windows.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class WindowsFile : PlatformFile
{
    // Windows locks are mandatory, so the locked byte lies where no file reaches.
    private const uint LockPlaceLow = 0xfffffffe;
    private const uint LockPlaceHigh = 0x7fffffff;

    public WindowsFile(string name, SafeFileHandle handle)
        : base(name, handle)
    {
    }

    public static WindowsFile OpenExisting(string path, bool writable)
    {
        string done = writable ? "opened for writing" : "opened";
        if (Directory.Exists(path))
        {
            throw new MappedFileException(path, "is a folder, not a regular file");
        }

        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (IOException error) when ((error.HResult & 0xffff) == Kernel32.ErrorSharingViolation)
        {
            throw new MappedFileException(path, "is in use by another process that shares it with nobody; close it there", error);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(path, done, error);
        }

        if (Kernel32.GetFileType(handle) == Kernel32.DiskFile)
        {
            return new(path, handle);
        }

        handle.Dispose();
        throw new MappedFileException(path, "is not a regular file (a pipe or device), and only those can be mapped; copy its data to a file first");
    }

    public static FileStatus? StatusOf(string path)
    {
        if (Directory.Exists(path))
        {
            return new(FileKind.Directory, default, 0, 4096, 0, 0, 0);
        }

        try
        {
            using WindowsFile file = OpenExisting(path, writable: false);
            return file.Status();
        }
        catch (MappedFileException)
        {
            return File.Exists(path) ? new(FileKind.Other, default, 0, 4096, 0, 0, 0) : null;
        }
    }

    public override FileStatus Status()
    {
        Kernel32.FileInformation information;
        return Kernel32.GetFileInformation(Handle, &information)
            ? new(FileKind.Regular, new(information.Volume, ((ulong)information.IndexHigh << 32) | information.IndexLow), CurrentLength(), 4096, 0, 0, 0)
            : throw Failure("examined");
    }

    public override long CurrentLength() => Translated("measured", () => RandomAccess.GetLength(Handle));

    public override int ReadSome(long offset, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(Handle, buffer, offset);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(Name, $"read at byte {offset}", error);
        }
    }

    public override int WriteSome(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(Handle, bytes, offset);
            return bytes.Length;
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(Name, $"written at byte {offset}", error);
        }
    }

    public override void SetLength(long length) => Translated(
        $"made {length} bytes long",
        () =>
        {
            RandomAccess.SetLength(Handle, length);
            return 0;
        });

    // A file that is not marked sparse is allocated whole, and one that is has no call to fill a hole but writing.
    public override bool TryAllocate(long offset, long length) => false;

    public override long NextHole(long offset) => CurrentLength();

    public override long NextData(long offset) => offset;

    public override bool TryInsert(long offset, long length) => false;

    public override bool TryCollapse(long offset, long length) => false;

    public override bool TryLock(bool exclusive)
    {
        NativeOverlapped place = new() { OffsetLow = unchecked((int)LockPlaceLow), OffsetHigh = unchecked((int)LockPlaceHigh) };
        if (Kernel32.LockFile(Handle, Kernel32.FailImmediately | (exclusive ? Kernel32.Exclusive : 0), 0, 1, 0, &place))
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is Kernel32.ErrorLockViolation or Kernel32.ErrorIOPending ? false : throw Failure("locked");
    }

    public override void Sync()
    {
        if (!Kernel32.FlushFile(Handle))
        {
            throw Failure("made durable");
        }
    }

    private T Translated<T>(string done, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(Name, done, error);
        }
    }

    private MappedFileException Failure(string done) =>
        FileErrors.FromException(Name, done, new Win32Exception(Marshal.GetLastPInvokeError()));
}
