using System.Text;
using MmapTool.Memory;
using MmapTool.Notation;

namespace MmapTool.Cli.Input;

/// <summary>The edits of a script, one a line, parsed as they are asked for: a script may be longer than memory.</summary>
internal static class EditScript
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the edits of a script; blank lines and lines that begin with <c>#</c> are left out.</summary>
    /// <param name="stream">The script.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="UsageException">A line is too long or no UTF-8.</exception>
    /// <exception cref="Errors.NotationException">A line does not parse.</exception>
    /// <exception cref="MappedFileException">It can't be read.</exception>
    public static IEnumerable<Edit> Read(Stream stream, string name)
    {
        LineReader lines = new(stream);
        while (Next(lines, name, out ReadOnlyMemory<byte> line, out bool tooLong))
        {
            if (tooLong)
            {
                throw new UsageException($"{name}: line {lines.Number} is longer than {LineReader.MaximumLength} bytes");
            }

            string text = Decode(line.Span, name, lines.Number);
            ReadOnlySpan<char> content = text.AsSpan().TrimStart();
            if (!content.IsEmpty && content[0] != '#')
            {
                yield return Edit.Parse(text, lines.Number);
            }
        }
    }

    private static bool Next(LineReader lines, string name, out ReadOnlyMemory<byte> line, out bool tooLong)
    {
        try
        {
            return lines.Next(out line, out tooLong);
        }
        catch (Exception exception) when (exception is IOException and not MappedFileException or UnauthorizedAccessException)
        {
            throw new MappedFileException(name, exception.Message, exception);
        }
    }

    private static string Decode(ReadOnlySpan<byte> line, string name, long number)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{name}: line {number} is not UTF-8");
        }
    }
}
