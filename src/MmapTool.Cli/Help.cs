using System.Globalization;
using System.Text;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Verbs;
using MmapTool.Elements;
using MmapTool.Formats;
using MmapTool.Notation.Records;

namespace MmapTool.Cli;

/// <summary>The help: one screen for the command, one for each verb.</summary>
internal static class Help
{
    /// <summary>The answer to a command without arguments.</summary>
    public const string Short =
        "usage: mmaptool VERB FILE [VIEW] [options]\n" +
        "       mmaptool help [VERB | names | formats]\n";

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
              mbr.entry(4)@446   elf64.header@0.entry   ('mmaptool help names' lists such records)
            A FILE that is only read may be - (standard input), a pipe, or a file of /proc or /sys.

            Options of every verb:

            """);
        AppendOptions(text, CommonOptions.All);
        text.Append(
            """

            Exit status: 0 done, 1 the answer is no, 2 wrong use, 3 trouble with a file,
            4 an interrupted change must be recovered first, 130 interrupted.

            """);
        return text.ToString();
    }

    /// <summary>The built-in records, a line each.</summary>
    public static string Names()
    {
        StringBuilder text = new();
        text.Append("Records of well-known headers, each a name for an element type in any view and edit:\n");
        text.Append("mbr.entry(4)@446 is four of them from byte 446. 'mmaptool help NAME' shows the fields of one;\n");
        text.Append("--let NAME=VIEW gives names of your own.\n\n");
        foreach (BuiltInRecord record in BuiltInRecords.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {record.Name,-20}{record.ElementType.ItemSize,5}  {record.Summary}\n");
        }

        return text.ToString();
    }

    /// <summary>The container formats, a line each.</summary>
    public static string Formats()
    {
        StringBuilder text = new();
        text.Append("Containers that are recognised; --format NAME reads a file as one, whatever it looks like.\n\n");
        foreach (IContainerFormat format in ContainerFormats.All)
        {
            string written = format is IContainerWriter ? "; -o writes it" : "";
            text.Append(CultureInfo.InvariantCulture, $"  {format.Info.Name,-12}{string.Join(' ', format.Info.Endings),-16}{format.Info.Help}{written}\n");
        }

        return text.ToString();
    }

    /// <summary>A built-in record, a field a line.</summary>
    public static string Of(BuiltInRecord record)
    {
        StringBuilder text = new();
        text.Append(record.Name).Append(": ").Append(record.Summary).Append("\n\n  offset  field\n");
        foreach (RecordField field in record.ElementType.Fields)
        {
            string shape = field.Shape.IsEmpty ? "" : $"({string.Join(',', field.Shape)})";
            text.Append(CultureInfo.InvariantCulture, $"  {field.Offset,6}  {field.Name}:{field.Type}{shape}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"  {record.ElementType.ItemSize,6}  bytes in all\n").ToString();
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
        IReadOnlyList<OptionSpec> common = CommonOptions.All;
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
