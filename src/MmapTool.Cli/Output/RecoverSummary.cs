using System.Globalization;
using System.Text.Json;
using MmapTool.Cli.Arguments;
using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Operations.Recovery;

namespace MmapTool.Cli.Output;

/// <summary>Says what an interrupted change is, and what became of it.</summary>
internal static class RecoverSummary
{
    private const int LongestOperation = 400;

    /// <summary>Prints the report as text or JSON.</summary>
    public static void Print(RecoverReport report, RecoverAction action, CommonSettings settings, Invocation invocation)
    {
        if (settings.Json)
        {
            JsonAnswer.Document(invocation.Output, json => WriteJson(json, report));
        }
        else if (!settings.Quiet || action == RecoverAction.Show)
        {
            TextOutput text = new(invocation.Output);
            WriteText(text, report, action);
            text.Flush();
        }
    }

    private static void WriteJson(Utf8JsonWriter json, RecoverReport report)
    {
        JournalReport found = report.Found;
        json.WriteStartDocument();
        json.WriteText("file", report.Path);
        json.WriteText("journal", report.Journal);
        json.WriteText("state", Lower(found.State.ToString()));
        if (found.Header is { } header)
        {
            json.WriteText("mode", ModeOf(header));
            json.WriteText("operation", header.Operation);
            json.WriteString("made", header.Made);
        }
        else
        {
            json.WriteNull("mode");
            json.WriteNull("operation");
            json.WriteNull("made");
        }

        json.WriteNumber("records", found.Records);
        json.WriteNumber("oldBytes", found.OldBytes);
        json.WriteNumber("position", found.Position);
        json.WriteNumber("elements", report.Elements);
        json.WriteText("reason", found.Reason);
        json.WriteText("evidence", found.Evidence);
        json.WriteStrings("forgotten", report.Forgotten);
        json.WriteBoolean("dryRun", report.DryRun);
        json.WriteStrings("can", Ways(report));
        json.WriteText("outcome", Lower(report.Outcome.ToString()));
        json.WriteEndObject();
    }

    private static void WriteText(TextOutput text, RecoverReport report, RecoverAction action)
    {
        JournalReport found = report.Found;
        string done = report.Outcome switch
        {
            RecoverOutcome.Undone => "undone: the file is as it was before the change",
            RecoverOutcome.Finished => "finished: the file is as it is after the change",
            RecoverOutcome.Removed => "the change had not begun, and the file is as it was; the unfinished journal was removed",
            RecoverOutcome.Discarded when report.DryRun => "would be forgotten, and the file would stay as it is: " + string.Join(" and ", report.Forgotten),
            RecoverOutcome.Discarded => "forgotten, and the file stays as it is: " + string.Join(" and ", report.Forgotten),
            _ => Describe(found),
        };
        text.Line($"{report.Path}: {done}");
        if (found.State == JournalState.None)
        {
            return;
        }

        if (found.Header is { } header)
        {
            string operation = header.Operation.Length <= LongestOperation ? header.Operation : header.Operation[..LongestOperation] + "…";
            text.Line($"  change:  {operation}");
            text.Line(string.Create(CultureInfo.InvariantCulture, $"  made:    {header.Made:yyyy-MM-dd HH:mm:ss} UTC"));
        }

        if (action == RecoverAction.Show)
        {
            text.Line($"  journal: {report.Journal}, {Plural.Of(found.Records, "record")}, {Plural.Of(found.OldBytes, "old byte")}");
            if (found.State == JournalState.Resumable)
            {
                text.Line($"  done:    {found.Position} of {(report.Elements > 0 ? Plural.Of(report.Elements, "element") : "an unknown number of elements")}");
            }

            if (found.Evidence.Length > 0)
            {
                text.Line($"  shown by: {found.Evidence}");
            }

            string[] ways = [.. Ways(report).Select(way => $"recover --{way}")];
            text.Line($"  can be:  {(ways.Length > 0 ? string.Join(" or ", ways) : "nothing: " + found.Reason)}");
        }
    }

    private static string Describe(JournalReport found) => found.State switch
    {
        JournalState.None => "nothing to recover: no change of it was interrupted",
        JournalState.Torn => "a change was interrupted before it began; the file is as it was",
        JournalState.Undoable => "a change was interrupted; all its old bytes are kept",
        JournalState.Resumable when found.IsUndoing => "a change was interrupted, and undoing it as well",
        JournalState.Resumable => "a change was interrupted between two chunks",
        _ => found.Reason,
    };

    private static IEnumerable<string> Ways(RecoverReport report)
    {
        if (report.CanUndo)
        {
            yield return "undo";
        }

        if (report.CanFinish)
        {
            yield return "finish";
        }
    }

    private static string ModeOf(JournalHeader header) => header.Mode switch
    {
        JournalMode.Undo => "undo",
        JournalMode.Resume => "resume",
        _ => "resume, undo kept",
    };

    private static string Lower(string text) => text.ToLowerInvariant();
}
