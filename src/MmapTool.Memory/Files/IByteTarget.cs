namespace MmapTool.Memory;

/// <summary>
/// Bytes that are written by offset: a user's file, the tool's own journal, a new file. Every member that changes something is one step of the system's. Only
/// bytes written before a <see cref="Sync"/> that returned are sure to survive. Tests put a disk that fails in its place.
/// </summary>
/// <remarks>A file is open, and locked where it is a user's, and its opener closes it.</remarks>
internal interface IByteTarget : IByteSource
{
    /// <summary>The number and the device of the file, whatever path leads to it; <see langword="null"/> for bytes that are no file.</summary>
    FileIdentity? Identity => null;

    /// <summary>The marks that tell the file from another one of its number; <see langword="null"/> for bytes that are no file.</summary>
    FileBirth? Birth => null;

    /// <summary>When the bytes were changed last, in nanoseconds since 1970, UTC; 0 where that is not known.</summary>
    long ChangeTime => 0;

    /// <summary>The blocks of the file, where it has any that another can share.</summary>
    FileExtents? Extents => null;

    /// <summary>Writes at <paramref name="offset"/>. A journal or a new file grows by it, a user's file never does.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes all bytes of a range inside the length zeros, by a hole where that can be.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    void WriteZeros(long offset, long length)
    {
        const int Longest = 256 * 1024;
        byte[] zeros = new byte[Math.Min(length, Longest)];
        for (long done = 0; done < length; done += zeros.Length)
        {
            WriteAt(offset + done, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)));
        }
    }

    /// <summary>Takes the disk space of a range before it is written, so that later writes can't find the disk full, where the file system can.</summary>
    /// <exception cref="IOException">The disk has not the space.</exception>
    void Allocate(long offset, long length)
    {
        // Bytes that are no file on a disk have their space already.
    }

    /// <summary>Bytes of a range that have no space on disk yet, and need some to be written.</summary>
    long MissingSpace(long offset, long length) => 0;

    /// <summary>Makes holes again of the space that was taken in holes: the change is not made, and all bytes are as they were.</summary>
    void GiveSpaceBack()
    {
        // Bytes that are no file on a disk have no holes.
    }

    /// <summary>Keeps the space that was taken: the change is made.</summary>
    void KeepSpace()
    {
        // Bytes that are no file on a disk have no holes.
    }

    /// <summary>
    /// Makes a range the same as another file's, which takes neither time nor space, as both then share their blocks; false where that can't
    /// be. Durable as a write is. All numbers are multiples of <see cref="FileExtents.Alignment"/>.
    /// </summary>
    bool TryClone(long offset, IByteTarget from, long fromOffset, long length) =>
        Extents is { } mine && from.Extents is { } theirs && mine.TryClone(offset, theirs, fromOffset, length);

    /// <summary>
    /// Has the written bytes of a range go to the disk now, and waits for it where asked to, so that little is left for <see cref="Sync"/>.
    /// Nothing is sure to survive by it.
    /// </summary>
    /// <exception cref="IOException">The disk fails.</exception>
    void WriteBack(long offset, long length, bool wait)
    {
        // Where there is no such call, the sync does it all.
    }

    /// <summary>The value of an extended attribute; <see langword="null"/> where there is none, or there can be none.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    byte[]? ReadAttribute(string name) => null;

    /// <summary>Sets an extended attribute; false where there can be none. Durable with the folder's names, and in their order.</summary>
    bool TryWriteAttribute(string name, ReadOnlySpan<byte> value) => false;

    /// <summary>Removes an extended attribute, if it is there. Durable with the folder's names, and in their order.</summary>
    /// <exception cref="IOException">It can't be removed.</exception>
    void RemoveAttribute(string name)
    {
        // Bytes that are no file of a file system have no attributes.
    }

    /// <summary>Makes all earlier writes durable, or throws.</summary>
    /// <exception cref="IOException">Nothing written since the last sync may be called durable.</exception>
    void Sync();

    /// <summary>
    /// Begins a <see cref="Sync"/> on a thread of its own; the answer waits for it, and throws its error. Only bytes written before are sure to
    /// survive when that has returned.
    /// </summary>
    Action BeginSync()
    {
        Task sync = Task.Factory.StartNew(Sync, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return sync.GetAwaiter().GetResult;
    }
}

/// <summary>A byte target that its holder closes: the file of a journal.</summary>
internal interface IJournalFile : IByteTarget, IDisposable;
