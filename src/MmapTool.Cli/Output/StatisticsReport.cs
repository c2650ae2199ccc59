using System.Globalization;
using System.Text.Json;
using MmapTool.Operations.Statistics;

namespace MmapTool.Cli.Output;

/// <summary>The report of <c>stats</c> on all elements together, for people and as JSON.</summary>
internal sealed record StatisticsReport(StatisticsResult Statistics, Histogram? Histogram)
{
    // The longest bar of a histogram, and what is left of a line of 80 characters for one.
    private const int LongestBar = 40;
    private const int ShortestBar = 8;
    private const int LineWidth = 80;

    /// <summary>The keys, in their order, and what they stand for; null where there is nothing to be had.</summary>
    public static (string Key, Func<StatisticsResult, StatisticsNumber?> Value)[] Keys { get; } =
    [
        ("count", static result => StatisticsNumber.Of((Int128)result.Count)),
        ("min", static result => result.Min),
        ("max", static result => result.Max),
        ("mean", static result => result.Mean),
        ("std", static result => result.Std),
        ("sum", static result => result.HasSum ? result.Sum : null),
        ("nan", static result => StatisticsNumber.Of((Int128)result.NaN)),
        ("inf", static result => StatisticsNumber.Of((Int128)result.Inf)),
    ];

    /// <summary>Writes it.</summary>
    public void Print(bool json, bool color, Stream to)
    {
        if (json)
        {
            JsonAnswer.Document(to, WriteJson);
            return;
        }

        TextOutput text = new(to);
        foreach ((string key, Func<StatisticsResult, StatisticsNumber?> value) in Keys)
        {
            text.Write(Bold(key, color)).Write("       ".AsSpan(key.Length)).Line(Text(value(Statistics)));
        }

        if (Histogram is not null)
        {
            WriteBars(text, Histogram, color);
        }

        text.Flush();
    }

    /// <summary>A number as text.</summary>
    public static string Text(StatisticsNumber? number) => number?.ToString() ?? "none";

    /// <summary>A number as JSON.</summary>
    public static void WriteJson(Utf8JsonWriter json, StatisticsNumber? number)
    {
        // The writer itself has no integers of more than 64 bits, and spells floats otherwise.
        if (number is { } known)
        {
            json.WriteRawValue(known.ToJson(), skipInputValidation: true);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>A heading.</summary>
    public static string Bold(string text, bool color) => color ? $"\e[1m{text}\e[0m" : text;

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartDocument();
        foreach ((string key, Func<StatisticsResult, StatisticsNumber?> value) in Keys)
        {
            json.WritePropertyName(key);
            WriteJson(json, value(Statistics));
        }

        if (Histogram is { } histogram)
        {
            json.WriteStartObject("histogram");
            json.WriteStartArray("edges");
            foreach (StatisticsNumber edge in histogram.Edges)
            {
                WriteJson(json, edge);
            }

            json.WriteEndArray();
            json.WriteNumbers("counts", histogram.Counts);
            json.WriteNumber("leftOut", histogram.LeftOut);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteBars(TextOutput text, Histogram histogram, bool color)
    {
        text.Write(Bold("histogram", color)).Line();
        string[] edges = [.. histogram.Edges.Select(edge => edge.ToString())];
        string[] counts = [.. histogram.Counts.Select(count => count.ToString(CultureInfo.InvariantCulture))];
        int low = edges[..^1].Max(edge => edge.Length);
        int high = edges[1..].Max(edge => edge.Length);
        int wide = counts.Max(count => count.Length);
        int room = Math.Clamp(LineWidth - "  [, )    ".Length - low - high - wide, ShortestBar, LongestBar);
        long most = Math.Max(1, histogram.Counts.Max());
        for (int bin = 0; bin < counts.Length; bin++)
        {
            // A bin that holds anything has a bar.
            int bar = (int)Math.Ceiling((double)histogram.Counts[bin] / most * room);
            char end = bin == counts.Length - 1 ? ']' : ')';
            string line = $"  [{edges[bin].PadLeft(low)}, {edges[bin + 1].PadLeft(high)}{end}  {counts[bin].PadLeft(wide)}  {new string('#', bar)}";
            text.Line(line.TrimEnd());
        }

        if (histogram.LeftOut > 0)
        {
            text.Line($"  left out: {histogram.LeftOut.ToString(CultureInfo.InvariantCulture)} (NaN and infinities)");
        }
    }
}
