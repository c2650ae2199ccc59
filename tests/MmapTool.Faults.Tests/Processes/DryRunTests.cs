using System.Diagnostics;
using System.Text.RegularExpressions;
using MmapTool.Testing;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>
/// A dry run fails where the run would, with the same status and message, and changes nothing: a table of obstacles, against every verb that writes.
/// </summary>
[Platform("Linux")]
[TestFixture(CommandForm.Quickest)]
public sealed partial class DryRunTests(CommandForm form) : CommandFixture(form)
{
    private const string Nobody = "65534";

    // FILE is read or changed; OUT and UNDO are made anew. Each has its own folder.
    private static readonly string[][] Verbs =
    [
        ["patch", "FILE", "[0] = 1"],
        ["patch", "FILE", "[0] = 1", "--no-journal"],
        ["patch", "FILE", "[0] = 1", "--undo-limit", "0"],
        ["patch", "FILE", "[...] = 1", "--save-undo", "UNDO"],
        ["patch", "FILE", "--script", "EDITS"],
        ["patch", "FILE", "--apply", "SAVED"],
        ["convert", "FILE", "<u2", "--to", ">u2", "--in-place"],
        ["convert", "FILE", "<u4", "--to", "u2", "--in-place", "--shrink", "--cast-values", "wrap"],
        ["convert", "FILE", "<u2", "--to", ">u4", "-o", "OUT"],
        ["convert", "FILE", "<u2", "--to", "u1", "-o", "OUT"],
        ["convert", "HEADER", "--to", ">u2", "--in-place"],
        ["extract", "FILE", "-o", "OUT"],
        ["extract", "FILE", "bf16", "-o", "OUT.npy"],
        ["extract", "FILE", "-o", "OUT.csv"],
        ["cast", "FILE", "--to", "<u2", "--header"],
        ["cast", "FILE", "--to", "<u2", "--adopt", "npy"],
        ["cast", "FILE", "--to", "<u2", "-o", "OUT.npy"],
        ["cast", "ARRAY", "--to", "<u2"],
        ["reshape", "ARRAY", "--to", "2,-1"],
    ];

    private static IEnumerable<Obstacle> Obstacles =>
    [
        new("none", _ => null),
        new("a file that may only be read", place => Mode(place, "444", "file", "array.npy")),
        new("a folder that may only be read", place => Mode(place, "555", "", "made")),
        new("a file marked immutable", place => Immutable(place, "file", "array.npy", "header.nhdr")),
        new("folders marked immutable", place => Immutable(place, "", "made")),
        new("a lock that is held", place => Lock(place, "file", "array.npy")),
        new("an output that is there", place => Made(place, "out", "out.npy", "out.csv", "undo")),
        new("a folder where the output goes", place => Folders(place, "out", "out.npy", "out.csv", "undo")),
        new("no folder for the output", place => Gone(place)),
        new("a journal that is left", place => Journals(place, "file", "array.npy")),
        new("a file system mounted to be read only", place => place.Mount.MakeReadOnly),
        new("a file system full of files", place => FullOfFiles(place)),
        new("a file that is gone", place => () => { File.Delete(place["file"]); File.Delete(place["array.npy"]); }),
    ];

    [Test]
    public void It_fails_where_the_run_would([ValueSource(nameof(Obstacles))] Obstacle obstacle, [Values] bool asRoot)
    {
        if (ProcessRun.Find("setpriv") is null)
        {
            Assert.Ignore("setpriv was not found, which runs the command as another user");
        }

        List<string> failures = [];
        int refused = 0;
        using TemporaryMount mount = TemporaryMount.Ext4(8 << 20, features: "extent,^has_journal");
        foreach (string[] verb in Verbs)
        {
            // Both runs find the same files. The obstacle is made again before the second run.
            (ProcessRun Run, string State) dry = Try(mount, obstacle, [.. verb, "--dry-run"], asRoot, out string before);
            (ProcessRun Run, string State) real = Try(mount, obstacle, verb, asRoot, out _);
            refused += real.Run.ExitCode == 0 ? 0 : 1;
            if (dry.Run.ExitCode != real.Run.ExitCode || (real.Run.ExitCode != 0 && dry.Run.Error != real.Run.Error) || dry.State != before)
            {
                failures.Add($"{string.Join(' ', verb)}: dry exit {dry.Run.ExitCode} {dry.Run.Error.Trim()} - run exit {real.Run.ExitCode} {real.Run.Error.Trim()}{(dry.State != before ? " - the dry run changed something" : "")}");
            }
        }

        TestContext.Out.WriteLine($"{refused} of {Verbs.Length} refused");
        Assert.That(failures, Is.Empty, string.Join('\n', failures));
    }

    // A disk without enough room. The error comes before any space is taken.
    [TestCase("patch", "FILE", "[...] = 1")]
    [TestCase("patch", "FILE", "[...] = 1", "--undo-limit", "0")]
    [TestCase("patch", "FILE", "[...] = 1", "--no-journal")]
    [TestCase("convert", "FULL", "<u2", "--to", ">i2", "--in-place")]
    [TestCase("convert", "FULL", "u1", "--to", "<u4", "-o", "OUT")]
    [TestCase("extract", "FULL", "-o", "OUT")]
    [TestCase("extract", "FULL", "-o", "OUT.npy")]
    [TestCase("patch", "FULL", "[...] = 1")]
    [TestCase("cast", "FULL", "--to", "u1", "-o", "OUT.npy")]
    public void The_dry_run_fails_as_the_run_does_where_the_disk_is_too_small(params string[] verb)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(12 << 20);
        using (FileStream stream = File.Create(mount["file"]))
        {
            stream.SetLength(20 << 20);
        }

        File.WriteAllBytes(mount["full"], new byte[6 << 20]);
        Assert.That(TemporaryMount.Run("sync", "-f", mount.Path), Is.Null);
        long free = new DriveInfo(mount.Path).TotalFreeSpace;
        string[] words = [.. verb.Select(word => word is "FILE" or "FULL" or "OUT" or "OUT.npy" ? mount[word.ToLowerInvariant()] : word)];
        ProcessRun dry = Command.Run([.. words, "--dry-run"]);
        ProcessRun real = Command.Run(words);
        Assert.That((dry.ExitCode, dry.Error), Is.EqualTo((3, real.Error)));
        Expect.Exit(real, 3, "no space left");
        Assert.That(Directory.GetFiles(mount.Path).Select(Path.GetFileName), Is.EquivalentTo(new[] { "file", "full" }));
        Assert.That(new DriveInfo(mount.Path).TotalFreeSpace, Is.GreaterThan(free - (128 << 10)));
    }

    [TestCase("convert", "FILE", "<u2", "--to", ">i2", "--in-place")]
    [TestCase("patch", "FILE", "<u2 *= 3")]
    [TestCase("patch", "FILE", "[...] = 0")]
    [TestCase("patch", "FILE", "[:8Mi] = @::[8Mi:+8Mi]", "--undo-limit", "0")]
    public void A_hole_that_stays_one_needs_no_room_on_a_disk_that_has_less(params string[] verb)
    {
        using TemporaryMount mount = TemporaryMount.Ext4(12 << 20);
        using (FileStream stream = File.Create(mount["file"]))
        {
            stream.SetLength(20 << 20);
        }

        string[] words = [.. verb.Select(word => word == "FILE" ? mount["file"] : word)];
        foreach (string[] all in (string[][])[[.. words, "--dry-run"], words])
        {
            ProcessRun run = Command.Run(all);
            Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        }

        Assert.That(ProcessRun.Of("stat", ["-c", "%s %b", mount["file"]]).Output.Trim(), Is.EqualTo($"{20 << 20} 0"));
    }

    private static (ProcessRun Run, string State) Try(TemporaryMount mount, Obstacle obstacle, string[] verb, bool asRoot, out string before)
    {
        using Place place = new(mount);
        Action? meddle = obstacle.Make(place);
        meddle?.Invoke();
        before = place.State();
        string[] words = [.. verb.Select(place.PathOf)];
        string[] start = asRoot ? [] : ["setpriv", "--reuid=" + Nobody, "--regid=" + Nobody, "--clear-groups"];
        string[] line = [.. start, Command.Start.Program, .. Command.Start.Prefix, .. words];
        ProcessRun run = ProcessRun.Of(line[0], line[1..]);

        // Each time another process holds the lock.
        return (run with { Error = HolderPattern().Replace(run.Error, "process N") }, place.State());
    }

    [GeneratedRegex(@"process \d+ \(\w+\)")]
    private static partial Regex HolderPattern();

    private static Action Mode(Place place, string mode, params string[] names) => () => place.Run("chmod", [mode, .. names.Select(name => place[name])]);

    private static Action Immutable(Place place, params string[] names) => () =>
    {
        foreach (string name in names)
        {
            place.Run("chattr", "+i", place[name]);
            place.AtEnd(() => place.Run("chattr", "-i", place[name]));
        }
    };

    private static Action Lock(Place place, params string[] names) => () =>
    {
        foreach (string name in names)
        {
            Process holder = Process.Start(new ProcessStartInfo("flock", ["--no-fork", "-s", place[name], "sh", "-c", "echo held; read line"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            holder.StandardOutput.ReadLine();
            place.AtEnd(() =>
            {
                holder.StandardInput.Close();
                holder.WaitForExit();
                holder.Dispose();
            });
        }
    };

    private static Action Made(Place place, params string[] names) => () =>
    {
        foreach (string name in names)
        {
            File.WriteAllText(Path.Combine(place["made"], name), "there");
        }
    };

    private static Action Folders(Place place, params string[] names) => () =>
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.Combine(place["made"], name));
        }
    };

    private static Action Gone(Place place) => () => Directory.Delete(place["made"]);

    private static Action Journals(Place place, params string[] names) => () =>
    {
        foreach (string name in names)
        {
            File.WriteAllText(place[name] + ".mmap-journal", "MMAPJRNL");
        }
    };

    private static Action FullOfFiles(Place place) => () =>
    {
        // They stay from one verb to the next.
        Directory.CreateDirectory(place.Mount["more"]);
        while (true)
        {
            try
            {
                File.Create(place.Mount[Path.Combine("more", $"{Guid.NewGuid()}")]).Dispose();
            }
            catch (IOException)
            {
                return;
            }
        }
    };

    // The undo of [7] = 8.
    private static readonly Lazy<byte[]> Saved = new(() =>
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", [.. Enumerable.Range(0, 512).Select(number => (byte)number)]);
        ProcessRun saved = Command.Run("patch", path, "[7] = 8", "--save-undo", folder["saved"]);
        Assert.That(saved.ExitCode, Is.Zero, saved.Error);
        return File.ReadAllBytes(folder["saved"]);
    });

    /// <summary>An obstacle to a verb.</summary>
    public sealed record Obstacle(string Name, Func<Place, Action?> Make)
    {
        public override string ToString() => Name;
    }

    /// <summary>The files that the verbs are tried on, which belong to the other user, on a mount of their own.</summary>
    public sealed class Place : IDisposable
    {
        private readonly Stack<Action> ends = [];

        public Place(TemporaryMount mount)
        {
            Mount = mount;
            Directory.CreateDirectory(this[""]);
            Directory.CreateDirectory(this["made"]);
            byte[] bytes = [.. Enumerable.Range(0, 512).Select(number => (byte)number)];
            File.WriteAllBytes(this["file"], bytes);
            File.WriteAllText(this["edits"], "[0] = 1\n");
            File.WriteAllText(this["header.nhdr"], "NRRD0004\ntype: uint16\ndimension: 1\nsizes: 256\nendian: little\nencoding: raw\ndata file: file\n");
            string head = "{'descr': '<i2', 'fortran_order': False, 'shape': (256,), }".PadRight(117) + "\n";
            File.WriteAllBytes(this["array.npy"], [0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(head), .. bytes]);
            bytes[7] = 8;
            File.WriteAllBytes(this["file"], bytes);
            File.WriteAllBytes(this["saved"], Saved.Value);
            Run("chown", "-R", $"{Nobody}:{Nobody}", this[""]);
            foreach (string folder in (string[])[mount.Path, Path.GetDirectoryName(mount.Path)!])
            {
                Run("chmod", "755", folder);
            }
        }

        public TemporaryMount Mount { get; }

        public string this[string name] => Path.Combine(Mount["data"], name);

        public string PathOf(string word) => word switch
        {
            "FILE" or "EDITS" or "SAVED" => this[word.ToLowerInvariant()],
            "ARRAY" => this["array.npy"],
            "HEADER" => this["header.nhdr"],
            "OUT" or "OUT.npy" or "OUT.csv" or "UNDO" => Path.Combine(this["made"], word.ToLowerInvariant()),
            _ => word,
        };

        /// <summary>Every file with its content.</summary>
        public string State() => string.Join('\n', Directory.GetFileSystemEntries(Mount["data"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => Directory.Exists(path) ? path : $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));

        public void AtEnd(Action end) => ends.Push(end);

        public void Run(string program, params string[] arguments) => Assert.That(TemporaryMount.Run(program, arguments), Is.Null);

        public void Dispose()
        {
            while (ends.TryPop(out Action? end))
            {
                end();
            }

            Run("mount", "-o", "remount,rw", Mount.Path);
            Directory.Delete(Mount["data"], recursive: true);
        }
    }
}
