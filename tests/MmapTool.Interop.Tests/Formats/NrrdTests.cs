using System.Diagnostics;
using System.Text;
using MmapTool.Elements;
using MmapTool.Formats.Nrrd;
using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Teem, the reference software for NRRD, is the oracle: its tool <c>unu</c> reads the files that we write, and writes files that we read.</summary>
public sealed class NrrdTests
{
    private static readonly ElementType[] Types =
    [
        ElementType.Int8, ElementType.UInt8, ElementType.Int16, ElementType.UInt16, ElementType.Int32, ElementType.UInt32, ElementType.Int64,
        ElementType.UInt64, ElementType.Single, ElementType.Double,
    ];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Prepare() => _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Unu_reads_the_detached_header_that_we_write()
    {
        foreach (ElementType type in Types)
        {
            foreach (int offset in (int[])[0, 13])
            {
                CheckWritten(type, "little", offset);
                CheckWritten(type.WithByteOrder(ByteOrder.Big), "big", offset);
            }
        }
    }

    [Test]
    public void We_read_the_detached_header_that_unu_writes()
    {
        string[] names =
        [
            "signed char", "uint8_t", "signed short int", "unsigned short int", "signed int", "unsigned int", "signed long long int",
            "unsigned long long int", "float", "double",
        ];
        _folder.Write("data.bin", new byte[500]);
        foreach ((string name, ElementType type) in names.Zip(Types))
        {
            Unu("make", "-h", "-i", _folder["data.bin"], "-t", name, "-s", "5", "4", "-en", "big", "-e", "raw", "-bs", "-1", "-sp", "0.5", "2", "-c", "a: text", "-kv", "key:=a value", "-o", _folder["data.nhdr"]);
            NrrdHeader header = NrrdHeader.Parse(File.ReadAllBytes(_folder["data.nhdr"]));

            Assert.That(header.LayoutIn(0, 500), Is.EqualTo(Layout.Contiguous(type.WithByteOrder(ByteOrder.Big), [4, 5], 500 - (20 * type.ItemSize))), name);
            Assert.That(header.DataFile, Does.EndWith("data.bin"), name);
            Assert.That(header.Warnings, Is.Empty, name);
        }
    }

    // Teem reads data.bin through our header and writes what it read as a file of its own: the same elements must be in it.
    private void CheckWritten(ElementType type, string order, int offset)
    {
        Layout layout = Layout.Contiguous(type, [2, 3, 4], offset);
        byte[] data = [.. Enumerable.Range(0, (int)layout.End + 5).Select(number => (byte)(number % 60))];
        _folder.Write("data.bin", data);
        _folder.Write("data.nhdr", Encoding.UTF8.GetBytes(NrrdHeader.Write("data.bin", layout)));
        Unu("save", "-f", "nrrd", "-e", "raw", "-en", order, "-i", _folder["data.nhdr"], "-o", _folder["out.nrrd"]);
        byte[] written = File.ReadAllBytes(_folder["out.nrrd"]);
        NrrdHeader header = NrrdHeader.Parse(written);
        Layout found = header.LayoutIn(header.Length, written.Length);

        Assert.That(found, Is.EqualTo(Layout.Contiguous(type, [2, 3, 4], header.Length)));
        Assert.That(found.End, Is.EqualTo(written.Length));
        Assert.That(written.AsSpan((int)found.Offset).SequenceEqual(data.AsSpan(offset, (int)layout.ByteLength)), $"{layout}");
    }

    private static void Unu(params string[] arguments)
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("MMAPTOOL_UNU"), "unu", "teem-unu"];
        foreach (string name in candidates.OfType<string>())
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                Task<string> output = process.StandardOutput.ReadToEndAsync();
                string error = process.StandardError.ReadToEnd();
                process.WaitForExit();
                Assert.That(process.ExitCode, Is.Zero, error + output.Result);
                return;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program: on to the next name.
            }
        }

        Assert.Ignore("Teem's unu was not found; name it in MMAPTOOL_UNU");
    }
}
