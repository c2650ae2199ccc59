using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using MmapTool.Notation.Records;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// The built-in records: every field's place and type against a format of Python's struct written from the header's definition, and real files against software that reads
/// them: Python's wave, zipfile and tarfile, readelf, dumpe2fs and .NET's reader of PE files.
/// </summary>
public sealed partial class BuiltInRecordTests() : CommandFixture(CommandForm.Usual)
{
    private static readonly string Oracle = Path.Combine(AppContext.BaseDirectory, "oracle", "records.py");

    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [Test]
    public void Every_record_agrees_with_struct_and_with_files_of_Pythons_own_modules()
    {
        Python.Print(Oracle, "generate", folder.Path);
        string[] asked = [.. File.ReadLines(folder["commands"]).Select(line => JsonDocument.Parse(line).RootElement[2].GetString()!).Where(view => view.EndsWith("@0", StringComparison.Ordinal)).Select(view => view[..^2])];
        Assert.That(asked, Is.SupersetOf(BuiltInRecords.Names), "a record without a definition to hold it against");
        ProcessRun run = Command.Run("run", folder["commands"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        File.WriteAllText(folder["answers"], run.Output);
        Python.Print(Oracle, "check", folder.Path);
    }

    // SEG-Y's own numbers of bytes, counted from 1, as its tables and segyio have them.
    [TestCase("field_record", 9)]
    [TestCase("cdp", 21)]
    [TestCase("trace_id", 29)]
    [TestCase("offset", 37)]
    [TestCase("coordinate_scalar", 71)]
    [TestCase("source_x", 73)]
    [TestCase("receiver_y", 85)]
    [TestCase("delay", 109)]
    [TestCase("samples", 115)]
    [TestCase("interval", 117)]
    [TestCase("year", 157)]
    [TestCase("cdp_x", 181)]
    [TestCase("inline", 189)]
    [TestCase("crossline", 193)]
    [TestCase("source_unit", 231)]
    public void The_fields_of_a_SEGY_trace_stand_where_the_standard_has_them(string field, int first) =>
        Assert.That(BuiltInRecords.Find("segy.trace")!.ElementType.Field(field).Offset + 1, Is.EqualTo(first));

    [TestCase("job", 3201)]
    [TestCase("traces", 3213)]
    [TestCase("interval", 3217)]
    [TestCase("samples", 3221)]
    [TestCase("format", 3225)]
    [TestCase("sorting", 3229)]
    [TestCase("measurement_system", 3255)]
    [TestCase("revision", 3501)]
    [TestCase("extended_headers", 3505)]
    public void The_fields_of_a_SEGY_file_stand_where_the_standard_has_them(string field, int first) =>
        Assert.That(BuiltInRecords.Find("segy.binary")!.ElementType.Field(field).Offset + 3201, Is.EqualTo(first));

    [Test]
    public void An_ELF_file_is_what_readelf_says()
    {
        if (ProcessRun.Find("readelf") is not { } readelf || !OperatingSystem.IsLinux())
        {
            Assert.Ignore("readelf is missing (Debian: binutils)");
            return;
        }

        const string Program = "/bin/sh";
        JsonElement header = Show(Program, "elf64.header@0");
        string said = ProcessRun.Of(readelf, ["-hW", Program]).Output;
        JsonElement load = Show(Program, $"elf64.program({header.GetProperty("phnum")})@{header.GetProperty("phoff")}");
        JsonElement sections = Show(Program, $"elf64.section({header.GetProperty("shnum")})@{header.GetProperty("shoff")}");
        Match text = SectionLine().Match(ProcessRun.Of(readelf, ["-SW", Program]).Output);
        Match segment = LoadLine().Match(ProcessRun.Of(readelf, ["-lW", Program]).Output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(said, Does.Match($@"Entry point address: +0x{header.GetProperty("entry").GetInt64():x}\n"));
            Assert.That(said, Does.Match($@"Number of section headers: +{header.GetProperty("shnum")}\n"));
            Assert.That(said, Does.Match($@"Section header string table index: +{header.GetProperty("shstrndx")}\n"));
            JsonElement code = sections[int.Parse(text.Groups[1].Value, CultureInfo.InvariantCulture)];
            Assert.That((code.GetProperty("addr").GetInt64(), code.GetProperty("offset").GetInt64(), code.GetProperty("size").GetInt64()), Is.EqualTo((Hex(text, 2), Hex(text, 3), Hex(text, 4))));
            JsonElement first = load.EnumerateArray().First(program => program.GetProperty("type").GetInt64() == 1);
            Assert.That((first.GetProperty("offset").GetInt64(), first.GetProperty("vaddr").GetInt64(), first.GetProperty("filesz").GetInt64()), Is.EqualTo((Hex(segment, 1), Hex(segment, 2), Hex(segment, 3))));
        }
    }

    [Test]
    public void A_PE_file_is_what_the_platform_reads()
    {
        string program = typeof(BuiltInRecordTests).Assembly.Location;
        using PEReader reader = new(File.OpenRead(program));
        long at = Show(program, "pe.dos@0").GetProperty("lfanew").GetInt64();
        JsonElement coff = Show(program, $"pe.coff@{at + 4}");
        JsonElement section = Show(program, $"pe.section@{at + 24 + coff.GetProperty("optional_size").GetInt64()}");
        SectionHeader known = reader.PEHeaders.SectionHeaders[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(at + 4, Is.EqualTo(reader.PEHeaders.CoffHeaderStartOffset));
            Assert.That((coff.GetProperty("machine").GetInt32(), coff.GetProperty("sections").GetInt32()), Is.EqualTo(((int)(ushort)reader.PEHeaders.CoffHeader.Machine, (int)reader.PEHeaders.CoffHeader.NumberOfSections)));
            Assert.That(
                (section.GetProperty("name").GetString(), section.GetProperty("virtual_size").GetInt32(), section.GetProperty("virtual_address").GetInt32(), section.GetProperty("raw_offset").GetInt32()),
                Is.EqualTo((known.Name, known.VirtualSize, known.VirtualAddress, known.PointerToRawData)));
        }
    }

    [Test]
    public void An_ext_file_system_is_what_dumpe2fs_says()
    {
        if (ProcessRun.Find("mkfs.ext4") is not { } mkfs || ProcessRun.Find("dumpe2fs") is not { } dump)
        {
            Assert.Ignore("mkfs.ext4 and dumpe2fs are missing (Debian: e2fsprogs)");
            return;
        }

        string image = folder.Sparse("ext.img", 8 << 20);
        Assert.That(ProcessRun.Of(mkfs, ["-q", "-F", "-L", "some-name", image]).ExitCode, Is.Zero);
        string said = ProcessRun.Of(dump, ["-h", image]).Output;
        JsonElement block = Show(image, "ext.superblock@1024");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((block.GetProperty("magic").GetInt32(), block.GetProperty("volume_name").GetString()), Is.EqualTo((0xEF53, "some-name")));
            Assert.That(said, Does.Match($@"Filesystem UUID: +{Guid.ParseExact(block.GetProperty("uuid").GetString()!, "N")}\n"));
            foreach ((string name, string field) in new[] { ("Inode count", "inodes"), ("Block count", "blocks"), ("Free blocks", "free_blocks"), ("Free inodes", "free_inodes"), ("Inodes per group", "inodes_per_group"), ("Inode size", "inode_size"), ("First inode", "first_inode") })
            {
                Assert.That(said, Does.Match($@"{name}:\s+{block.GetProperty(field)}\n"), field);
            }
        }
    }

    private static long Hex(Match match, int group) => long.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\[ *(\d+)\] \.text +PROGBITS +([0-9a-f]+) ([0-9a-f]+) ([0-9a-f]+)")]
    private static partial Regex SectionLine();

    [GeneratedRegex(@" LOAD +0x([0-9a-f]+) 0x([0-9a-f]+) 0x[0-9a-f]+ 0x([0-9a-f]+)")]
    private static partial Regex LoadLine();

    private JsonElement Show(string path, string view)
    {
        ProcessRun run = Command.Run("show", path, view, "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }
}
