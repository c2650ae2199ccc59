using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;
using MmapTool.Testing;
using MmapTool.Testing.Formats;

namespace MmapTool.Cli.Tests.Formats;

/// <summary>A format that joins by one line is read, written, changed and listed by every verb. The values that are expected are worked out here.</summary>
public sealed class EveryVerbTests
{
    private const string Reason = "its bytes are deflated; unpack the file first";
    private const int SumAt = 12;
    private static readonly short[] Grid = [1, -2, 300, 4, 5, 6];
    private static readonly float[] Last = [1.5f, -2];

    private TemporaryFolder _folder;
    private IDisposable? _joined;
    private string _path;
    private byte[] _before;

    [SetUp]
    public void Make()
    {
        if (CommandRunner.Program is not null)
        {
            Assert.Ignore("adds a format, which can't be done to another process");
        }

        _folder = new TemporaryFolder();
        _joined = JoinedFormat.Of(new TallyFormat());
        byte[] data = new byte[24];
        for (int index = 0; index < Grid.Length; index++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(data.AsSpan(2 * index), Grid[index]);
        }

        Crc32.Hash(data.AsSpan(0, 12)).CopyTo(data, SumAt);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(16), Last[0]);
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(20), Last[1]);
        _before = TallyFormat.File(
            ["member\tgrid\t<i2\t2,3\t0", $"sum\tgrid\t{SumAt}", $"packed\tzipped\t{Reason}", "meta\tauthor\tsomebody", "member\tlast\t<f4\t2\t16"], data);
        _path = _folder.Write("file.tally", _before);
    }

    [TearDown]
    public void Delete()
    {
        _joined?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public void Info_lists_members_metadata_and_the_reason_of_the_one_that_is_unavailable()
    {
        string text = Done("info", _path);
        Assert.That(text, Does.Contain("tally").And.Contain("grid").And.Contain("(2, 3)").And.Contain(Reason).And.Contain("author = somebody"));

        using JsonDocument json = JsonDocument.Parse(Done("info", _path, "--json"));
        JsonElement members = json.RootElement.GetProperty("members");
        Assert.That(json.RootElement.GetProperty("container").GetString(), Is.EqualTo("tally"));
        Assert.That(members.EnumerateArray().Select(member => member.GetProperty("name").GetString()), Is.EqualTo(new[] { "grid", "zipped", "last" }));
        Assert.That(members[1].GetProperty("unavailable").GetString(), Is.EqualTo(Reason));
        Assert.That(members[2].GetProperty("offset").GetInt64(), Is.EqualTo(_before.Length - 8));
        Assert.That(json.RootElement.GetProperty("attributes")[0].GetProperty("text").GetString(), Is.EqualTo("somebody"));
    }

    [Test]
    public void Show_stats_find_and_hash_reach_a_member_by_its_name()
    {
        Assert.That(Done("show", _path, "[\"grid\"]", "--json").Trim(), Is.EqualTo("[[1,-2,300],[4,5,6]]"));
        Assert.That(Done("show", _path, "[\"last\"][::-1]", "--json").Trim(), Is.EqualTo("[-2.0,1.5]"));
        using JsonDocument stats = JsonDocument.Parse(Done("stats", _path, "[\"grid\"]", "--json"));
        Assert.That((stats.RootElement.GetProperty("min").GetInt32(), stats.RootElement.GetProperty("max").GetInt32()), Is.EqualTo((-2, 300)));
        Assert.That(Done("find", _path, "300", "--in", "[\"grid\"]", "--count").Trim(), Is.EqualTo("1"));
        Assert.That(Done("hash", _path, "[\"grid\"]", "--algorithm", "crc32"), Does.Contain($"{Crc32.HashToUInt32(Data.AsSpan(0, 12)):x8}"));
    }

    [TestCase("show {0} [\"zipped\"]")]
    [TestCase("stats {0} [\"zipped\"]")]
    [TestCase("hash {0} [\"zipped\"]")]
    [TestCase("find {0} 1 --in [\"zipped\"]")]
    [TestCase("extract {0} [\"zipped\"] -o {1}")]
    [TestCase("convert {0} [\"zipped\"] --to f4 -o {1}")]
    [TestCase("convert {0} [\"zipped\"] --to f4 --in-place")]
    [TestCase("cast {0} zipped --to u1")]
    [TestCase("reshape {0} zipped --to 2,-1")]
    [TestCase("patch {0} [\"zipped\"][0]=1")]
    public void The_reason_of_an_unavailable_member_is_every_verb_s_error(string line)
    {
        Answer answer = CommandRunner.Run([.. line.Split(' ').Select(word => word == "{0}" ? _path : word == "{1}" ? _folder["out.bin"] : word)]);
        Assert.That((answer.Exit, answer.Output), Is.EqualTo((2, "")), answer.Error);
        Assert.That(answer.Error, Does.Contain(Reason));
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(_before));
    }

    [Test]
    public void Patch_mends_the_sum_of_the_changed_member_in_one_transaction()
    {
        string undo = _folder["undo"];
        string dry = Done("patch", _path, "[\"grid\"][1,1] = 77", "--dry-run");
        Assert.That(dry, Does.Contain("the sum of grid"));
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(_before));

        Done("patch", _path, "[\"grid\"][1,1] = 77", "--save-undo", undo);
        byte[] data = Data;
        Assert.That(BinaryPrimitives.ReadInt16LittleEndian(data.AsSpan(8)), Is.EqualTo(77));
        Assert.That(data[SumAt..(SumAt + 4)], Is.EqualTo(Crc32.Hash(data.AsSpan(0, 12))));

        Done("patch", _path, "--apply", undo);
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(_before), "the undo takes the sum back too");

        Done("patch", _path, "[\"last\"][0] = 7");
        Assert.That(Data[..16], Is.EqualTo(_before[^24..^8]), "another member changes no sum");
    }

    [Test]
    public void A_large_edit_in_chunks_mends_the_sum_too()
    {
        byte[] data = new byte[(4 << 20) + 4];
        _path = _folder.Write("large.tally", TallyFormat.File([$"member\tall\t<u2\t{2 << 20}\t0", $"sum\tall\t{4 << 20}"], data));
        Done("patch", _path, "[\"all\"] += 258", "--undo-limit", "64Ki");
        byte[] after = File.ReadAllBytes(_path)[^data.Length..];
        Assert.That(after[..4], Is.EqualTo(new byte[] { 2, 1, 2, 1 }));
        Assert.That(after[^4..], Is.EqualTo(Crc32.Hash(after.AsSpan(0, 4 << 20))));
    }

    [Test]
    public void An_edit_of_the_header_is_refused_where_sums_would_be_lost()
    {
        Answer answer = CommandRunner.Run("patch", _path, "u1[20] = 7");
        Assert.That(answer.Exit, Is.EqualTo(2), answer.Error);
        Assert.That(File.ReadAllBytes(_path), Is.EqualTo(_before));
    }

    [Test]
    public void Cast_and_reshape_record_in_the_header_and_the_data_stay()
    {
        Done("cast", _path, "last", "--to", "<u4");
        Assert.That(Done("show", _path, "[\"last\"]", "--json").Trim(), Is.EqualTo($"[{BitConverter.SingleToUInt32Bits(Last[0])},{BitConverter.SingleToUInt32Bits(Last[1])}]"));
        Done("reshape", _path, "grid", "--to", "3,1,2,1,1");
        Assert.That(Done("show", _path, "[\"grid\"].reshape(6)", "--json").Trim(), Is.EqualTo("[1,-2,300,4,5,6]"));
        Assert.That(Data, Is.EqualTo(_before[^24..]));
    }

    [Test]
    public void Files_of_the_format_are_written_by_extract_convert_cast_and_reshape()
    {
        string named = _folder["named.tally"];
        string bytes = _folder["named.bin"];
        Done("extract", _path, "[\"grid\"].T", "-o", named);
        Assert.That(Done("show", named, "--json").Trim(), Is.EqualTo("[[1,4],[-2,5],[300,6]]"));
        Done("convert", _path, "[\"grid\"]", "--to", "f8", "-o", bytes, "--as", "tally");
        Assert.That(Done("show", bytes, "[\"data\"]", "--json").Trim(), Is.EqualTo("[[1.0,-2.0,300.0],[4.0,5.0,6.0]]"));
        Done("cast", _path, "last", "--to", "<u2(4)", "-o", named, "--force");
        Assert.That(Done("info", named), Does.Contain("<u2"));
        Done("reshape", _path, "grid", "--to", "6", "-o", named, "--force");
        Assert.That(Done("show", named, "--json").Trim(), Is.EqualTo("[1,-2,300,4,5,6]"));
    }

    [Test]
    public void A_raw_file_is_adopted_and_values_are_not_converted_under_a_sum()
    {
        string raw = _folder.Write("raw.bin", [1, 0, 2, 0]);
        Done("cast", raw, "--to", "<u2", "--adopt", "tally");
        Assert.That(Done("show", raw, "--json").Trim(), Is.EqualTo("[1,2]"));

        Answer answer = CommandRunner.Run("convert", _path, "[\"grid\"]", "--to", ">i2", "--in-place");
        Assert.That((answer.Exit, File.ReadAllBytes(_path).SequenceEqual(_before)), Is.EqualTo((2, true)));
        Assert.That(answer.Error, Does.Contain("checksums"));
    }

    [Test]
    public void Members_in_other_files_are_read_there_and_changed_by_those_names_only()
    {
        string part = _folder.Write("part.bin", [9, 9, 1, 0, 2, 0]);
        string whole = _folder.Write("whole.tally", TallyFormat.File(["member\there\tB\t2\t0", "part\tthere\t<u2\t2\t2\tpart.bin"], 5, 6));
        Assert.That(Done("show", whole, "[\"there\"]", "--json").Trim(), Is.EqualTo("[1,2]"));
        Assert.That(Done("show", whole, "[\"here\"]", "--json").Trim(), Is.EqualTo("[5,6]"));
        Assert.That(Done("info", whole), Does.Contain(part));
        using JsonDocument info = JsonDocument.Parse(Done("info", whole, "[\"there\"]", "--json"));
        Assert.That((info.RootElement.GetProperty("size").GetInt64(), info.RootElement.GetProperty("offset").GetInt64(), info.RootElement.GetProperty("data").GetString()), Is.EqualTo((6L, 2L, part)));
        Done("extract", whole, "[\"there\"]", "-o", _folder["out.bin"]);
        Assert.That(File.ReadAllBytes(_folder["out.bin"]), Is.EqualTo(new byte[] { 1, 0, 2, 0 }));
        byte[] before = File.ReadAllBytes(part);
        foreach (string[] change in (string[][])
            [
                ["patch", whole, "[\"there\"][0] = 7"], ["convert", whole, "[\"there\"]", "--to", ">u2", "--in-place"], ["cast", whole, "there", "--to", "B"],
                ["extract", whole, "[\"here\"]", "-o", part, "--force"],
            ])
        {
            Answer answer = CommandRunner.Run(change);
            Assert.That((answer.Exit, File.ReadAllBytes(part).SequenceEqual(before)), Is.EqualTo((2, true)), answer.Error);
            Assert.That(answer.Error, Does.Contain(part));
        }

        Done("patch", part, "<u2[1] = 300");
        Assert.That(Done("show", whole, "[\"there\"]", "--json").Trim(), Is.EqualTo("[300,2]"));

        // The part was cut after the whole was written.
        File.WriteAllBytes(part, [9, 9, 1]);
        Assert.That(CommandRunner.Run("show", whole).Exit, Is.EqualTo(3));
    }

    [Test]
    public void A_file_whose_only_member_is_unavailable_is_listed_with_the_reason()
    {
        string path = _folder.Write("packed.tally", TallyFormat.File([$"packed\tzipped\t{Reason}"]));
        Assert.That(Done("info", path), Does.Contain(Reason));
        Answer answer = CommandRunner.Run("show", path);
        Assert.That((answer.Exit, answer.Error.Contains(Reason, StringComparison.Ordinal)), Is.EqualTo((2, true)), answer.Error);
    }

    [Test]
    public void The_lists_of_formats_have_it()
    {
        Assert.That(CommandRunner.Run("info", _path, "--format", "nothing").Error, Does.Contain("npy, nrrd, tally, raw"));
        Assert.That(Done("info", _path, "--format", "tally"), Does.Contain("tally"));
        Assert.That(Done("help", "formats"), Does.Contain("tally").And.Contain(".tally").And.Contain("a format made up for tests"));
        Assert.That(Done("help", "extract"), Does.Contain("raw|npy|tally|csv|json"));
        Assert.That(Done("help", "cast"), Does.Contain("--adopt npy|tally"));
        Assert.That(CommandRunner.Run("reshape", _path, "grid", "--to", "6", "-o", _folder["x.bin"]).Error, Does.Contain("npy or tally").And.Contain(".npy or .tally"));
    }

    private byte[] Data => File.ReadAllBytes(_path)[^24..];

    private static string Done(params string[] arguments)
    {
        Answer answer = CommandRunner.Run(arguments);
        Assert.That(answer.Exit, Is.Zero, $"{string.Join(' ', arguments)}: {answer.Error}");
        return answer.Output;
    }
}
