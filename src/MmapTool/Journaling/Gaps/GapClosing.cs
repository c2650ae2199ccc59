using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>Takes an opened gap out of a file again.</summary>
internal static class GapClosing
{
    /// <summary>Closes the gap at this offset and of this length, by moving extents as it was opened, or, at the end of the file, by cutting it.</summary>
    /// <exception cref="MappedFileException">The file system can't do it now.</exception>
    public static void CloseGap(this MappedFile file, long offset, long length)
    {
        if (offset + length >= file.CurrentLength)
        {
            // All of it, or so much of it as there is.
            file.SetLength(offset);
            return;
        }

        if (!file.TryCollapseRange(offset, length))
        {
            throw new MappedFileException(file.Path, $"has a gap of {length} bytes at byte {offset} that can't be closed here; move the file to a file system that can, such as ext4 or xfs, and recover it there");
        }
    }
}
