namespace MmapTool.Memory;

/// <summary>
/// The blocks of an open file, as far as they can be shared with another's (FICLONERANGE on Linux, where the file system is XFS, btrfs or
/// another that can). A shared block is copied by the file system when either file is written to.
/// </summary>
public sealed class FileExtents
{
    /// <summary>What offsets and lengths must be multiples of: more than the block of any file system that can share, so that nobody need ask.</summary>
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
