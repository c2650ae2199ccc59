namespace MmapTool.Memory;

/// <summary>
/// The blocks of an open file, as far as they can be shared with another's (FICLONERANGE on Linux, where the file system is XFS, btrfs or
/// another that can). A shared block is copied by the file system when either file is written to.
/// </summary>
internal sealed class FileExtents
{
    /// <summary>
    /// Offsets and lengths must be multiples of this many bytes. It is more than the block of any file system that can share, so that no caller need ask.
    /// </summary>
    public const int Alignment = 64 * 1024;

    private readonly PlatformFile _file;

    internal FileExtents(PlatformFile file) => _file = file;

    /// <summary>Lets a range share the blocks of another file's; false, with nothing changed that matters, where it can't.</summary>
    /// <param name="offset">Where, in this file, which grows by it.</param>
    /// <param name="from">The other file.</param>
    /// <param name="fromOffset">Where in that.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentException">A number is no multiple of <see cref="Alignment"/>.</exception>
    public bool TryClone(long offset, FileExtents from, long fromOffset, long length)
    {
        if ((offset | fromOffset | length) % Alignment != 0)
        {
            throw new ArgumentException($"blocks are shared in multiples of {Alignment} bytes", nameof(length));
        }

        return length > 0 && _file.TryClone(offset, from._file, fromOffset, length);
    }

    /// <summary>
    /// The extents from an offset on, in their order, after bytes that are in memory alone have got their place. Null where the file system does not
    /// tell, where an extent has no place of its own (stored in the inode, compressed), or where there are too many.
    /// </summary>
    /// <param name="offset">Where to begin; the first may begin before it.</param>
    /// <param name="most">The most extents.</param>
    /// <exception cref="MappedFileException">The disk fails.</exception>
    public IReadOnlyList<FileExtent>? TryMap(long offset, int most) => _file.TryMap(offset, most);

    /// <summary>Whether this file's first blocks can be shared with a new file beside it, found out by doing so with one that has no name.</summary>
    /// <param name="path">The file's path.</param>
    public bool CanShareWithNeighbour(string path)
    {
        if (!OperatingSystem.IsLinux() || _file.CurrentLength() < Alignment)
        {
            return false;
        }

        using UnixFile? probe = NamelessFile.TryCreate(Path.GetDirectoryName(path) ?? string.Empty, isPrivate: true, path);
        return probe is not null && probe.TryClone(0, _file, 0, Alignment);
    }
}

/// <summary>Bytes that lie together, in the file and on the disk.</summary>
/// <param name="Offset">Where, in the file.</param>
/// <param name="Place">Where on the disk, in bytes.</param>
/// <param name="Length">How many.</param>
/// <param name="IsWritten">Whether they hold data; else they read as zeros.</param>
internal readonly record struct FileExtent(long Offset, long Place, long Length, bool IsWritten)
{
    /// <summary>The first offset behind them.</summary>
    public long End => Offset + Length;
}
