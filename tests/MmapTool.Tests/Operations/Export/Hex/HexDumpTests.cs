using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;

namespace MmapTool.Tests.Operations.Export;

public sealed class HexDumpTests
{
    // printf 'Hello, \x00\x7f\xff~world!' | xxd
    [Test]
    public void Lines_are_xxds()
    {
        byte[] bytes = [.. "Hello, "u8, 0, 0x7F, 0xFF, .. "~world!"u8];
        Assert.That(Exported.Text(ExportFormat.Hex, bytes), Is.EqualTo(
            "00000000: 4865 6c6c 6f2c 2000 7fff 7e77 6f72 6c64  Hello, ...~world\n" +
            "00000010: 21                                       !\n"));
    }

    [Test]
    public void Summaries_say_how_many_bytes_they_leave_out()
    {
        byte[] bytes = new byte[1000];
        string[] whole = Exported.Text(ExportFormat.Hex, bytes).Split('\n');
        string[] cut = Exported.Text(ExportFormat.Hex, bytes, options: new() { Summarize = true, EdgeLines = 2 }).Split('\n');
        Assert.That(cut, Is.EqualTo((string[])[.. whole[..2], "... 944 bytes ...", .. whole[^3..]]));
    }

    [Test]
    public void Summaries_leave_nothing_out_where_nothing_would_be_saved()
    {
        byte[] bytes = new byte[64];
        ExportOptions options = new() { Summarize = true, EdgeLines = 2 };
        Assert.That(Exported.Text(ExportFormat.Hex, bytes, options: options), Is.EqualTo(Exported.Text(ExportFormat.Hex, bytes)));
    }

    [Test]
    public void A_summary_reads_only_what_it_shows()
    {
        // printf '%08lx' $((2**44 - 16))
        string text = Exported.Text(new Zeros(Layout.Contiguous(ElementType.UInt8, [1L << 44])), ExportFormat.Hex, new() { Summarize = true });
        Assert.That(text, Does.Contain("\n... 17592186043904 bytes ...\n").And.Contain("\nffffffffff0: 0000"));
        Assert.That(text.Count(character => character == '\n'), Is.EqualTo(33));
    }

    [Test]
    public void An_empty_view_has_no_lines() => Assert.That(Exported.Text<byte>(ExportFormat.Hex, []), Is.Empty);

    [Test]
    public void Views_of_64_dimensions_are_dumped()
    {
        Layout layout = Layout.Contiguous(ElementType.Int16, [.. Enumerable.Repeat(1L, 63), 3]);
        Assert.That(
            Exported.Text(new ArrayElements(layout, Encoding.ASCII.GetBytes("abcdef")), ExportFormat.Hex),
            Is.EqualTo("00000000: 6162 6364 6566                           abcdef\n"));
    }
}
