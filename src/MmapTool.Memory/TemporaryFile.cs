using System.Security.Cryptography;
using System.Text;

namespace MmapTool.Memory;

/// <summary>The names of unfinished outputs, all of which can be deleted when the process must end at once.</summary>
internal static class TemporaryFile
{
    // What file systems allow in a name, less the dots, the random part and the ending.
    private const int LongestName = 255 - 1 - 1 - 16 - 4;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Pending = [];

    /// <summary>Makes a file with an unpredictable name beside another one.</summary>
    public static (string Path, PlatformFile File) CreateBeside(string target, bool isPrivate, string name)
    {
        string folder = System.IO.Path.GetDirectoryName(target) ?? string.Empty;
        string path = System.IO.Path.Combine(folder, $".{Shorten(System.IO.Path.GetFileName(target))}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.tmp");

        // Under the gate, so that a deletion of all either sees it or comes before it.
        lock (Gate)
        {
            PlatformFile file = PlatformFile.CreateNew(path, isPrivate, name);
            Pending.Add(path);
            return (path, file);
        }
    }

    /// <summary>Runs what puts the file in its place; it is pending no more when that succeeds.</summary>
    public static void Place(string path, Action place)
    {
        lock (Gate)
        {
            place();
            Pending.Remove(path);
        }
    }

    /// <summary>Deletes it.</summary>
    public static void Delete(string path)
    {
        lock (Gate)
        {
            Pending.Remove(path);
            File.Delete(path);
        }
    }

    /// <summary>Deletes all; what can't be deleted stays.</summary>
    public static void DeleteAll()
    {
        lock (Gate)
        {
            foreach (string path in Pending)
            {
                try
                {
                    File.Delete(path);
                }
                catch (Exception error) when (FileErrors.IsFileError(error))
                {
                    // The process is ending and the others must still go.
                    continue;
                }
            }

            Pending.Clear();
        }
    }

    private static string Shorten(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > LongestName)
        {
            name = name[..^(char.IsLowSurrogate(name[^1]) ? 2 : 1)];
        }

        return name;
    }
}
