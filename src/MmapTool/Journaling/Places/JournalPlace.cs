using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The journal's place on a real file system: <c>NAME.mmap-journal</c> beside the file that the path leads to.</summary>
internal sealed class JournalPlace : IJournalPlace, IDisposable
{
    /// <summary>The end of a journal's name.</summary>
    public const string Suffix = ".mmap-journal";

    private readonly uint? owner;
    private JournalFile? held;

    private JournalPlace(string path, uint? owner) => (Path, this.owner) = (path, owner);

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public bool Exists => FilePresence.IsTaken(Path);

    /// <summary>
    /// Why the file there is not taken for a journal, with what to do about it. Anybody who may write in the folder can put one there. <see langword="null"/>
    /// where it may be one, or nothing is there.
    /// </summary>
    public string? Doubt => FileTrust.DoubtOf(Path, owner) is { } doubt ? Doubted(doubt) : null;

    /// <summary>The folder that was named for it; <see langword="null"/> where it stands beside its file.</summary>
    public string? Folder { get; private init; }

    /// <inheritdoc/>
    public bool IsElsewhere => Folder is not null;

    /// <summary>The place that belongs to a file. Symbolic links lead to the file first, so that all of them share one place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">Who owns the file: that user's journals count, as the caller's and root's do.</param>
    /// <param name="folder">The folder for it; beside the file where null.</param>
    public static JournalPlace Of(string path, uint? owner = null, string? folder = null) => folder is null
        ? new(SystemPath.FollowLinks(path) + Suffix, owner)
        : new(System.IO.Path.Combine(SystemPath.Full(folder), JournalFolder.NameOf(path)), owner) { Folder = folder };

    /// <summary>The place that belongs to an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder for it; beside the file where null.</param>
    public static JournalPlace Of(MappedFile file, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(file.Path, file.Owner, folder);
    }

    /// <summary>The place that a file's mark names.</summary>
    internal static JournalPlace At(JournalMark mark, uint owner) => new(mark.Journal, owner);

    /// <summary>Refuses a file whose change was interrupted, by whatever name it is opened.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder that its journals go to; beside it where null.</param>
    /// <exception cref="InterruptedChangeException">There is a journal, or the mark of one.</exception>
    /// <exception cref="MappedFileException">The file in the journal's place is not taken for a journal.</exception>
    public static void EnsureNone(MappedFile file, string? folder = null)
    {
        using JournalPlace place = Of(file, folder);
        MarkedState state = MarkedState.Of(file, place);
        if (state.Journal is { Doubt: { } doubt })
        {
            throw new MappedFileException(file.Path, doubt);
        }

        if (state.Refusal(file.Path) is { } refusal)
        {
            throw new InterruptedChangeException((state.Journal ?? place).Path, refusal);
        }
    }

    /// <inheritdoc/>
    public IJournalFile Create()
    {
        try
        {
            return JournalFile.Create(Path);
        }
        catch (MappedFileException error)
        {
            throw new MappedFileException(error.Path, $"{error.Message} (the journal that makes the change safe goes there; --no-journal does without, for scratch files)", error);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="MappedFileException">It is missing, is not taken for a journal, or can't be opened.</exception>
    public IJournalFile Open(bool writable = true) => held is null ? OpenTrusted(writable) : held.Share();

    /// <summary>Opens the journal for good: from now on this one is meant, whatever comes to stand at the path.</summary>
    /// <exception cref="MappedFileException">It is missing, is not taken for a journal, or can't be opened.</exception>
    public void Hold(bool writable)
    {
        held?.Dispose();
        held = OpenTrusted(writable);
    }

    /// <inheritdoc/>
    /// <exception cref="MappedFileException">Another file stands at the path, or it can't be deleted.</exception>
    public void Delete()
    {
        if (held is not null && !held.IsAt(Path))
        {
            throw new MappedFileException(Path, "is not the journal any more that was worked with: somebody has moved or replaced it, and it was left alone");
        }

        JournalFile.Delete(Path);
    }

    /// <inheritdoc/>
    public void SyncFolder() => JournalFile.SyncFolder(System.IO.Path.GetDirectoryName(Path) ?? "");

    /// <inheritdoc/>
    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }

    private JournalFile OpenTrusted(bool writable)
    {
        // Again of the open file, as the path may lead elsewhere by then.
        if (Doubt is { } doubt)
        {
            throw new MappedFileException(Path, doubt);
        }

        return JournalFile.Open(Path, writable, owner);
    }

    private string Doubted(string doubt) =>
        $"{Path} {doubt}, and is not taken for a journal of this tool: whoever may write in the folder can put one there. Look at it, and remove it or move it away";
}
