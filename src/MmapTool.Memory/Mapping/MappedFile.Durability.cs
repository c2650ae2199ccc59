using System.ComponentModel;

namespace MmapTool.Memory;

/// <summary>Making changes durable.</summary>
public sealed partial class MappedFile
{
    private readonly Lock _syncing = new();
    private MappedFileException? _failure;

    /// <summary>
    /// Makes everything written so far durable (fsync; F_FULLFSYNC on macOS; FlushFileBuffers on Windows), and reports every failure.
    /// .NET's own flush hides failures.
    /// </summary>
    /// <exception cref="MappedFileException">
    /// It failed, now or earlier. The kernel reports such a failure once and may have dropped the bytes that it could not write. A later
    /// success would mean nothing, so the file counts as failed for good.
    /// </exception>
    public unsafe void Sync()
    {
        EnsureOpen();
        if (OperatingSystem.IsWindows() && Volatile.Read(ref _mapping) is not null && Access == MapAccess.ReadWrite)
        {
            SyncRange(0, Length);
            return;
        }

        lock (_syncing)
        {
            EnsureNotFailed();
            SyncFile();
        }
    }

    /// <summary>Makes what was stored in a range through the mapping durable. The range may be unaligned.</summary>
    /// <exception cref="InvalidOperationException">The file is not open for writing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="MappedFileException">It failed, now or earlier, as for <see cref="Sync"/>.</exception>
    public unsafe void SyncRange(long offset, long length)
    {
        EnsureChangesFile();
        EnsureInside(offset, length);
        lock (_syncing)
        {
            EnsureNotFailed();
            if (length > 0 && Volatile.Read(ref _mapping) is not null)
            {
                using MemoryLease lease = Lease();
                int error = PageControl.Current.Write(((MappedLease)lease).Again(offset, length), (nuint)length);
                if (error != 0)
                {
                    _failure = new(Path, $"can't be made durable: {new Win32Exception(error).Message}; check the disk", new Win32Exception(error));
                    throw _failure;
                }
            }

            SyncFile();
        }
    }

    /// <summary>
    /// Has what was written to the range go to the disk now, and waits for it where asked to, so that a later <see cref="Sync"/> has less
    /// to do. Nothing is durable by it.
    /// </summary>
    /// <exception cref="MappedFileException">The disk fails: as after a failed <see cref="Sync"/>, which will not be told again.</exception>
    public void WriteBack(long offset, long length, bool wait)
    {
        EnsureOpen();
        lock (_syncing)
        {
            EnsureNotFailed();
            try
            {
                _file.WriteBack(offset, length, wait);
            }
            catch (MappedFileException error)
            {
                _failure = error;
                throw;
            }
        }
    }

    /// <summary>The file's blocks, which others may share.</summary>
    internal FileExtents Extents
    {
        get
        {
            EnsureOpen();
            return new(_file);
        }
    }

    private void SyncFile()
    {
        try
        {
            _file.Sync();
        }
        catch (MappedFileException error)
        {
            _failure = error;
            throw;
        }
    }

    private void EnsureNotFailed()
    {
        if (_failure is not null)
        {
            throw new MappedFileException(
                Path, "can't be made durable: an earlier attempt failed, and what it left unwritten may be lost; check the disk and restore the file", _failure);
        }
    }
}
