using System.Text;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.FailedCalls;

/// <summary>A way of changing files by the command: the files before, and a check that the change was made.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Before">The files before, by name. The one called "file" is recovered.</param>
/// <param name="Words">The arguments; a word in capitals stands for the file of that name in lower case.</param>
/// <param name="IsNew">Whether the file called "file" is as it is after the change, and the others of the folder too.</param>
public sealed record SweptChange(string Name, Dictionary<string, byte[]> Before, string[] Words, Func<string, bool> IsNew)
{
    private const int Length = 6000;

    /// <summary>Files that recovery may leave, or not: the undo of a change that was taken back.</summary>
    public string[] MayBeLeft { get; init; } = [];

    /// <summary>Files that are holes.</summary>
    public string[] Holes { get; init; } = [];

    /// <summary>All ways, each with the smallest file that the command changes in that way.</summary>
    public static IEnumerable<SweptChange> All =>
    [
        Of(FileChange.Patch(Length)),
        Of(FileChange.Patch(Length)) with { Name = "patch --no-sync", Words = [.. FileChange.Patch(Length).Words, "--no-sync"] },
        OfHoles(),
        CopyOfHole(),
        Of(FileChange.ByChunks(Length, keepUndo: false)) with { Name = "patch by a stored program" },
        Of(FileChange.ByChunks(2_200_000, keepUndo: false), "--memory", "4Mi"),
        Of(FileChange.ByChunks(2_200_000, keepUndo: true), "--memory", "4Mi"),
        WithUndo(FileChange.Patch(Length)),
        WithUndo(FileChange.ByChunks(Length, keepUndo: true)),
        Script(),
        Apply(),
        Of(FileChange.Convert(Length)),
        Shrink(),
        Detached(),
        Of(FileChange.Reshape(Length)),
        Of(FileChange.Adopt(Length)),
        Header(),
        Output("extract", [], ["extract", "FILE", "-o", "OUT"], Bytes),
        Output("extract --force", Bytes[..100], ["extract", "FILE", "[::-1]", "-o", "OUT", "--force"], [.. Bytes.Reverse()]),
        Output("convert -o", [], ["convert", "FILE", "<u2", "--to", ">u2", "-o", "OUT"], Swapped),
        Output("cast -o", [], ["cast", "FILE", "--to", "u1", "-o", "OUT.npy"], null),
    ];

    private static byte[] Bytes => FileChange.Convert(Length).Old;

    private static byte[] Swapped
    {
        get
        {
            byte[] swapped = Bytes;
            for (int index = 0; index < swapped.Length; index += 2)
            {
                (swapped[index], swapped[index + 1]) = (swapped[index + 1], swapped[index]);
            }

            return swapped;
        }
    }

    /// <summary>The arguments, for the files of this folder.</summary>
    public string[] For(string folder) => [.. Words.Select(word => word.TrimEnd(".npy".ToCharArray()) is "FILE" or "OUT" or "UNDO" or "EDITS" or "HEADER.NHDR" || word == "HEADER.NHDR"
        ? Path.Combine(folder, word.ToLowerInvariant()) : word.Replace("@HOLE", $"@{Path.Combine(folder, "hole")}", StringComparison.Ordinal))];

    /// <summary>Puts the files into a folder, and nothing else.</summary>
    public void Restore(string folder)
    {
        foreach (string path in Directory.GetFiles(folder))
        {
            File.Delete(path);
        }

        foreach ((string name, byte[] bytes) in Before)
        {
            using FileStream file = new(Path.Combine(folder, name), FileMode.CreateNew);
            if (Holes.Contains(name))
            {
                file.SetLength(bytes.Length);
            }
            else
            {
                file.Write(bytes);
            }
        }
    }

    /// <summary>"old", "new" or a description of another state.</summary>
    public string StateOf(string folder)
    {
        string[] names = [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path))];
        string[] more = [.. names.Except(Before.Keys)];
        bool same = Before.All(file => names.Contains(file.Key) && File.ReadAllBytes(Path.Combine(folder, file.Key)).AsSpan().SequenceEqual(file.Value));
        return same && more.Except(MayBeLeft).FirstOrDefault() is null ? "old" : IsNew(folder) ? "new" : $"neither old nor new, with {string.Join(", ", names)}";
    }

    public override string ToString() => Name;

    private static SweptChange Of(FileChange change, params string[] options) => new(
        change.Name, new() { ["file"] = change.Old }, [.. change.Words, .. options],
        folder => Names(folder) is ["file"] && change.StateOf(Path.Combine(folder, "file")) == "new");

    private static SweptChange OfHoles()
    {
        byte[] old = new byte[40_000];
        byte[] now = [.. Enumerable.Repeat((byte)9, old.Length)];
        return new("patch of zeros", new() { ["file"] = old }, ["patch", "FILE", "[...] = 9"], folder => Names(folder) is ["file"] && Holds(folder, "file", now));
    }

    private static SweptChange CopyOfHole()
    {
        byte[] old = new byte[300_000];
        new Random(3).NextBytes(old);
        byte[] now = [.. old];
        now.AsSpan(1000, 200_000).Clear();
        return new(
            "patch by a hole", new() { ["file"] = old, ["hole"] = new byte[200_000] }, ["patch", "FILE", "[1000:+200000] = @HOLE"],
            folder => Names(folder) is ["file", "hole"] && Holds(folder, "file", now))
        {
            Holes = ["hole"],
        };
    }

    private static SweptChange WithUndo(FileChange change) => new(
        change.Name + " --save-undo", new() { ["file"] = change.Old }, [.. change.Words, "--save-undo", "UNDO"],
        folder => Names(folder).Contains("file") && change.StateOf(Path.Combine(folder, "file")) == "new")
    {
        MayBeLeft = ["undo"],
    };

    private static SweptChange Script()
    {
        byte[] now = Bytes;
        now[5] = 1;
        now[4000] = 2;
        return new(
            "patch --script", new() { ["file"] = Bytes, ["edits"] = "[5] = 1\n# more\n[4000] = 2\n"u8.ToArray() }, ["patch", "FILE", "--script", "EDITS"],
            folder => Names(folder) is ["edits", "file"] && Holds(folder, "file", now));
    }

    private static SweptChange Apply()
    {
        FileChange change = FileChange.Patch(Length);
        using TemporaryFolder folder = new();
        string path = folder.Write("file", change.Old);
        string[] words = [.. change.For(path), "--save-undo", folder["undo"]];
        Assert.That(Command.Run(words).ExitCode, Is.Zero);
        return new(
            "patch --apply", new() { ["file"] = File.ReadAllBytes(path), ["undo"] = File.ReadAllBytes(folder["undo"]) }, ["patch", "FILE", "--apply", "UNDO"],
            there => Names(there) is ["file", "undo"] && Holds(there, "file", change.Old));
    }

    private static SweptChange Shrink()
    {
        byte[] now = Bytes;
        byte[] old = [.. now.Chunk(2).SelectMany(pair => (byte[])[.. pair, 0, 0])];
        return new("convert --shrink", new() { ["file"] = old }, ["convert", "FILE", "<u4", "--to", "<u2", "--in-place", "--shrink"], folder => Names(folder) is ["file"] && Holds(folder, "file", now));
    }

    private static SweptChange Detached()
    {
        string header = $"NRRD0004\ntype: uint16\ndimension: 1\nsizes: {Length / 2}\nendian: little\nencoding: raw\ndata file: file\n";
        return new(
            "convert of a detached header's data", new() { ["file"] = Bytes, ["header.nhdr"] = Encoding.ASCII.GetBytes(header) }, ["convert", "HEADER.NHDR", "--to", ">u2", "--in-place"],
            folder => Names(folder) is ["file", "header.nhdr"] && Holds(folder, "file", Swapped) && File.ReadAllText(Path.Combine(folder, "header.nhdr")).Contains("endian: big", StringComparison.Ordinal));
    }

    private static SweptChange Header() => new(
        "cast --header", new() { ["file"] = Bytes }, ["cast", "FILE", "--to", "<u2", "--header"],
        folder => Names(folder) is ["file", "file.nhdr"] && Holds(folder, "file", Bytes) && File.ReadAllText(Path.Combine(folder, "file.nhdr")).Contains("data file: file", StringComparison.Ordinal));

    private static SweptChange Output(string name, byte[] there, string[] words, byte[]? expected)
    {
        string output = words[^1] == "--force" ? "out" : words[^1].ToLowerInvariant();
        Dictionary<string, byte[]> before = new() { ["file"] = Bytes };
        if (there.Length > 0)
        {
            before[output] = there;
        }

        return new(name, before, words, folder => Names(folder) is ["file", var made] && made == output && Holds(folder, "file", Bytes)
            && (expected is null ? File.ReadAllBytes(Path.Combine(folder, output)).AsSpan(128).SequenceEqual(Bytes) : Holds(folder, output, expected)));
    }

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static bool Holds(string folder, string name, byte[] bytes) => File.ReadAllBytes(Path.Combine(folder, name)).AsSpan().SequenceEqual(bytes);
}
