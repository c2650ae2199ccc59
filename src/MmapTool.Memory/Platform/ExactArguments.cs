using System.Text;

namespace MmapTool.Memory;

/// <summary>
/// The command line as the process got it. The runtime makes text of its bytes and puts U+FFFD for those that are no UTF-8, so that a file with such a name
/// could not be found again.
/// </summary>
internal static class ExactArguments
{
    private const char Replaced = '\uFFFD';

    /// <summary>The arguments with no byte lost, as <see cref="PathText"/> has them; as they are where none has lost any.</summary>
    /// <param name="arguments">The arguments that the runtime handed over.</param>
    public static string[] Of(string[] arguments) =>
        OperatingSystem.IsLinux() && Array.Exists(arguments, static argument => argument.Contains(Replaced, StringComparison.Ordinal)) && Read() is { } line
            ? Restore(arguments, line)
            : arguments;

    /// <summary>The same with a command line given.</summary>
    /// <param name="arguments">The arguments that the runtime handed over.</param>
    /// <param name="line">The words of the command line, a zero behind each; the arguments are the last of them.</param>
    internal static string[] Restore(string[] arguments, byte[] line)
    {
        List<byte[]> words = [];
        int start = 0;
        while (Array.IndexOf(line, (byte)0, start) is var end and >= 0)
        {
            words.Add(line[start..end]);
            start = end + 1;
        }

        int others = words.Count - arguments.Length;
        if (others < 0)
        {
            return arguments;
        }

        string[] exact = new string[arguments.Length];
        for (int index = 0; index < exact.Length; index++)
        {
            byte[] word = words[others + index];
            string text = Encoding.UTF8.GetString(word);
            bool isSpoilt = text.Contains(Replaced, StringComparison.Ordinal);

            // If the process's command line was overwritten, it is not used. A word with U+FFFD can't be compared in detail, because the forms of the runtime
            // put different numbers of U+FFFD for the same bytes.
            if (isSpoilt ? !arguments[index].Contains(Replaced, StringComparison.Ordinal) : text != arguments[index])
            {
                return arguments;
            }

            exact[index] = isSpoilt ? PathText.FromBytes(word) : text;
        }

        return exact;
    }

    // Without /proc the arguments stay as they are.
    private static byte[]? Read()
    {
        try
        {
            return File.ReadAllBytes("/proc/self/cmdline");
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            return null;
        }
    }
}
