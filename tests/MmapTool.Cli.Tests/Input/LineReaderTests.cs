using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MmapTool.Cli.Input;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Input;

public sealed class LineReaderTests
{
    [Test]
    public void Lines_come_as_StringReader_has_them_whatever_pieces_the_stream_gives()
    {
        // StringReader also ends lines at a lone CR, which is data here.
        Gen<string> texts = Gen.Elements("a", "bc", "\n", "\r\n", "\n\n", new string('x', 70_000)).ListOf().Select(parts => string.Concat(parts));
        Prop.ForAll(texts.ToArbitrary(), ArbMap.Default.ArbFor<PositiveInt>(), (text, piece) =>
        {
            List<string> expected = [];
            using StringReader oracle = new(text);
            while (oracle.ReadLine() is { } line)
            {
                expected.Add(line);
            }

            using PieceStream stream = new(Encoding.UTF8.GetBytes(text), piece.Get);
            return ReadAll(new LineReader(stream)).SequenceEqual(expected);
        }).Hold();
    }

    [Test]
    public void A_byte_order_mark_is_no_part_of_the_first_line()
    {
        using MemoryStream stream = new([.. "\uFEFFa\n\uFEFFb"u8]);
        Assert.That(ReadAll(new LineReader(stream)), Is.EqualTo(new[] { "a", "\uFEFFb" }));
    }

    [Test]
    public void A_line_that_is_too_long_is_skipped_in_bounded_memory_and_the_next_one_read()
    {
        using PieceStream stream = new([.. Enumerable.Repeat((byte)'x', (LineReader.MaximumLength * 3) + 5), (byte)'\n', (byte)'y'], 1 << 20);
        LineReader lines = new(stream);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines.Next(out ReadOnlyMemory<byte> first, out bool tooLong), Is.True);
            Assert.That(tooLong, Is.True);
            Assert.That(first.Length, Is.Zero);
            Assert.That(lines.Next(out ReadOnlyMemory<byte> second, out tooLong), Is.True);
            Assert.That(tooLong, Is.False);
            Assert.That(second.Span.SequenceEqual("y"u8), Is.True);
            Assert.That(lines.Next(out _, out _), Is.False);
        }
    }

    [Test]
    public void A_line_of_just_the_greatest_length_is_read()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'x', LineReader.MaximumLength), (byte)'\n'];
        using MemoryStream stream = new(bytes);
        LineReader lines = new(stream);
        Assert.That(lines.Next(out ReadOnlyMemory<byte> line, out bool tooLong), Is.True);
        Assert.That((line.Length, tooLong), Is.EqualTo((LineReader.MaximumLength, false)));
    }

    private static List<string> ReadAll(LineReader lines)
    {
        List<string> all = [];
        while (lines.Next(out ReadOnlyMemory<byte> line, out _))
        {
            all.Add(Encoding.UTF8.GetString(line.Span));
        }

        return all;
    }

    // Hands out at most so many bytes a read.
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }
}
