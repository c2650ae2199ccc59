using System.Text;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Headers;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Faults.Tests.Processes;

/// <summary>Forged journals by a user who may write in the folder. Recovery touches only bytes that the named change could have touched.</summary>
public sealed class ForgedJournalTests
{
    private static readonly byte[] Data = [1, 2, 3, 4, 5, 6, 7, 8];

    [TestCase("data.nhdr", "data.raw", true)]
    [TestCase("data.raw.nhdr", "./data.raw", true)]
    [TestCase("else/where.nhdr", "../data.raw", true)]
    [TestCase("data.nhdr", "other.raw", false)]
    [TestCase("else/data.nhdr", "data.raw", false)]
    [TestCase("data.txt", "data.raw", false)]
    public void Only_the_header_of_this_file_is_replaced(string name, string dataFile, bool isIts)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["else"]);
        string path = folder.Write("data.raw", Data);
        folder.Write("other.raw", Data);
        folder.Write("else/data.raw", Data);
        string text = $"NRRD0004\ntype: uint16\ndimension: 1\nsizes: 4\nendian: little\nencoding: raw\ndata file: {dataFile}\n";
        string header = folder.Write(name, Encoding.ASCII.GetBytes(text));
        Forge(path, new(header, text.IndexOf("little", StringComparison.Ordinal), [.. "little"u8], [.. "big"u8], text.Length));
        ProcessRun shown = Command.Run("recover", path, "--show");
        ProcessRun run = Command.Run("recover", path, "--finish");
        using (Assert.EnterMultipleScope())
        {
            Assert.That((shown.ExitCode, run.ExitCode), Is.EqualTo(isIts ? (0, 0) : (3, 3)), run.Error);
            Assert.That(File.ReadAllText(header), Is.EqualTo(isIts ? text.Replace("little", "big", StringComparison.Ordinal) : text));
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(isIts ? [2, 1, 4, 3, 6, 5, 8, 7] : Data));
            Assert.That(File.Exists(path + ".mmap-journal"), Is.EqualTo(!isIts));
            Assert.That(isIts || run.Error.Contains("not the header of this file", StringComparison.Ordinal), run.Error);
        }
    }

    private static void Forge(string path, HeaderSplice header)
    {
        ConversionText text = new(ViewExpression.Parse("<u2"), ElementTypeNotation.Parse(">u2"), CastValues.Exact, false, header);
        JournalHeader start = new(JournalMode.Resume, Guid.NewGuid(), Data.Length, FileIdentity.Of(path)!.Value, DateTime.UtcNow, 8, text.ToString());
        File.WriteAllBytes(path + ".mmap-journal", start.Encode());
    }
}
