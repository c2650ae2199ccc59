using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace MmapTool.Memory;

/// <summary>
/// Names of files, of any bytes, as text. UTF-8 is text as it stands. Each byte that is no UTF-8 is a character of its own, U+DC80 to
/// U+DCFF. That is half of a surrogate pair, which no UTF-8 gives (Python's "surrogateescape"). So every name has one text, and every such text one name.
/// </summary>
internal static class PathText
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    /// <summary>The text of these bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        StringBuilder text = new(bytes.Length);
        Span<char> pair = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done)
            {
                text.Append(pair[..rune.EncodeToUtf16(pair)]);
            }
            else
            {
                foreach (byte one in bytes[..length])
                {
                    text.Append((char)(EscapeBase + one));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="MappedFileException">No file can have this name: there is half of a surrogate pair in it that stands for no byte.</exception>
    public static byte[] ToBytes(string text)
    {
        byte[] bytes = new byte[MaximumByteCount(text.Length)];
        return bytes[..ToBytes(text, bytes)];
    }

    /// <summary>Whether the text stands for bytes: halves of surrogate pairs in it are those of bytes that are no UTF-8.</summary>
    public static bool IsName(string text)
    {
        try
        {
            _ = ToBytes(text);
            return true;
        }
        catch (MappedFileException)
        {
            return false;
        }
    }

    /// <summary>The most bytes that this many characters can have.</summary>
    internal static int MaximumByteCount(int characters) => checked(characters * 3);

    /// <summary>Writes the bytes of a text, and gives their number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Room for <see cref="MaximumByteCount"/> of them.</param>
    internal static int ToBytes(string text, Span<byte> bytes)
    {
        ReadOnlySpan<char> rest = text;
        int written = 0;
        while (!rest.IsEmpty)
        {
            Utf8.FromUtf16(rest, bytes[written..], out int read, out int more, replaceInvalidSequences: false);
            written += more;
            rest = rest[read..];
            if (rest.IsEmpty)
            {
                break;
            }

            if (!IsEscape(rest[0]))
            {
                throw new MappedFileException(text, string.Create(CultureInfo.InvariantCulture, $"no file can have this name: U+{(int)rest[0]:X4} in it is half of a character; check the path"));
            }

            bytes[written++] = (byte)rest[0];
            rest = rest[1..];
        }

        return written;
    }

    /// <summary>Whether a character that is no half of a pair stands for a byte that is no UTF-8.</summary>
    internal static bool IsEscape(char character) => character is >= FirstEscape and <= LastEscape;
}
