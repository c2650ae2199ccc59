using MmapTool.Testing;
using MmapTool.Text;

namespace MmapTool.Memory.Tests;

/// <summary>Names of any bytes as text: Python's surrogateescape is the oracle.</summary>
public sealed class PathTextTests
{
    [Test]
    public void Names_become_the_text_that_Python_makes_of_them_and_the_same_bytes_again()
    {
        Random random = new(Seeds.Next("names"));
        byte[][] names = [.. Enumerable.Range(0, 2000).Select(_ => Name(random))];
        string printed = Python.Print(
            "-c",
            "import sys\nfor line in sys.argv[1].split():\n  print(*['%x' % ord(c) for c in bytes.fromhex(line).decode('utf-8','surrogateescape')])",
            string.Join(' ', names.Select(Convert.ToHexStringLower)));
        string[] lines = printed.Split('\n');
        for (int index = 0; index < names.Length; index++)
        {
            string text = PathText.FromBytes(names[index]);
            Assert.That(string.Join(' ', CodePoints(text)), Is.EqualTo(lines[index]), Convert.ToHexString(names[index]));
            Assert.That(PathText.ToBytes(text), Is.EqualTo(names[index]));
        }
    }

    [TestCase("a?", 0xD800)]
    [TestCase("?b", 0xDBFF)]
    [TestCase("?", 0xDC7F)]
    [TestCase("?.bin", 0xDD00)]
    [TestCase("é?", 0xD83D)]
    public void A_half_that_stands_for_no_byte_is_no_name(string pattern, int half)
    {
        string text = pattern.Replace('?', (char)half);
        Assert.That(() => PathText.ToBytes(text), Throws.TypeOf<MappedFileException>().With.Message.Contains("half of a character"));
        Assert.That(() => MappedFile.Open(text), Throws.TypeOf<MappedFileException>().With.Message.Contains("half of a character"));
        Assert.That(() => ReplacementFile.Create(text, overwrite: false), Throws.TypeOf<MappedFileException>().With.Message.Contains("half of a character"));
    }

    [Test]
    public void Arguments_that_the_runtime_has_spoilt_are_read_again()
    {
        byte[] line = [.. "dotnet\0mmaptool.dll\0show\0caf"u8, 0xE9, .. "\0ä\0"u8, 0];
        Assert.That(ExactArguments.Restore(["show", "caf\uFFFD", "ä", ""], line), Is.EqualTo(new[] { "show", "caf\uDCE9", "ä", "" }));

        Assert.That(ExactArguments.Restore(["show", "\uFFFD\uFFFD.x"], [.. "show\0"u8, 0xED, 0xB2, 0xA9, .. ".x\0"u8]), Is.EqualTo(new[] { "show", "\uDCED\uDCB2\uDCA9.x" }), "fewer of them than another decoder puts");

        // A replacement character that is really there, and a line that somebody has written over.
        Assert.That(ExactArguments.Restore(["\uFFFD"], [.. "x\0\uFFFD\0"u8]), Is.EqualTo(new[] { "\uFFFD" }));
        Assert.That(ExactArguments.Restore(["a\uFFFD"], [.. "other\0"u8]), Is.EqualTo(new[] { "a\uFFFD" }));
        Assert.That(ExactArguments.Restore(["a\uFFFD", "b"], [.. "other\0"u8]), Is.EqualTo(new[] { "a\uFFFD", "b" }));
    }

    private static IEnumerable<string> CodePoints(string text)
    {
        for (int index = 0; index < text.Length; index++)
        {
            bool isPair = index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);
            yield return (isPair ? char.ConvertToUtf32(text, index) : text[index]).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
            index += isPair ? 1 : 0;
        }
    }

    // Pieces that are UTF-8, that nearly are, and that are not.
    private static byte[] Name(Random random)
    {
        byte[][] pieces =
        [
            "a"u8.ToArray(), "é"u8.ToArray(), "漢"u8.ToArray(), "😀"u8.ToArray(), [0xE9], [0xF0, 0x9F, 0x98], [0xED, 0xB2, 0xA9], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xC0, 0xAF],
            [0xF4, 0x90, 0x80, 0x80], [0x80], [0xFF, 0xFE], [(byte)random.Next(1, 256)],
        ];
        return [.. Enumerable.Range(0, random.Next(1, 8)).SelectMany(_ => pieces[random.Next(pieces.Length)])];
    }
}
