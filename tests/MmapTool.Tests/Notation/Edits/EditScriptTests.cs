using System.Text;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Tests.Notation;

public class EditScriptTests
{
    [Test]
    public void A_script_holds_one_edit_a_line_with_comments_and_blank_lines()
    {
        Edit[] edits = Read("""
            # a patch

            h[0] = 1   # the first
              h[1] : 2 -> 3# the second
            	# indented
            .tag = "a # b"
            u1 = @a#b.bin::u1 #last
            """);
        Assert.That(edits.Select(edit => (edit.Line, edit.Text)), Is.EqualTo(new[]
        {
            (3L, "h[0] = 1"), (4L, "h[1] : 2 -> 3"), (6L, ".tag = \"a # b\""), (7L, "u1 = @a#b.bin::u1"),
        }));
        Assert.That(((ViewEditValue)edits[3].Value).Path, Is.EqualTo("a#b.bin"));
    }

    [TestCase("\uFEFFh = 1\r\nh = 2\r\n")]
    [TestCase("h = 1\nh = 2")]
    [TestCase("h = 1\n\r\n\n  \nh = 2\n\n")]
    public void Line_ends_and_a_byte_order_mark_do_not_matter(string script) =>
        Assert.That(Read(script).Select(edit => edit.Text), Is.EqualTo(["h = 1", "h = 2"]));

    [TestCase("")]
    [TestCase("\n\n# nothing\n")]
    [TestCase("\uFEFF")]
    public void A_script_may_hold_nothing(string script) => Assert.That(Read(script), Is.Empty);

    [Test]
    public void An_error_names_the_line_and_the_edits_before_it_are_given()
    {
        List<Edit> edits = [];
        NotationException error = Assert.Throws<NotationException>(() =>
        {
            foreach (Edit edit in EditScript.Read(Stream("h = 1\n# two\nh = \n")))
            {
                edits.Add(edit);
            }
        })!;
        Assert.That(edits, Has.Count.EqualTo(1));
        Assert.That(error.Line, Is.EqualTo(3));
        Assert.That(error.Message, Does.StartWith("line 3: expected a value"));
    }

    [Test]
    public void Bytes_that_are_no_UTF8_are_refused_in_a_text()
    {
        byte[] script = [.. "h = 1\n.tag = \"ä"u8, 0xFF, .. "\"\n"u8];
        NotationException error = Assert.Throws<NotationException>(() => EditScript.Read(new MemoryStream(script)).ToList())!;
        Assert.That((error.Line, error.Position), Is.EqualTo((2L, 9)));
        Assert.That(error.Message, Does.StartWith(@"line 2: \xFF is no UTF-8"));
        Assert.That(() => EditScript.Read(new MemoryStream(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("h = 1")).ToArray())).ToList(),
            Throws.TypeOf<NotationException>().With.Message.Contains("UTF-16"));
    }

    [Test]
    public void Lines_longer_than_the_buffer_are_read_and_endless_ones_refused()
    {
        string value = "[" + string.Join(',', Enumerable.Range(0, 200_000)) + "]";
        Edit[] edits = Read($"h = 1\nh = {value}\nh = 2");
        Assert.That(((JsonEditValue)edits[1].Value).Json.GetArrayLength(), Is.EqualTo(200_000));
        Assert.That(edits[2].Line, Is.EqualTo(3));

        byte[] endless = new byte[EditScript.MaximumLineLength + 1];
        Array.Fill(endless, (byte)' ');
        Assert.That(() => EditScript.Read(new MemoryStream(endless)).ToList(), Throws.TypeOf<NotationException>().With.Message.StartsWith("line 1: "));
    }

    [TestCase(1)]
    [TestCase(7)]
    public void A_pipe_that_gives_few_bytes_at_a_time_reads_the_same(int bytes)
    {
        using Trickle trickle = new(Encoding.UTF8.GetBytes("h = 1\r\n# ä\nh = 2\n\nh = 3"), bytes);
        Assert.That(EditScript.Read(trickle).Select(edit => (edit.Line, edit.Text)), Is.EqualTo(new[] { (1L, "h = 1"), (3L, "h = 2"), (5L, "h = 3") }));
    }

    [Test]
    public void A_long_script_is_read_line_by_line_in_little_memory()
    {
        const int Count = 200_000;
        byte[] script = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, Count).Select(line => $"u4[{line}] = {line}\n")));
        long count = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (Edit edit in EditScript.Read(new MemoryStream(script)))
        {
            count++;
            if (count == Count / 2)
            {
                Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(4 << 20));
                Assert.That(edit.Line, Is.EqualTo(count));
            }
        }

        Assert.That(count, Is.EqualTo(Count));
    }

    private static Edit[] Read(string script) => [.. EditScript.Read(Stream(script))];

    private static MemoryStream Stream(string script) => new(Encoding.UTF8.GetBytes(script));

    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
