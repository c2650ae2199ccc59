using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>
/// Records with bytes between their fields, be they padding or fields that <c>[["t","v"]]</c> leaves out. A value changes its fields and nothing else,
/// for every kind of value and every way to carry out the change. Bytes given for whole elements are written as they are.
/// </summary>
public sealed class RecordGapsTests
{
    private const string Type = "{t:u1,n:{p:u1,q:u1@2,@4}(2),v:<u2@12,@16}";

    // Places in an element that belong to the fields t, n.p, n.q and v.
    private static readonly int[] All = [0, 1, 3, 5, 7, 12, 13];

    private static readonly int[] Selected = [0, 12, 13];

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    // The bytes are 0 to 255 over and over; a right side that is a file or a view of a file is all 7.
    [Test]
    public void A_value_changes_the_bytes_of_its_fields_alone(
        [Values("one", "all", "backwards", "others")] string place,
        [Values("constant", "broadcast", "view of the file", "view of another file", "npy", "guarded")] string value,
        [Values] bool selected,
        [Values("", "--undo-limit 0", "--undo-limit 0 --threads 1 --memory 4Mi", "--no-journal")] string way)
    {
        // Large enough not to be worked out in memory at once.
        int count = way.Length == 0 && place != "all" ? 64 : 70_000;
        byte[] before = new byte[count * 16];
        for (int index = 0; index < before.Length; index++)
        {
            before[index] = (byte)index;
        }

        string path = folder.Write("f.bin", before);
        byte[] sevens = new byte[before.Length];
        sevens.AsSpan().Fill(7);
        folder.Write("sevens.bin", sevens);

        // npy holds fields in their order only, as NumPy's save does.
        string fields = !selected ? "" : value == "npy" ? "[[\"t\",\"v\"]]" : "[[\"v\",\"t\"]]";
        string type = Type + fields;
        string step = place switch { "one" => "[3]", "all" => "", "backwards" => "[::-1]", _ => "[1::2]" };
        string target = Type + step + fields;
        string constant = selected ? "{\"t\":7,\"v\":1799}" : "{\"t\":7,\"n\":[{\"p\":7,\"q\":7},{\"p\":7,\"q\":7}],\"v\":1799}";
        string written = value switch
        {
            "constant" => constant,
            "broadcast" => place == "one" ? constant : $"[{constant}]",
            "view of the file" => $"@::{type}[5]",
            "view of another file" => $"@{folder["sevens.bin"]}::{Type}{step}{fields}",
            "npy" => $"@{Npy(sevens.AsSpan(0, 16), type)}",
            _ => "",
        };
        string edit = value == "guarded" ? $"{target} : @::{target} -> {constant}" : $"{target} = {written}";
        Answer answer = CommandRunner.Run([.. new[] { "patch", path, edit }, .. way.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That(answer.Exit, Is.Zero, answer.Error);
        byte[] expected = [.. before];
        for (int element = 0; element < count; element++)
        {
            if (place switch { "one" => element == 3, "others" => element % 2 == 1, _ => true })
            {
                foreach (int at in selected ? Selected : All)
                {
                    expected[(element * 16) + at] = value == "view of the file" ? before[(5 * 16) + at] : (byte)7;
                }
            }
        }

        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(expected), Is.True, edit);
    }

    [TestCase("x\"000102030405060708090a0b0c0d0e0f\"")]
    [TestCase("@FILE")]
    [TestCase("@-")]
    public void Bytes_are_those_of_whole_elements(string value)
    {
        byte[] given = [.. Enumerable.Range(0, 16).Select(number => (byte)number)];
        string path = folder.Write("f.bin", [.. Enumerable.Repeat((byte)0xEE, 48)]);
        folder.Write("given.bin", given);
        Answer answer = new CommandRunner { Input = given }.Go("patch", path, $"{Type}[1] = {value.Replace("FILE", folder["given.bin"], StringComparison.Ordinal)}");
        Assert.That(answer.Exit, Is.Zero, answer.Error);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo((byte[])[.. Enumerable.Repeat((byte)0xEE, 16), .. given, .. Enumerable.Repeat((byte)0xEE, 16)]));
    }

    // A hole that is copied may become a hole, but not where bytes between fields stay.
    [Test]
    public void A_hole_is_copied_into_the_fields_alone()
    {
        const int Length = 4 << 20;
        byte[] bytes = new byte[Length];
        bytes.AsSpan().Fill(0xEE);
        string path = folder.Write("f.bin", bytes);
        folder.Sparse("hole.bin", Length);
        Answer answer = CommandRunner.Run("patch", path, $"{Type}[[\"t\",\"v\"]] = @{folder["hole.bin"]}::{Type}[[\"t\",\"v\"]]");
        Assert.That(answer.Exit, Is.Zero, answer.Error);
        for (int element = 0; element < Length; element += 16)
        {
            foreach (int at in Selected)
            {
                bytes[element + at] = 0;
            }
        }

        Assert.That(File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes), Is.True);
    }

    [TestCase("{\"t\":0,\"v\":3340}", 0)]
    [TestCase("{\"t\":0,\"v\":3341}", 1)]
    [TestCase("{\"t\":1,\"v\":3340}", 1)]
    public void The_old_value_is_compared_field_by_field(string old, int exit)
    {
        string path = folder.Write("f.bin", [.. Enumerable.Range(0, 16).Select(number => (byte)number)]);
        Assert.That(CommandRunner.Run("patch", path, $"{Type}[0][[\"t\",\"v\"]] : {old} -> {{\"t\":9,\"v\":9}}", "--dry-run").Exit, Is.EqualTo(exit));
    }

    [Test]
    public void The_library_changes_the_bytes_of_the_fields_alone([Values] bool sameFile, [Values(0, 1, 3)] int shift)
    {
        byte[] before = [.. Enumerable.Range(0, 160).Select(number => (byte)number)];
        byte[] expected = [.. before];
        string path = folder.Write("f.bin", before);
        folder.Write("other.bin", [.. before.Select(value => (byte)(value ^ 0x55))]);
        using (DataFile file = DataFile.Open(path, Memory.MapAccess.ReadWrite))
        using (DataFile other = DataFile.Open(folder["other.bin"]))
        {
            MemoryView source = (sameFile ? file : other).View($"{Type}(5)@{shift * 16}[[\"t\",\"v\"]]");
            byte[] copied = source.ToBytes();
            file.View($"{Type}(5)@32[[\"t\",\"v\"]]").CopyFrom(source);
            for (int element = 0; element < 5; element++)
            {
                foreach (int at in Selected)
                {
                    expected[32 + (element * 16) + at] = copied[(element * 16) + at];
                }
            }

            Assert.That(file.View().ToBytes(), Is.EqualTo(expected));
            file.View($"{Type}(5)@32[[\"v\"]]").Assign(file.View($"{Type}@0[[\"v\"]]"));
            file.View($"{Type}@0[[\"t\"]]").Fill(new RecordValue([new("t", (byte)200)]));
        }

        for (int element = 0; element < 5; element++)
        {
            (expected[44 + (element * 16)], expected[45 + (element * 16)]) = (expected[12], expected[13]);
        }

        expected[0] = 200;
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(expected));
    }

    [Test]
    public void Several_fields_are_read_by_every_verb()
    {
        string path = folder.Write("f.bin", [.. Enumerable.Range(0, 32).Select(number => (byte)number)]);
        string view = $"{Type}[[\"v\",\"t\"]]";
        using (Assert.EnterMultipleScope())
        {
            Assert.That(CommandRunner.Run("show", path, view, "--json").Output, Is.EqualTo("[{\"v\":3340,\"t\":0},{\"v\":7452,\"t\":16}]\n"));
            Assert.That(CommandRunner.Run("show", path, view).Output, Is.EqualTo("[(3340, 0), (7452, 16)]\n"));
            Assert.That(CommandRunner.Run("show", path, view, "--csv").Output, Is.EqualTo("v,t\n3340,0\n7452,16\n"));
            Assert.That(CommandRunner.Run("find", path, "{\"v\":7452,\"t\":16}", "--in", view).Output, Is.EqualTo("16 0x10 [1]\n"));
            Assert.That(CommandRunner.Run("info", path, view, "--json").Output, Does.Contain("\"itemsize\":16"));
            Assert.That(CommandRunner.Run("hash", path, view, "--json").Output, Is.EqualTo(CommandRunner.Run("hash", path, "--json").Output), "records keep their size, and their bytes");
            Answer stats = CommandRunner.Run("stats", path, view);
            Assert.That((stats.Exit, stats.Error), Is.EqualTo((2, stats.Error)));
            Assert.That(stats.Error, Does.Contain("choose a field of numbers").And.Contain(".v").And.Contain(".t"));
            Answer disordered = CommandRunner.Run("extract", path, view, "-o", folder["o.npy"]);
            Assert.That((disordered.Exit, disordered.Error), Is.EqualTo((2, disordered.Error)), "NumPy refuses to save it too");
            Assert.That(disordered.Error, Does.Contain("[[\"t\",\"v\"]]"));
            Assert.That(CommandRunner.Run("extract", path, $"{Type}[[\"t\",\"v\"]]", "-o", folder["o.npy"]).Exit, Is.Zero);
            Assert.That(CommandRunner.Run("show", folder["o.npy"], "--json").Output, Is.EqualTo("[{\"t\":0,\"v\":3340},{\"t\":16,\"v\":7452}]\n"));
            Assert.That(CommandRunner.Run("convert", path, view, "--to", "{v:>u2@12,t:u1@0,@16}", "--in-place").Exit, Is.Zero);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo((byte[])[.. Enumerable.Range(0, 12).Select(number => (byte)number), 13, 12, 14, 15, .. Enumerable.Range(16, 12).Select(number => (byte)number), 29, 28, 30, 31]));
        }
    }

    private string Npy(ReadOnlySpan<byte> element, string type)
    {
        string path = folder["one.npy"];
        File.WriteAllBytes(path, [.. MmapTool.Formats.Npy.NpyHeader.Write(ViewExpression.Parse(type).Resolve(16).ElementType, []), .. element]);
        return path;
    }
}
