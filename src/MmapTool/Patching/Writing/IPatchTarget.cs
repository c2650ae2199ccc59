using MmapTool.Memory;
using MmapTool.Transfer;

namespace MmapTool.Patching;

/// <summary>A file that a plan is made for and written to. Opened, and locked where it is to be written, by whoever made it.</summary>
public interface IPatchTarget : IByteReader
{
    /// <summary>The path, for errors.</summary>
    string Name { get; }

    /// <summary>Which file it is, whatever path leads to it; <see langword="null"/> for what is no file.</summary>
    FileIdentity? Identity { get; }

    /// <summary>Length in bytes now, which another process may have changed.</summary>
    long Length { get; }

    /// <summary>Writes inside the length. Not durable until <see cref="Sync"/>.</summary>
    void WriteAt(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Makes all bytes of a range inside the length zeros, by a hole where that can be. Not durable until <see cref="Sync"/>.</summary>
    void WriteZeros(long offset, long length)
    {
        byte[] zeros = new byte[Math.Min(length, LayoutTransfer.ExtentLength)];
        for (long done = 0; done < length; done += zeros.Length)
        {
            WriteAt(offset + done, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - done)));
        }
    }

    /// <summary>Makes sure that later writes to the range can't find the disk full.</summary>
    void Allocate(long offset, long length);

    /// <summary>Makes holes again of what was allocated in holes: the change is not made, and all its bytes are as they were.</summary>
    void GiveSpaceBack()
    {
        // Memory that is no file on a disk has no holes.
    }

    /// <summary>Keeps what was allocated: the change is made.</summary>
    void KeepSpace()
    {
        // Memory that is no file on a disk has no holes.
    }

    /// <summary>The first hole at or after an offset inside the length; at the length and empty where there is none, or none is known.</summary>
    (long Start, long End) NextHole(long offset) => (Length, Length);

    /// <summary>Bytes of a range that have no space on disk yet, and need some to be written.</summary>
    long MissingSpace(long offset, long length) => 0;

    /// <summary>Has what was written to a range go to the disk now, and waits for it where asked to; nothing is durable by it.</summary>
    void WriteBack(long offset, long length, bool wait)
    {
        // Memory that is no file on a disk has nothing to write back.
    }

    /// <summary>The blocks of the file, where it has any that another can share.</summary>
    FileExtents? Extents => null;

    /// <inheritdoc cref="Journaling.IStableFile.Mark"/>
    Journaling.JournalMark? Mark => null;

    /// <inheritdoc cref="Journaling.IStableFile.SetMark"/>
    void SetMark(Journaling.JournalMark? mark)
    {
        // Memory that is no file of a file system has no marks.
    }

    /// <summary>Makes everything written durable.</summary>
    void Sync();
}
