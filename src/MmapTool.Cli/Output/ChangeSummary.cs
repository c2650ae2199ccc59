using System.Text.Json;
using MmapTool.Cli.Arguments;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Changes;

namespace MmapTool.Cli.Output;

/// <summary>Says what was changed, or for a dry run what would be.</summary>
internal static class ChangeSummary
{
    /// <summary>Notes that the change is in, before its report is printed: an error that comes from now on says so.</summary>
    public static void Mark(Invocation invocation, ChangeSettings write) => invocation.Done = write.DryRun ? null : "the change is in";

    /// <summary>Prints the report as text or JSON.</summary>
    /// <param name="report">The report of the change.</param>
    /// <param name="layout">The layout that was recorded, by the verbs that record one.</param>
    /// <param name="path">The file.</param>
    /// <param name="settings">The options of every verb.</param>
    /// <param name="write">The options of every verb that writes.</param>
    /// <param name="invocation">Where to.</param>
    public static void Print(ChangeReport report, Layout? layout, string path, CommonSettings settings, ChangeSettings write, Invocation invocation)
    {
        foreach (string remark in report.Remarks)
        {
            invocation.Say(settings, remark);
        }

        if (settings.Json)
        {
            JsonAnswer.Document(invocation.Output, json => WriteJson(json, report, layout, path, write));
        }
        else if (!settings.Quiet)
        {
            TextOutput text = new(invocation.Output);
            WriteText(text, report, layout, path, write);
            text.Flush();
        }
    }

    private static void WriteJson(Utf8JsonWriter json, ChangeReport report, Layout? layout, string path, ChangeSettings write)
    {
        json.WriteStartDocument();
        json.WriteText("file", path);
        json.WriteBoolean("dryRun", write.DryRun);
        if (layout is null)
        {
            json.WriteNumber("edits", report.Edits);
        }
        else
        {
            json.WriteText("dtype", layout.ElementType.ToString());
            json.WriteNumbers("shape", layout.Shape);
        }

        json.WriteNumber("ranges", report.Ranges);
        json.WriteNumber("bytesWritten", report.BytesWritten);
        json.WriteStartArray("changes");
        foreach (Change change in report.Changes)
        {
            json.WriteStartObject();
            json.WriteText("edit", change.Text);
            json.WriteText("file", change.Path);
            json.WriteNumber("offset", change.Offset);
            json.WriteNumber("length", change.Length);
            WriteValue(json, "old", change.Old);
            WriteValue(json, "new", change.New);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStrings("files", report.Files);
        json.WriteStrings("notes", report.Notes);
        json.WriteEndObject();
    }

    private static void WriteText(TextOutput text, ChangeReport report, Layout? layout, string path, ChangeSettings write)
    {
        string what = layout is null ? Plural.Of(report.Edits, "edit") : $"recorded as {layout.ElementType} ({string.Join(", ", layout.Shape)})";
        text.Line($"{path}: {(write.DryRun ? "dry run, nothing written: " : "")}{what}, {Plural.Of(report.Ranges, "range")}, {Plural.Of(report.BytesWritten, "byte")} {(write.DryRun ? "would be written" : "written")}");
        if (write.DryRun)
        {
            foreach (Change change in report.Changes)
            {
                // Longer values are for --json.
                string values = change is { Old: { } old, New: { } now } && old.Length + now.Length <= 120 ? $": {old} -> {now}" : "";
                text.Line($"  {change.Text}: {Plural.Of(change.Length, "byte")} at {change.Offset} (0x{change.Offset:x}){values}");
            }
        }

        // Named where the path that was given leads to another file.
        foreach (string written in report.Files.Where(file => file != SystemPath.Full(path)))
        {
            text.Line($"  {(write.DryRun ? "would be written" : "written")}: {AsGiven(written, path)}");
        }

        foreach (string note in report.Notes)
        {
            text.Line($"  {note}");
        }
    }

    // A file beside the one that was given is named as that one was, relative to the same folder.
    private static string AsGiven(string file, string path) =>
        System.IO.Path.GetDirectoryName(file) == SystemPath.FolderOf(path)
            ? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", System.IO.Path.GetFileName(file))
            : file;

    private static void WriteValue(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
