using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>Moves a finished file into its place.</summary>
internal static class Placement
{
    /// <summary>Renames, over whatever is there.</summary>
    public static void Replace(string from, string target, string name)
    {
        try
        {
            File.Move(from, target, overwrite: true);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(name, "put in its place", error);
        }
    }

    /// <summary>Renames, and fails where the name has been taken meanwhile.</summary>
    public static void PlaceNew(string from, string target, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            MoveNew(from, target, name);
            return;
        }

        int result = OperatingSystem.IsMacOS()
            ? LibC.RenameExclusively(from, target, LibC.RenameExclusive)
            : LibC.RenameWithFlags(LibC.CurrentDirectory, from, LibC.CurrentDirectory, target, LibC.NoReplace);
        if (result == 0)
        {
            return;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == Errno.Invalid || error == Errno.NotSupported || error == Errno.NoSuchCall)
        {
            // A second name can't take a place either; the first is then given up.
            if (LibC.Link(from, target) == 0)
            {
                _ = LibC.Unlink(from);
                return;
            }

            error = Marshal.GetLastPInvokeError();
            if (error != Errno.Exists)
            {
                // A file system without links, such as FAT: look, then rename.
                MoveNew(from, target, name);
                return;
            }
        }

        throw error == Errno.Exists ? Taken(name) : FileErrors.FromErrno(name, "put in its place", error);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder, string name)
    {
        // Windows has no such call: its file systems journal names.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = LibC.Open(folder.Length == 0 ? "." : folder, LibC.ReadOnly | LibC.CloseOnExecNoWait);
        if (descriptor < 0)
        {
            // A folder that may be written in but not read, which is the way of drop boxes, can't be synced.
            int refused = Marshal.GetLastPInvokeError();
            if (refused == Errno.AccessDenied)
            {
                return;
            }

            throw FileErrors.FromErrno(name, "made durable in its folder", refused);
        }

        using UnixFile opened = new(name, new SafeFileHandle(descriptor, ownsHandle: true));
        while (LibC.Sync(opened.Handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();

            // Some network file systems have no syncing of folders.
            if (error == Errno.Invalid || error == Errno.NotSupported)
            {
                return;
            }

            if (error != Errno.Interrupted)
            {
                throw FileErrors.FromErrno(name, "made durable in its folder", error);
            }
        }
    }

    /// <summary>Gives a new file the mode and, as far as that is permitted, the owner of the one it replaces.</summary>
    public static void Adopt(PlatformFile file, FileStatus old)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        uint mode = old.Mode;
        FileStatus own = file.Status();
        bool sameOwner = own.User == old.User && own.Group == old.Group;
        if (!sameOwner && LibC.ChangeOwner(file.Handle, old.User, old.Group) != 0)
        {
            // Only root gives files away; but the group may be one of ours. Rights of another user or group are not passed on to ours.
            bool sameGroup = own.Group == old.Group || LibC.ChangeOwner(file.Handle, uint.MaxValue, old.Group) == 0;
            mode &= sameGroup ? ~0xC00u : ~(0xC00u | 0x38u);
        }

        // After the owner, whose change takes away the set-user and set-group bits.
        if (LibC.ChangeMode(file.Handle, mode) != 0)
        {
            throw FileErrors.FromErrno(file.Name, "given the mode of the file it replaces", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The name is in use.</summary>
    public static MappedFileException Taken(string name) => new(name, "already exists; --force replaces it");

    private static void MoveNew(string from, string target, string name)
    {
        try
        {
            File.Move(from, target, overwrite: false);
        }
        catch (IOException error) when (Path.Exists(target))
        {
            throw new MappedFileException(name, Taken(name).Message, error);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(name, "put in its place", error);
        }
    }
}
