using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// An unfinished output. Where the system has files without a name (O_TMPFILE), it has none until it is complete, and is gone with the process however
/// that ends. Else it is a neighbour of its place with an unpredictable name. All can be deleted when the process must end at once.
/// </summary>
internal sealed class TemporaryFile
{
    private const int CopyBlock = 1 << 20;
    private static readonly Lock Gate = new();
    private static readonly HashSet<TemporaryFile> Pending = [];

    private readonly OutputPlace place;
    private readonly bool isPrivate;

    // Null while it has no name in the folder.
    private string? neighbour;
    private bool isDeleted;

    private TemporaryFile(OutputPlace place, bool isPrivate)
    {
        (this.place, this.isPrivate) = (place, isPrivate);
        File = (OperatingSystem.IsLinux() && place.Folder is not null ? NamelessFile.TryCreate(place.Folder, isPrivate, place.Called) : null) ?? CreateNamed();
    }

    /// <summary>The open file.</summary>
    public PlatformFile File { get; private set; }

    /// <summary>Makes one.</summary>
    /// <param name="place">The place that it is to take; it stays the caller's, and open as long as this is used.</param>
    /// <param name="isPrivate">Whether only its owner may read it, rather than whoever the umask leaves.</param>
    /// <exception cref="MappedFileException">The folder can't be written.</exception>
    public static TemporaryFile Create(OutputPlace place, bool isPrivate)
    {
        // Under the gate, so that a deletion of all either sees it or comes before it.
        lock (Gate)
        {
            TemporaryFile file = new(place, isPrivate);
            Pending.Add(file);
            return file;
        }
    }

    /// <summary>Closes it and puts it in its place; it is pending no more when that succeeds.</summary>
    /// <param name="overwrite">Whether over whatever is there.</param>
    /// <param name="finish">
    /// Given the file when its content is complete: sets its mode and makes it durable. Called again with a copy where a file without a name could get
    /// none.
    /// </param>
    /// <exception cref="MappedFileException">The place is taken, or the folder can't be written any more.</exception>
    public void Place(bool overwrite, Action<PlatformFile> finish)
    {
        finish(File);
        lock (Gate)
        {
            if (isDeleted)
            {
                throw new MappedFileException(place.Called, "can't be put in its place: the process is about to end");
            }

            if (OperatingSystem.IsLinux() && neighbour is null && !TryGiveName(overwrite))
            {
                CopyToNamed();
                finish(File);
            }

            // Closed first. .NET locks a file that it made, and other processes should not meet that lock at the final place.
            File.Dispose();
            if (neighbour is not null)
            {
                FileRename.Move(place, neighbour, overwrite);
            }

            neighbour = null;
            Pending.Remove(this);
        }
    }

    /// <summary>Deletes it.</summary>
    public void Delete()
    {
        lock (Gate)
        {
            Pending.Remove(this);
            isDeleted = true;
            File.Dispose();
            DeleteName();
        }
    }

    /// <summary>Deletes all; what can't be deleted stays.</summary>
    public static void DeleteAll()
    {
        lock (Gate)
        {
            foreach (TemporaryFile file in Pending)
            {
                try
                {
                    file.isDeleted = true;
                    file.DeleteName();
                }
                catch (Exception error) when (FileErrors.IsFileError(error))
                {
                    // The process is ending and the others must still go.
                    continue;
                }
            }

            Pending.Clear();
        }
    }

    // Its own place where that is free; else the name of a neighbour, from which it is renamed at once.
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private bool TryGiveName(bool overwrite)
    {
        bool? given = NamelessFile.TryName(File, place.Folder!, place.Name);
        if (given == false && !overwrite)
        {
            throw FileRename.Taken(place.Called);
        }

        if (given == false)
        {
            string name = NeighbourName.Of(place.Name);
            given = NamelessFile.TryName(File, place.Folder!, name);
            neighbour = given == true ? name : null;
        }

        return given == true;
    }

    private PlatformFile CreateNamed()
    {
        string name = NeighbourName.Of(place.Name);
        PlatformFile file = place.CreateNeighbour(name, isPrivate);
        neighbour = name;
        return file;
    }

    private void DeleteName()
    {
        if (neighbour is not null && OperatingSystem.IsLinux() && place.Folder is not null)
        {
            _ = LibC.Unlink(place.Folder, neighbour, 0);
        }
        else if (neighbour is not null)
        {
            SystemPath.Delete(place.PathOf(neighbour));
        }
    }

    // A file system may have files without a name and no way to give them one.
    private void CopyToNamed()
    {
        using PlatformFile nameless = File;
        File = CreateNamed();
        byte[] block = new byte[CopyBlock];
        long length = nameless.CurrentLength();
        for (long done = 0; done < length;)
        {
            Span<byte> piece = block.AsSpan(0, (int)Math.Min(block.Length, length - done));
            nameless.ReadAt(done, piece);
            File.WriteAt(done, piece);
            done += piece.Length;
        }
    }
}
