using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>
/// Tasks of a new user. Each has the first command that a user types who has only the README and <c>mmaptool help</c>. This one try must do; the result is compared with other
/// software, or against the bytes that the format's definition asks for. The commands run through a shell, as they are typed.
/// </summary>
public sealed partial class FirstTryTests() : CommandFixture(CommandForm.Usual)
{
    private TemporaryFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new();

    [TearDown]
    public void DeleteFolder() => folder.Dispose();

    [TestCase("mmaptool patch disk.img 'mbr.entry(4)@446[0].boot = 0x80'")]
    [TestCase("mmaptool patch disk.img 'mbr.sector@0.entries[0].boot = 0x80'")]
    [TestCase("mmaptool patch disk.img '[446] = 0x80'")]
    [TestCase("mmaptool patch disk.img '{boot:u1,@16}(4)@446[0].boot : 0 -> 128'")]
    public void The_first_entry_of_an_MBR_is_made_bootable(string command)
    {
        byte[] disk = new byte[4096];
        (disk[450], disk[510], disk[511]) = (0x83, 0x55, 0xAA);
        disk.AsSpan(447, 3).Fill(0xFE);
        folder.Write("disk.img", disk);
        Type(command);
        disk[446] = 0x80;
        Assert.That(File.ReadAllBytes(folder["disk.img"]), Is.EqualTo(disk));
    }

    [TestCase("mmaptool show /bin/sh 'elf64.header@0.entry'")]
    [TestCase("mmaptool show /bin/sh '<u8@24'")]
    [TestCase("mmaptool show /bin/sh 'elf64.header@0' --json | tr , '\\n' | sed -n 's/\"entry\"://p'")]
    public void The_entry_point_of_an_ELF_file_is_read(string command)
    {
        if (ProcessRun.Find("readelf") is not { } readelf || !OperatingSystem.IsLinux())
        {
            Assert.Ignore("readelf is missing (Debian: binutils)");
            return;
        }

        string said = EntryLine().Match(ProcessRun.Of(readelf, ["-hW", "/bin/sh"]).Output).Groups[1].Value;
        Assert.That(long.Parse(Type(command), CultureInfo.InvariantCulture), Is.EqualTo(long.Parse(said, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
    }

    [TestCase("mmaptool patch disk.img '[0x2b:+11] = \"NEW LABEL  \"'")]
    [TestCase("mmaptool patch disk.img 'S11@0x2b = \"NEW LABEL  \"'")]
    [TestCase("mmaptool patch disk.img '[0x2b:+] = \"NEW LABEL  \"'")]
    [TestCase("mmaptool patch disk.img '[0x2b:+11] : \"NO NAME    \" -> \"NEW LABEL  \"'")]
    public void A_string_of_a_disk_image_is_replaced(string command)
    {
        byte[] disk = new byte[512];
        "NO NAME    "u8.CopyTo(disk.AsSpan(0x2b));
        folder.Write("disk.img", disk);
        Assert.That(Type("mmaptool find disk.img '\"NO NAME\"'"), Does.StartWith("43 0x2b"));
        Type(command);
        "NEW LABEL  "u8.CopyTo(disk.AsSpan(0x2b));
        Assert.That(File.ReadAllBytes(folder["disk.img"]), Is.EqualTo(disk));
    }

    [TestCase("mmaptool patch firmware.bin '[0x1000:+] = @blob.bin'")]
    [TestCase("mmaptool patch firmware.bin '[4Ki:+] = @blob.bin'")]
    [TestCase("mmaptool patch firmware.bin '[0x1000:+] = @-' < blob.bin")]
    [TestCase("mmaptool patch firmware.bin '[0x1000:+300] = @blob.bin::'")]
    public void A_blob_is_written_at_an_offset(string command)
    {
        byte[] firmware = new byte[8192];
        byte[] blob = [.. Enumerable.Range(0, 300).Select(number => (byte)(number * 7))];
        folder.Write("firmware.bin", firmware);
        folder.Write("blob.bin", blob);
        Type(command);
        blob.CopyTo(firmware, 0x1000);
        Assert.That(File.ReadAllBytes(folder["firmware.bin"]), Is.EqualTo(firmware));
    }

    [TestCase("mmaptool extract stereo.wav '<i2(-1,2)@44[:, 0]' -o left.raw")]
    [TestCase("mmaptool extract stereo.wav '[44:].cast(i2le,-1,2)[:, 0]' -o left.raw")]
    [TestCase("mmaptool extract stereo.wav '[44:].cast(h)[::2]' -o left.raw")]
    public void A_channel_of_stereo_sound_is_split_off(string command)
    {
        Wave("stereo.wav", 2, 2);
        Type(command);
        Python.Print("-c", $"import wave,struct; w=wave.open(r'{folder["stereo.wav"]}'); d=w.readframes(w.getnframes()); assert open(r'{folder["left.raw"]}','rb').read()==b''.join(d[i:i+2] for i in range(0,len(d),4))");
        Assert.That(Type("mmaptool show stereo.wav 'wav.fmt@20.channels'"), Is.EqualTo("2"));
    }

    [TestCase("mmaptool convert sound.raw 'i3' --to i2 --cast-values truncate -o short.raw", "")]
    [TestCase("mmaptool patch sound.raw 'i3 >>= 8' && mmaptool convert sound.raw i3 --to i2 -o short.raw", "shifted")]
    [TestCase("mmaptool extract sound.raw 'u1(-1,3)@0[:, 1:]' -o short.raw", "shifted")]
    public void Sound_of_24_bits_becomes_16(string command, string kind)
    {
        int[] samples = kind.Length == 0 ? [0, 1, -1, 32767, -32768] : [0, 256, -256, 8388607, -8388608, 1_000_000];
        byte[] sound = [.. samples.SelectMany(sample => new[] { (byte)sample, (byte)(sample >> 8), (byte)(sample >> 16) })];
        folder.Write("sound.raw", sound);
        Type(command);
        byte[] shorts = new byte[samples.Length * 2];
        for (int index = 0; index < samples.Length; index++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(shorts.AsSpan(index * 2), (short)(kind.Length == 0 ? samples[index] : samples[index] >> 8));
        }

        Assert.That(File.ReadAllBytes(folder["short.raw"]), Is.EqualTo(shorts));
    }

    [TestCase("mmaptool patch secret.bin '>u4 ^= 0xdeadbeef'")]
    [TestCase("mmaptool patch secret.bin 'B(-1,4)@0 ^= [0xde, 0xad, 0xbe, 0xef]'")]
    [TestCase("mmaptool patch secret.bin 'B(-1,4) ^= x\"de ad be ef\"'")]
    public void A_file_is_combined_with_a_key_of_4_bytes(string command)
    {
        byte[] secret = [.. Enumerable.Range(0, 64).Select(number => (byte)(number * 5))];
        folder.Write("secret.bin", secret);
        Type(command);
        byte[] key = [0xde, 0xad, 0xbe, 0xef];
        Assert.That(File.ReadAllBytes(folder["secret.bin"]), Is.EqualTo(secret.Select((value, index) => (byte)(value ^ key[index % 4])).ToArray()));
    }

    [TestCase("mmaptool show log.bin '{t:<u8,v:<f4,tag:S4}.v' --csv")]
    [TestCase("mmaptool extract log.bin '{t:<u8,v:<f4,tag:S4}.v' -o - --as csv")]
    [TestCase("mmaptool show log.bin 'sample.v' --csv --let 'sample={t:<u8,v:<f4,tag:S4}'")]
    [TestCase("mmaptool show log.bin '<f4(-1,4)@0[:, 2]' --csv")]
    public void A_field_of_a_file_of_records_goes_to_CSV(string command)
    {
        Python.Print("-c", $"import struct; open(r'{folder["log.bin"]}','wb').write(b''.join(struct.pack('<Qf4s',i,i/4,b'abcd') for i in range(5)))");
        string wanted = Python.Print("-c", $"import numpy as n; d=n.fromfile(r'{folder["log.bin"]}',[('t','<u8'),('v','<f4'),('tag','S4')]); print(' '.join(str(float(v)) for v in d['v']))");
        Assert.That(Type(command).Split('\n').Where(line => line.Length > 0 && (char.IsAsciiDigit(line[0]) || line[0] == '-')).Select(line => double.Parse(line, CultureInfo.InvariantCulture)),
            Is.EqualTo(wanted.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))));
    }

    [TestCase("mmaptool show regs.bin '<u4@0x40.bits[4:12]'")]
    [TestCase("mmaptool show regs.bin '<u4@0x40.bits[4:12]' --json")]
    public void Bits_of_a_register_are_read(string command)
    {
        byte[] registers = new byte[128];
        BinaryPrimitives.WriteUInt32LittleEndian(registers.AsSpan(0x40), 0xABCD_1234);
        folder.Write("regs.bin", registers);
        Assert.That(Type(command), Is.EqualTo($"{(0xABCD_1234 >> 4) & 0xFF}"));
    }

    [TestCase("mmaptool show line.sgy 'segy.trace@3600.cdp_x'")]
    [TestCase("mmaptool show line.sgy '>i4@3780'")]
    [TestCase("mmaptool show line.sgy '{head:segy.trace,samples:>f4(10)}(-1)@3600[0].head.cdp_x'")]
    public void A_field_of_a_SEGY_header_is_read(string command)
    {
        // Bytes 181 to 184 of a trace header, counted from 1, are the X coordinate of the ensemble.
        byte[] line = new byte[3600 + (2 * (240 + 40))];
        BinaryPrimitives.WriteInt32BigEndian(line.AsSpan(3600 + 180), -123_456);
        folder.Write("line.sgy", line);
        Assert.That(Type(command), Is.EqualTo("-123456"));
    }

    [TestCase("mmaptool patch dates.npy '[1] = \"2026-01-02\"'", "2026-01-01 2026-01-02 NaT 1969-07-20")]
    [TestCase("mmaptool patch dates.npy '[1] : \"2026-11-28\" -> \"2026-01-02\"'", "2026-01-01 2026-01-02 NaT 1969-07-20")]
    [TestCase("mmaptool patch dates.npy '[:] += 7'", "2026-01-08 2026-12-05 NaT 1969-07-27")]
    [TestCase("mmaptool convert dates.npy --to 'M8[h]' -o new.npy", "2026-01-01T00 2026-11-28T00 NaT 1969-07-20T00")]
    [TestCase("mmaptool extract dates.npy '[::-1]' -o new.npy", "1969-07-20 NaT 2026-11-28 2026-01-01")]
    public void Dates_of_an_npy_file_are_changed(string command, string wanted)
    {
        string path = folder["dates.npy"];
        Python.Print("-c", $"import numpy as n; n.save(r'{path}', n.array(['2026-01-01', '2026-11-28', 'NaT', '1969-07-20'], dtype='M8[D]'))");
        string before = Type("mmaptool show dates.npy --csv");
        Assert.That(before, Is.EqualTo("2026-01-01\n2026-11-28\nNaT\n1969-07-20"));
        Type(command);
        string script = $"import numpy as n, os; p=r'{folder["new.npy"]}'; print(' '.join(n.load(p if os.path.exists(p) else r'{path}').astype(str)))";
        Assert.That(Python.Print("-c", script).TrimEnd(), Is.EqualTo(wanted));
    }

    [Test]
    public void A_list_of_names_is_found_in_the_help()
    {
        Assert.That(Type("mmaptool help"), Does.Contain("mmaptool help names"));
        Assert.That(Type("mmaptool help names"), Does.Contain("mbr.entry").And.Contain("elf64.header").And.Contain("segy.trace"));
        Assert.That(Type("mmaptool help segy.trace"), Does.Contain("180  cdp_x:>i4"));
    }

    [GeneratedRegex("Entry point address: +0x([0-9a-f]+)")]
    private static partial Regex EntryLine();

    private void Wave(string name, int channels, int width) => Python.Print(
        "-c", $"import wave; w=wave.open(r'{folder[name]}','wb'); w.setnchannels({channels}); w.setsampwidth({width}); w.setframerate(8000); w.writeframes(bytes(range(240)))");

    // As it is typed: by a shell, in the folder of the files, with the command on the path.
    private string Type(string command)
    {
        ProcessRun run = ProcessRun.Of("/bin/sh", ["-c", $"cd '{folder.Path}' && mmaptool() {{ {string.Join(' ', Command.Start.Prefix.Prepend(Command.Start.Program).Select(word => $"'{word}'"))} \"$@\"; }} && {command}"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), command);
        return run.Output.TrimEnd('\n');
    }
}
