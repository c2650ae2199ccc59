using MmapTool.Cli.Arguments;
using MmapTool.Cli.Seams;
using MmapTool.Formats.Nrrd;

namespace MmapTool.Cli;

/// <summary>
/// The files that are open to be read. A single command closes them at its end; <c>run</c> keeps them from one command to
/// the next, as long as they are unchanged and no command writes.
/// </summary>
internal sealed class FileCache(ILibrary library, bool keep) : IDisposable
{
    // Each open file costs a descriptor and a mapping.
    private const int Most = 16;

    private readonly List<Entry> entries = [];

    /// <summary>The file, opened now or before. It is closed by this, not by the caller.</summary>
    public DataFile Open(string path, CommonSettings settings, TimeSpan wait = default)
    {
        for (int index = 0; index < entries.Count; index++)
        {
            Entry entry = entries[index];
            if (entry.Path == path && entry.Format == settings.Format && entry.IgnoreJournal == settings.IgnoreJournal)
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
        DataFile file = library.Open(path, settings, wait);
        entries.Add(new Entry(path, settings.Format, settings.IgnoreJournal, file, state));
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

    private sealed class Entry
    {
        // The file, the one its data are in, and the detached headers that there are or may come to be.
        private readonly FileState[] states;

        public Entry(string path, string? format, bool ignoreJournal, DataFile file, FileState state)
        {
            (Path, Format, IgnoreJournal, File) = (path, format, ignoreJournal, file);
            states = [state, .. file.Path == path ? [] : (FileState[])[FileState.Of(file.Path)], .. NrrdFormat.HeaderPaths(file.Path).Select(FileState.Of)];
        }

        public string Path { get; }

        public string? Format { get; }

        public bool IgnoreJournal { get; }

        public DataFile File { get; }

        public bool IsUnchanged => Array.TrueForAll(states, state => state == FileState.Of(state.Path));
    }

    // A file that took the place of another by renaming has another time of birth, or another of change.
    private readonly record struct FileState(string Path, long Length, DateTime Changed, DateTime Created)
    {
        public static FileState Of(string path)
        {
            FileInfo info = new(path);
            return info.Exists ? new(path, info.Length, info.LastWriteTimeUtc, info.CreationTimeUtc) : new(path, -1, default, default);
        }
    }
}
