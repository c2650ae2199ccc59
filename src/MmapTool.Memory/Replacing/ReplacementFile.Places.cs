namespace MmapTool.Memory;

/// <content>Writing by places instead of by the stream.</content>
internal sealed partial class ReplacementFile
{
    /// <summary>
    /// Writes at a place of its own, past the stream and its position; threads may do so at once. Flush the stream first where the
    /// two meet.
    /// </summary>
    /// <exception cref="MappedFileException">The disk is full or failing.</exception>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ObjectDisposedException.ThrowIf(_ended, this);
        _file.WriteAt(offset, bytes);
    }

    /// <summary>Takes disk space for a range, so that writing it can't find the disk full. Nothing happens where the file system can't.</summary>
    /// <exception cref="MappedFileException">The disk has not the space.</exception>
    public void Allocate(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ObjectDisposedException.ThrowIf(_ended, this);
        if (length > 0)
        {
            _allocated = true;
            _file.TryAllocate(offset, length);
        }
    }

    /// <summary>Cuts the file, or extends it by a hole of zeros.</summary>
    /// <exception cref="MappedFileException">The file system refuses the length.</exception>
    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(_ended, this);
        _file.SetLength(length);
    }

    /// <summary>
    /// Has the bytes that were written to a range go to the disk now, and waits for it where asked to. So the sync at the end has little left to do, and
    /// dirty pages do not pile up until the system stops the writer. Nothing is durable by it; only <see cref="Commit"/> makes durable.
    /// </summary>
    /// <exception cref="MappedFileException">The disk fails.</exception>
    public void WriteBack(long offset, long length, bool wait)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _file.WriteBack(offset, length, wait);
    }

    /// <summary>
    /// Makes a range share its blocks on disk with a range of another file, which takes no time and no space. Both must be on one file
    /// system that can (Btrfs, XFS and others). Either is copied where it is changed later.
    /// </summary>
    /// <param name="source">The other file.</param>
    /// <param name="sourceOffset">Where its range begins.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">Where the range begins here.</param>
    /// <returns>False, with nothing changed, where it can't be done: one reason is a number that is no multiple of the file system's block.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the other file.</exception>
    public bool TryShare(MappedFile source, long sourceOffset, long length, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ObjectDisposedException.ThrowIf(_ended, this);
        return length > 0 && source.TryShareWith(_file, sourceOffset, length, offset);
    }
}
