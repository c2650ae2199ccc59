using System.Text;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Verbs;

namespace MmapTool.Cli;

/// <summary>The help: one screen for the command, one for each verb.</summary>
internal static class Help
{
    /// <summary>What a command without arguments is answered with.</summary>
    public const string Short =
        "usage: mmaptool VERB FILE [VIEW] [options]\n" +
        "       mmaptool help [VERB]\n";

    // Where the explanations of options begin.
    private const int Column = 32;

    /// <summary>Name and version.</summary>
    public static string Version => $"mmaptool {typeof(Help).Assembly.GetName().Version?.ToString(3)}\n";

    /// <summary>The whole command on one screen.</summary>
    public static string Overview()
    {
        StringBuilder text = new();
        text.Append("mmaptool: Python's memoryview for files of any size\n\n").Append(Short).Append('\n');
        foreach (Verb verb in VerbList.All)
        {
            text.Append("  ").Append(verb.Name.PadRight(10)).Append(verb.Summary).Append('\n');
        }

        text.Append(
            """

            A VIEW is a member of the file's container seen through steps, in NumPy's notation:
              h[1:4]   <f4(1000,-1)[:, 0]   ["weight"].T   B[:8].cast(i)   {t:<u8,v:<f4}.v[::-1]
              (no VIEW: the container's own; of a raw file, its bytes; a:+n is exactly n elements from a)

            Options of every verb:

            """);
        AppendOptions(text, CommonOptions.Specs);
        text.Append(
            """

            Exit status: 0 done, 1 the answer is no, 2 wrong use, 3 trouble with a file,
            4 an interrupted change must be recovered first, 130 interrupted.

            """);
        return text.ToString();
    }

    /// <summary>One verb on one screen.</summary>
    public static string Of(Verb verb)
    {
        StringBuilder text = new();
        text.Append("usage: mmaptool ").Append(verb.Name).Append(' ').Append(verb.Usage).Append(" [options]\n\n");
        text.Append(verb.Summary).Append("\n\n").Append(verb.Details).Append("\n\nExamples:\n");
        foreach (string line in verb.Examples.Split('\n'))
        {
            text.Append("  ").Append(line).Append('\n');
        }

        text.Append("\nOptions:\n");
        OptionSpec[] common = CommonOptions.Specs;
        AppendOptions(text, [.. verb.Options.Where(option => !common.Contains(option))]);
        text.Append("  ").AppendJoin(' ', common.Select(option => "--" + option.Name)).Append('\n').Append(' ', Column + 3).Append("of every verb: 'mmaptool help' explains them\n");
        return text.ToString();
    }

    private static void AppendOptions(StringBuilder text, IReadOnlyList<OptionSpec> options)
    {
        foreach (OptionSpec option in options)
        {
            string display = option.Display;
            text.Append("  ").Append(display.Length > Column ? display + "\n" + new string(' ', Column + 2) : display.PadRight(Column));
            text.Append(' ').Append(option.Help).Append('\n');
        }
    }
}
