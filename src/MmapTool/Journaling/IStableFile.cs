using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// A file as the journal's protocol sees it. Every member that changes something is one system-level step. Only bytes written before a <see cref="Sync"/>
/// that returned are sure to survive. Tests put a disk that fails in its place.
/// </summary>
public interface IStableFile : IDisposable
{
    /// <summary>Length in bytes.</summary>
    long Length { get; }

    /// <summary>Fills the buffer from <paramref name="offset"/>.</summary>
    /// <exception cref="IOException">The bytes are not there or can't be read.</exception>
    void ReadAt(long offset, Span<byte> buffer);

    /// <summary>Writes at <paramref name="offset"/>; a journal grows by it, a target never does.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Takes the disk space of a range before it is written, where the file system can.</summary>
    /// <exception cref="IOException">The disk has not the space.</exception>
    void Allocate(long offset, long length)
    {
        // Without a call for this, a full disk is noticed when the range is written.
    }

    /// <summary>
    /// Has what was written to a range go to the disk now, and waits for it where asked to, so that little is left for <see cref="Sync"/>.
    /// Nothing is sure to survive by it.
    /// </summary>
    /// <exception cref="IOException">The disk fails.</exception>
    void WriteBack(long offset, long length, bool wait)
    {
        // Where there is no such call, the sync does it all.
    }

    /// <summary>The blocks of the file, where it has any that another can share.</summary>
    FileExtents? Extents => null;

    /// <summary>The first hole at or after an offset inside the length; at the length and empty where there is none, or none is known.</summary>
    (long Start, long End) NextHole(long offset) => (Length, Length);

    /// <summary>
    /// Makes a range the same as another file's, which takes neither time nor space, as both then share their blocks; false where that can't
    /// be. Durable as a write is. All numbers are multiples of <see cref="FileExtents.Alignment"/>.
    /// </summary>
    bool TryClone(long offset, IStableFile from, long fromOffset, long length) =>
        Extents is { } mine && from.Extents is { } theirs && mine.TryClone(offset, theirs, fromOffset, length);

    /// <summary>The mark of a change that is under way; <see langword="null"/> where there is none.</summary>
    JournalMark? Mark => null;

    /// <summary>Sets the mark where the file system can; <see langword="null"/> removes it. Durable with the folder's names, and in their order.</summary>
    /// <exception cref="IOException">It can't be removed.</exception>
    void SetMark(JournalMark? mark)
    {
        // Memory that is no file of a file system has no marks.
    }

    /// <summary>Makes all earlier writes durable, or throws.</summary>
    /// <exception cref="IOException">Nothing written since the last sync may be called durable.</exception>
    void Sync();

    /// <summary>
    /// Begins a <see cref="Sync"/> on a thread of its own; the answer waits for it, and throws what it throws. Only what was written before is sure to
    /// survive when that has returned.
    /// </summary>
    Action BeginSync()
    {
        Task sync = Task.Factory.StartNew(Sync, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return sync.GetAwaiter().GetResult;
    }
}
