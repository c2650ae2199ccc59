using System.Text;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Notation;

/// <summary>
/// Edit scripts: one edit a line in UTF-8 (names of files may be other bytes). There are also <c>let NAME = VIEW</c> lines that name views for the lines
/// after them, blank lines, and comments. A comment goes from a <c>#</c> outside strings to the end of the line. Lines end with LF or CR LF; a byte order
/// mark is skipped.
/// </summary>
internal static class EditScript
{
    /// <summary>The longest line, in bytes: 16 MiB. Larger values come from a file, <c>@FILE::VIEW</c>.</summary>
    public const int MaximumLineLength = 1 << 24;

    private const int BufferLength = 1 << 16;

    /// <summary>
    /// Reads a script edit by edit: no more than a line of it is held at a time. The stream is not disposed.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="names">The names that its views may use besides the built-in ones and its own.</param>
    /// <exception cref="NotationException">A line does not parse, is not UTF-8 or is too long; the message names the line.</exception>
    public static IEnumerable<Edit> Read(Stream script, ViewNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(script);
        return ReadEdits(Lines(script), names ?? ViewNames.None);
    }

    /// <summary>Parses edits, and <c>let NAME = VIEW</c> texts that name views for the texts after them.</summary>
    /// <param name="texts">The texts, each what a line of a script would be.</param>
    /// <param name="names">The names that they may use besides the built-in ones and their own.</param>
    /// <exception cref="NotationException">A text does not parse.</exception>
    public static IEnumerable<Edit> Parse(IEnumerable<string> texts, ViewNames? names = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return ReadEdits(texts.Select(text => new Tokenizer(text)), names ?? ViewNames.None);
    }

    private static IEnumerable<Edit> ReadEdits(IEnumerable<Tokenizer> lines, ViewNames names)
    {
        foreach (Tokenizer line in lines)
        {
            line.Names = names;
            if (names.TryDefine(line) is { } more)
            {
                names = more;
            }
            else
            {
                yield return EditParser.Read(line, line.Line);
            }
        }
    }

    /// <summary>The lines of a script that hold more than a comment, at their beginning.</summary>
    internal static IEnumerable<Tokenizer> Lines(Stream script)
    {
        byte[] buffer = new byte[BufferLength];
        int from = 0;
        int filled = 0;
        int searched = 0;
        long line = 1;
        while (true)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', searched, filled - searched);
            if (end >= 0)
            {
                if (ReadLine(buffer.AsSpan(from, end - from), line) is { } tokenizer)
                {
                    yield return tokenizer;
                }

                from = searched = end + 1;
                line++;
                continue;
            }

            if (from > 0)
            {
                buffer.AsSpan(from, filled - from).CopyTo(buffer);
                filled -= from;
                from = 0;
            }
            else if (filled == buffer.Length)
            {
                if (filled >= MaximumLineLength)
                {
                    throw new NotationException("", 0, $"the line is longer than {MaximumLineLength} bytes; a large value comes from a file, as @FILE::VIEW", line);
                }

                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaximumLineLength));
            }

            searched = filled;
            int read = script.Read(buffer, filled, buffer.Length - filled);
            filled += read;
            if (read == 0)
            {
                if (filled > 0 && ReadLine(buffer.AsSpan(0, filled), line) is { } last)
                {
                    yield return last;
                }

                yield break;
            }
        }
    }

    private static Tokenizer? ReadLine(ReadOnlySpan<byte> bytes, long line)
    {
        if (line == 1)
        {
            if (bytes.StartsWith([(byte)0xFF, (byte)0xFE]) || bytes.StartsWith([(byte)0xFE, (byte)0xFF]))
            {
                throw new NotationException("", 0, "the script is UTF-16; edits are read as UTF-8", line);
            }

            bytes = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        }

        ReadOnlySpan<byte> written = bytes.Trim(" \t\r"u8);
        if (written.IsEmpty || written[0] == '#')
        {
            return null;
        }

        // Names of files may be bytes that are no UTF-8. Other text that is no UTF-8 is refused later, where it is read.
        Tokenizer tokenizer = new(PathText.FromBytes(written), line, comments: true);
        return tokenizer.AtEnd ? null : tokenizer;
    }
}
