using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MmapTool.Operations.Statistics;

namespace MmapTool.Cli.Output;

/// <summary>The report of <c>stats --axis</c>: a table with a line for each index of the other axes, or nested JSON arrays for each key.</summary>
/// <param name="Results">The results.</param>
/// <param name="Length">The length of the axis.</param>
internal sealed record AxisReport(AxisStatistics Results, long Length)
{
    // Columns are as wide as these lines need; a later one that needs more stands out.
    private const long MeasuredLines = 1000;
    private const long CheckEvery = 4096;

    private ImmutableArray<long> Shape => Results.Shape;

    /// <summary>Writes it.</summary>
    public void Print(bool json, bool color, Stream to, CancellationToken cancellation)
    {
        if (json)
        {
            JsonAnswer.Document(to, writer => WriteJson(writer, cancellation));
        }
        else
        {
            WriteTable(new TextOutput(to), color, cancellation);
        }
    }

    private void WriteJson(Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.WriteStartDocument();
        foreach ((string key, Func<StatisticsResult, StatisticsNumber?> value) in StatisticsReport.Keys)
        {
            json.WritePropertyName(key);
            long next = 0;
            WriteArray(json, 0, ref next, value, cancellation);
        }

        json.WriteEndObject();
    }

    private void WriteArray(Utf8JsonWriter json, int axis, ref long next, Func<StatisticsResult, StatisticsNumber?> value, CancellationToken cancellation)
    {
        if (axis == Shape.Length)
        {
            if (next % CheckEvery == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                json.Flush();
            }

            StatisticsReport.WriteJson(json, value(Results[next++]));
            return;
        }

        json.WriteStartArray();
        for (long index = 0; index < Shape[axis]; index++)
        {
            WriteArray(json, axis + 1, ref next, value, cancellation);
        }

        json.WriteEndArray();
    }

    private void WriteTable(TextOutput text, bool color, CancellationToken cancellation)
    {
        (string Key, Func<StatisticsResult, StatisticsNumber?> Value)[] keys = [.. StatisticsReport.Keys.Where(key => key.Key != "count")];
        int[] widths = [.. keys.Select(key => key.Key.Length)];
        int indexWidth = "index".Length;
        for (long line = 0; line < Math.Min(Results.Count, MeasuredLines); line++)
        {
            StatisticsResult result = Results[line];
            indexWidth = Math.Max(indexWidth, Index(line).Length);
            for (int key = 0; key < keys.Length; key++)
            {
                widths[key] = Math.Max(widths[key], StatisticsReport.Text(keys[key].Value(result)).Length);
            }
        }

        text.Write(StatisticsReport.Bold("count", color)).Line($"  {Length.ToString(CultureInfo.InvariantCulture)} for each index");
        StringBuilder heading = new("index".PadRight(indexWidth));
        for (int key = 0; key < keys.Length; key++)
        {
            heading.Append("  ").Append(keys[key].Key.PadLeft(widths[key]));
        }

        text.Write(StatisticsReport.Bold(heading.ToString(), color)).Line();
        for (long line = 0; line < Results.Count; line++)
        {
            if (line % CheckEvery == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            StatisticsResult result = Results[line];
            text.Write(Index(line).PadRight(indexWidth));
            for (int key = 0; key < keys.Length; key++)
            {
                text.Write("  ").Write(StatisticsReport.Text(keys[key].Value(result)).PadLeft(widths[key]));
            }

            text.Line();
        }

        text.Flush();
    }

    // [1, 0], or [] where the axis was the only one.
    private string Index(long line)
    {
        string[] indices = new string[Shape.Length];
        for (int axis = Shape.Length - 1; axis >= 0; axis--)
        {
            (line, long index) = Math.DivRem(line, Shape[axis]);
            indices[axis] = index.ToString(CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(", ", indices)}]";
    }
}
