using MmapTool.Cli.Arguments;
using MmapTool.Formats;
using MmapTool.Memory;

namespace MmapTool.Cli;

/// <summary>
/// The files that are open to be read. A single command closes them at its end; <c>run</c> keeps them from one command to
/// the next, as long as they are unchanged and no command writes.
/// </summary>
internal sealed class FileCache(bool keep) : IDisposable
{
    // Each open file costs a descriptor and a mapping.
    private const int Most = 16;

    private readonly List<Entry> entries = [];

    /// <summary>The file, opened now or before. It is closed by this, not by the caller.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">How it is opened.</param>
    /// <param name="wait">How long to wait for its lock.</param>
    /// <param name="cancellation">Gives the token that ends a wait, for the lock or for a pipe; asked only where there may be one.</param>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait, Func<CancellationToken> cancellation)
    {
        for (int index = 0; index < entries.Count; index++)
        {
            Entry entry = entries[index];
            if (entry.Path == path && entry.OpenedBy == OpeningOf(settings))
            {
                if (entry.IsUnchanged)
                {
                    return entry.File;
                }

                entries.RemoveAt(index);
                entry.File.Dispose();
                break;
            }
        }

        if (entries.Count == Most)
        {
            entries[0].File.Dispose();
            entries.RemoveAt(0);
        }

        // Before it is opened: a change from now on is seen.
        FileState state = FileState.Of(path);
        bool mayWait = wait != TimeSpan.Zero || state.Stamp is { MayWait: true };
        FileLocking locking = new(Locked: true, wait) { Cancellation = mayWait ? cancellation() : default };
        DataFile file = DataFile.Open(path, MapAccess.Read, settings.Format, locking, settings.IgnoreJournal);
        file.Mapping.ResidentWindow = WindowOf(settings.Limits.Memory);
        entries.Add(new Entry(path, OpeningOf(settings), file, state));
        return file;
    }

    /// <summary>Standard input as a file. It is closed by this, not by the caller.</summary>
    public DataFile OpenInput(Stream input, string name, CommonSettings settings, CancellationToken cancellation)
    {
        DataFile file = DataFile.CopyOf(input, name, settings.Format, cancellation);
        file.Mapping.ResidentWindow = WindowOf(settings.Limits.Memory);
        entries.Add(new Entry(name, OpeningOf(settings), file, default));
        return file;
    }

    /// <summary>Closes all files, and so gives up their locks: before a command that writes, and when nothing is to be done.</summary>
    public void Drop()
    {
        foreach (Entry entry in entries)
        {
            entry.File.Dispose();
        }

        entries.Clear();
    }

    /// <summary>Makes sure that all that was read of the files was theirs.</summary>
    /// <exception cref="MmapTool.Memory.MappedFileException">One was cut, or its device failed, meanwhile.</exception>
    public void EnsureIntact() => entries.ForEach(entry => entry.File.EnsureIntact());

    /// <summary>Ends a command.</summary>
    public void EndCommand()
    {
        if (!keep)
        {
            Drop();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private static Opening OpeningOf(CommonSettings settings) => new(settings.Format, settings.IgnoreJournal, settings.Limits.Memory);

    // Of the budget an eighth is for the windows of the mapping; more was never faster.
    private static long WindowOf(long memory) => Math.Clamp(memory / 8, 1L << 20, 32L << 20);

    // The settings that a file is opened by: another container or another budget is another opening.
    private readonly record struct Opening(string? Format, bool IgnoreJournal, long Memory);

    private sealed class Entry
    {
        // The file, the others of its container, and the detached headers that there are or may come to be.
        private readonly FileState[] states;

        public Entry(string path, Opening openedBy, DataFile file, FileState state)
        {
            (Path, OpenedBy, File) = (path, openedBy, file);
            states = file.Mapping.IsCopy ? [] :
            [
                state,
                .. file.Container.Files.Where(other => other.Path != path).Select(other => FileState.Of(other.Path)),
                .. ContainerFormats.SideHeaders.SelectMany(format => format.HeaderPaths(file.Path)).Select(FileState.Of),
            ];
        }

        public string Path { get; }

        public Opening OpenedBy { get; }

        public DataFile File { get; }

        // Of a copy nobody knows whether what it was made of has changed.
        public bool IsUnchanged => !File.Mapping.IsCopy && Array.TrueForAll(states, state => state == FileState.Of(state.Path));
    }

    // A file that took the place of another by renaming is another one.
    private readonly record struct FileState(string Path, FileStamp? Stamp)
    {
        public static FileState Of(string path) => new(path, FileStamp.Of(path));
    }
}
