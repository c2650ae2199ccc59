namespace MmapTool.Memory;

/// <summary>
/// An unfinished output. Where the system has files without a name (O_TMPFILE), it has none until it is complete, and is gone with the process however
/// that ends; else it is a neighbour of its place with an unpredictable name. All can be deleted when the process must end at once.
/// </summary>
internal sealed class TemporaryFile
{
    private const int CopyBlock = 1 << 20;
    private static readonly Lock Gate = new();
    private static readonly HashSet<TemporaryFile> Pending = [];

    private readonly string target;
    private readonly bool isPrivate;
    private readonly string name;

    // Null while it has no name.
    private string? path;
    private bool isDeleted;

    private TemporaryFile(string target, bool isPrivate, string name)
    {
        (this.target, this.isPrivate, this.name) = (target, isPrivate, name);
        File = (OperatingSystem.IsLinux() ? NamelessFile.TryCreate(Path.GetDirectoryName(target) ?? string.Empty, isPrivate, name) : null) ?? CreateNamed();
    }

    /// <summary>The open file.</summary>
    public PlatformFile File { get; private set; }

    /// <summary>Makes one.</summary>
    /// <param name="target">The place that it is to take.</param>
    /// <param name="isPrivate">Whether only its owner may read it, rather than whoever the umask leaves.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="MappedFileException">The folder can't be written.</exception>
    public static TemporaryFile Create(string target, bool isPrivate, string name)
    {
        // Under the gate, so that a deletion of all either sees it or comes before it.
        lock (Gate)
        {
            TemporaryFile file = new(target, isPrivate, name);
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
                throw new MappedFileException(name, "can't be put in its place: the process is about to end");
            }

            if (OperatingSystem.IsLinux() && path is null && !TryGiveName(overwrite))
            {
                CopyToNamed();
                finish(File);
            }

            // Closed first: .NET holds a lock of its own on one that it made, which nobody should meet at the final place.
            File.Dispose();
            if (path is not null && overwrite)
            {
                Placement.Replace(path, target, name);
            }
            else if (path is not null)
            {
                Placement.PlaceNew(path, target, name);
            }

            path = null;
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
            try
            {
                if (path is not null)
                {
                    System.IO.File.Delete(path);
                }
            }
            catch (DirectoryNotFoundException)
            {
                // Gone with its folder.
                path = null;
            }
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
                    if (file.path is { } path)
                    {
                        System.IO.File.Delete(path);
                    }
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
        bool? given = NamelessFile.TryName(File, target);
        if (given == false && !overwrite)
        {
            throw Placement.Taken(name);
        }

        if (given == false)
        {
            string neighbour = NeighbourName.Of(target);
            given = NamelessFile.TryName(File, neighbour);
            path = given == true ? neighbour : null;
        }

        return given == true;
    }

    private PlatformFile CreateNamed()
    {
        string neighbour = NeighbourName.Of(target);
        PlatformFile file = PlatformFile.CreateNew(neighbour, isPrivate, name);
        path = neighbour;
        return file;
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
