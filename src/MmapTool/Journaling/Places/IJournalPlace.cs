using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The place in a folder where the journal of one target lives: <c>NAME.mmap-journal</c> beside it.</summary>
internal interface IJournalPlace
{
    /// <summary>The journal's path, for messages.</summary>
    string Path { get; }

    /// <summary>Whether anything stands there, be it a journal or not.</summary>
    bool Exists { get; }

    /// <summary>Whether it may lie on another file system than the target, whose mark is then not made durable by <see cref="SyncFolder"/>.</summary>
    bool IsElsewhere => false;

    /// <summary>Makes the mark durable that has just been set on the target, and the journal's name.</summary>
    /// <param name="target">The target.</param>
    void SyncWithMark(IByteTarget target)
    {
        if (IsElsewhere)
        {
            target.Sync();
        }

        SyncFolder();
    }

    /// <summary>Makes the journal; fails where anything stands there already, a symbolic link included.</summary>
    /// <exception cref="IOException">It can't be made.</exception>
    IJournalFile Create();

    /// <summary>Opens the journal that stands there; refuses what is no regular file.</summary>
    /// <param name="writable">Whether it is written too, as the resume modes do; to look needs no right to write.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    IJournalFile Open(bool writable = true);

    /// <summary>Removes the journal's name.</summary>
    void Delete();

    /// <summary>Makes the folder's entries durable: that the journal is there, or that it is gone.</summary>
    void SyncFolder();
}
