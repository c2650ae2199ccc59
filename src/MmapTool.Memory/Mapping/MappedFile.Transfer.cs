using System.Runtime.Versioning;

namespace MmapTool.Memory;

/// <summary>Reading and writing by call instead of by mapping: faster for bulk writes, and a fault is an exception.</summary>
public sealed partial class MappedFile
{
    /// <summary>
    /// Reads into the buffer with pread: a fault is an exception, never a dead process. Of a copy-on-write mapping it reads what the
    /// mapping holds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or can't be read there.</exception>
    public override void ReadAt(long offset, Span<byte> buffer)
    {
        EnsureOpen();
        EnsureInside(offset, buffer.Length);
        if (IsShared)
        {
            _file.ReadAt(offset, buffer);
            return;
        }

        using MemoryLease lease = Lease();
        lease.Read(offset, buffer.Length).CopyTo(buffer);
    }

    /// <summary>
    /// A lease whose windows are copies read by pread: for one thread, read-only, a window valid until the next but one is asked for. Reading on from
    /// a window's end takes <paramref name="ahead"/> bytes at once. In all else it is a lease like any: closing the file ends its windows, and while it is
    /// out the length can't change.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public MemoryLease LeaseBuffered(int ahead = 256 << 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        while (!TryCountLease())
        {
            lock (_gate)
            {
                EnsureOpen();
            }
        }

        return new BufferedLease(this, ahead);
    }

    /// <summary>
    /// Writes with pwrite inside the file's length. Not durable until <see cref="Sync"/>. Through a copy-on-write mapping it changes what
    /// the mapping holds, and not the file.
    /// </summary>
    /// <exception cref="InvalidOperationException">The file is open for reading only.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or the disk is full or failing; a part may be written.</exception>
    public void WriteAt(long offset, ReadOnlySpan<byte> bytes)
    {
        EnsureWritable();
        EnsureInside(offset, bytes.Length);
        if (IsShared)
        {
            // If another process has cut the file, a write beyond the new end would grow it again.
            EnsureReaches(offset + bytes.Length);
            _file.WriteAt(offset, bytes);
            return;
        }

        using MemoryLease lease = Lease();
        bytes.CopyTo(lease.Write(offset, bytes.Length));
    }

    /// <summary>
    /// Moves a range to standard output inside the kernel (splice(2)), with nothing copied, where that is a pipe and the system can.
    /// </summary>
    /// <returns>How many bytes went, from the beginning of the range; the caller writes the rest. 0 where it can't be done.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the file.</exception>
    /// <exception cref="BrokenPipeException">The reader has gone.</exception>
    /// <exception cref="MappedFileException">The file has been truncated, or can't be read there.</exception>
    public long SpliceToOutput(long offset, long length)
    {
        EnsureOpen();
        EnsureInside(offset, length);
        return IsShared && OperatingSystem.IsLinux() ? PipeTransfer.Splice(_file, offset, length, 1) : 0;
    }

    /// <summary>See <see cref="ReplacementFile.TryShare"/>.</summary>
    internal bool TryShareWith(PlatformFile target, long offset, long length, long targetOffset)
    {
        EnsureOpen();
        EnsureInside(offset, length);
        return IsShared && target.TryClone(targetOffset, _file, offset, length);
    }

    /// <summary>As <see cref="SpliceToOutput"/>, to any descriptor, for tests.</summary>
    [SupportedOSPlatform("linux")]
    internal long Splice(long offset, long length, int descriptor) => PipeTransfer.Splice(_file, offset, length, descriptor);
}
