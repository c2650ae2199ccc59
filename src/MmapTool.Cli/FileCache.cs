using MmapTool.Cli.Arguments;
using MmapTool.Cli.Seams;

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
        FileInfo state = new(path);
        for (int index = 0; index < entries.Count; index++)
        {
            Entry entry = entries[index];
            if (entry.Path == path && entry.Format == settings.Format && entry.IgnoreJournal == settings.IgnoreJournal)
            {
                if (entry.IsOf(state))
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

        DataFile file = library.Open(path, settings, wait);
        entries.Add(new Entry(path, settings.Format, settings.IgnoreJournal, state, file));
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
        private readonly long length;
        private readonly DateTime changed;
        private readonly DateTime created;

        public Entry(string path, string? format, bool ignoreJournal, FileInfo state, DataFile file)
        {
            (Path, Format, IgnoreJournal, File) = (path, format, ignoreJournal, file);
            length = state.Exists ? state.Length : -1;
            changed = state.LastWriteTimeUtc;
            created = state.CreationTimeUtc;
        }

        public string Path { get; }

        public string? Format { get; }

        public bool IgnoreJournal { get; }

        public DataFile File { get; }

        // A file that took the place of another by renaming has another time of birth, or another of change.
        public bool IsOf(FileInfo state) =>
            state.Exists && state.Length == length && state.LastWriteTimeUtc == changed && state.CreationTimeUtc == created;
    }
}
