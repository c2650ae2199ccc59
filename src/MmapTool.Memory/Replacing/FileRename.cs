using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>Moves a finished file into its place.</summary>
internal static class FileRename
{
    /// <summary>Renames a neighbour to its place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="neighbour">The name that it has in the same folder.</param>
    /// <param name="overwrite">Over whatever is there, which is not followed; else it fails where the name has been taken meanwhile.</param>
    public static void Move(OutputPlace place, string neighbour, bool overwrite)
    {
        if (OperatingSystem.IsLinux() && place.Folder is not null)
        {
            MoveInFolder(place, place.Folder, neighbour, overwrite);
        }
        else if (overwrite || !OperatingSystem.IsMacOS())
        {
            MoveByPath(place, neighbour, overwrite);
        }
        else if (LibC.RenameExclusively(place.PathOf(neighbour), place.Path, LibC.RenameExclusive) != 0)
        {
            Refused(place, Marshal.GetLastPInvokeError(), () => LibC.Link(place.PathOf(neighbour), place.Path), () => _ = LibC.Unlink(place.PathOf(neighbour)), neighbour);
        }
    }

    [SupportedOSPlatform("linux")]
    private static void MoveInFolder(OutputPlace place, SafeFileHandle folder, string neighbour, bool overwrite)
    {
        if (overwrite)
        {
            if (Retried.Call(() => LibC.Rename(folder, neighbour, folder, place.Name)) != 0)
            {
                throw FileErrors.FromErrno(place.Called, "put in its place", Marshal.GetLastPInvokeError());
            }
        }
        else if (Retried.Call(() => LibC.RenameWithFlags(folder, neighbour, folder, place.Name, LibC.NoReplace)) != 0)
        {
            Refused(place, Marshal.GetLastPInvokeError(), () => LibC.Link(folder, neighbour, folder, place.Name, 0), () => _ = LibC.Unlink(folder, neighbour, 0), neighbour);
        }
    }

    // Some file systems can't rename without replacing. There the file gets a second name, which can't replace a file either. The first name is then removed.
    private static void Refused(OutputPlace place, int error, Func<int> link, Action unlink, string neighbour)
    {
        if (error == Errno.Invalid || error == Errno.NotSupported || error == Errno.NoSuchCall)
        {
            if (Retried.Call(link) == 0)
            {
                unlink();
                return;
            }

            error = Marshal.GetLastPInvokeError();
            if (error != Errno.Exists)
            {
                // A file system without links, such as FAT: look, then rename.
                MoveByPath(place, neighbour, overwrite: false);
                return;
            }
        }

        throw error == Errno.Exists ? Taken(place.Called) : FileErrors.FromErrno(place.Called, "put in its place", error);
    }

    /// <summary>Makes the name of an output durable.</summary>
    public static void SyncFolder(OutputPlace place)
    {
        if (!OperatingSystem.IsLinux() || place.Folder is null)
        {
            SyncFolder(Path.GetDirectoryName(place.Path) ?? string.Empty, place.Called);
            return;
        }

        SyncFolder(Retried.Call(() => LibC.Open(place.Folder, ".", LibC.ReadOnly | LibC.CloseOnExecNoWait, 0)), place.Called);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder, string name)
    {
        // Windows has no such call: its file systems journal names.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        SyncFolder(Retried.Call(() => LibC.Open(folder.Length == 0 ? "." : folder, LibC.ReadOnly | LibC.CloseOnExecNoWait)), name);
    }

    [UnsupportedOSPlatform("windows")]
    private static void SyncFolder(int descriptor, string name)
    {
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
        if (!sameOwner && Retried.Call(() => LibC.ChangeOwner(file.Handle, old.User, old.Group)) != 0)
        {
            // Only root can change the owner, but the group may be one of the user's. Rights of another user or group are not given to this user.
            bool sameGroup = own.Group == old.Group || Retried.Call(() => LibC.ChangeOwner(file.Handle, uint.MaxValue, old.Group)) == 0;
            mode &= sameGroup ? ~0xC00u : ~(0xC00u | 0x38u);
        }

        // After the owner, because a change of the owner clears the set-user and set-group bits.
        if (Retried.Call(() => LibC.ChangeMode(file.Handle, mode)) != 0)
        {
            throw FileErrors.FromErrno(file.Name, "given the mode of the file it replaces", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The name is in use.</summary>
    public static MappedFileException Taken(string name) => new(name, "already exists; --force replaces it");

    private static void MoveByPath(OutputPlace place, string neighbour, bool overwrite)
    {
        if (OperatingSystem.IsLinux() && place.Folder is not null)
        {
            if (!overwrite && UnixFile.StatusIn(place.Folder, place.Name) is not null)
            {
                throw Taken(place.Called);
            }

            MoveInFolder(place, place.Folder, neighbour, overwrite: true);
            return;
        }

        try
        {
            File.Move(place.PathOf(neighbour), place.Path, overwrite);
        }
        catch (IOException error) when (!overwrite && Path.Exists(place.Path))
        {
            throw new MappedFileException(place.Called, Taken(place.Called).Message, error);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.FromException(place.Called, "put in its place", error);
        }
    }
}
