using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MmapTool.Cli.Arguments;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;

namespace MmapTool.Cli.Output;

/// <summary>The report of <c>info</c> on a view, for people and as JSON.</summary>
/// <param name="Path">The file.</param>
/// <param name="Size">The file's length in bytes.</param>
/// <param name="Container">The container that the file holds.</param>
/// <param name="Layout">The view's layout; <see langword="null"/> for a container of several members, of which none was chosen.</param>
/// <param name="View">An expression that gives the layout over the file's bytes, whatever its container; <see langword="null"/> where there is none.</param>
/// <param name="ReadOnly">Whether the file with the data can't be written by this user.</param>
/// <param name="Data">The file with the data, where a detached header names another; else <see langword="null"/>.</param>
internal sealed record ViewDescription(string Path, long Size, Container Container, Layout? Layout, string? View, bool ReadOnly, string? Data = null)
{
    /// <summary>Writes it as text or as a JSON document.</summary>
    public void Print(CommonSettings settings, Streams streams, Stream to)
    {
        if (settings.Json)
        {
            JsonAnswer.Document(to, WriteJson);
        }
        else
        {
            TextOutput text = new(to);
            WriteText(text, Colors.IsOn(streams, settings));
            text.Flush();
        }
    }

    /// <summary>Writes it as one JSON object.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartDocument();
        json.WriteText("file", Path);
        if (Data is not null)
        {
            json.WriteText("data", Data);
        }

        json.WriteNumber("size", Size);
        json.WriteText("container", Container.Format.Info.Name);
        if (View is not null)
        {
            json.WriteText("view", View);
        }

        if (Layout is { } layout)
        {
            WriteLayout(json, layout);
        }

        json.WriteBoolean("readonly", ReadOnly);
        json.WriteStartArray("members");
        foreach (Member member in Container.Members)
        {
            json.WriteStartObject();
            json.WriteText("name", member.Name);
            if (member.Layout is { } place)
            {
                json.WriteText("dtype", place.ElementType.ToString());
                json.WriteNumbers("shape", place.Shape);
                json.WriteNumber("offset", place.Offset);
                json.WriteNumber("nbytes", place.ByteLength);
            }
            else
            {
                json.WriteText("unavailable", member.Unavailable);
            }

            if (member.File is { } other)
            {
                json.WriteText("file", other.Path);
            }

            WriteAttributes(json, member.Attributes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteAttributes(json, Container.Attributes);
        json.WriteStrings("warnings", Container.Warnings);
        json.WriteEndObject();
    }

    // Left out where there are none.
    private static void WriteAttributes(Utf8JsonWriter json, ImmutableArray<ContainerAttribute> attributes)
    {
        if (attributes.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("attributes");
        foreach (ContainerAttribute attribute in attributes)
        {
            json.WriteStartObject();
            json.WriteText("name", attribute.Name);
            json.WriteText("text", attribute.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes it as aligned lines, the keys in bold where text is coloured.</summary>
    private void WriteText(TextOutput text, bool color)
    {
        Line(text, color, "file", Path);
        if (Data is not null)
        {
            Line(text, color, "data", Data);
        }

        Line(text, color, "size", Bytes(Size));
        Line(text, color, "container", Container.Format.Info.Name);
        if (View is not null)
        {
            Line(text, color, "view", View);
        }

        if (Layout is { } layout)
        {
            Line(text, color, "dtype", layout.ElementType.ToString());
            Line(text, color, "itemsize", Number(layout.ItemSize));
            Line(text, color, "format", layout.ElementType.StructFormat ?? "none in Python's struct");
            Line(text, color, "shape", Tuple(layout.Shape));
            Line(text, color, "strides", Tuple(layout.Strides));
            Line(text, color, "offset", Number(layout.Offset));
            Line(text, color, "count", Number(layout.Count));
            Line(text, color, "nbytes", Bytes(layout.ByteLength));
            Line(text, color, "contiguous", (layout.IsCContiguous, layout.IsFContiguous) switch
            {
                (true, true) => "C and Fortran order",
                (true, false) => "C order",
                (false, true) => "Fortran order",
                _ => "no",
            });
        }

        Line(text, color, "readonly", ReadOnly ? "yes" : "no");
        foreach (ContainerAttribute attribute in Container.Attributes)
        {
            Line(text, color, "attribute", $"{VisibleText.Of(attribute.Name)} = {VisibleText.Of(attribute.Text)}");
        }

        foreach (string warning in Container.Warnings)
        {
            Line(text, color, "warning", warning);
        }

        if (Container.Members.Only is not { Name: "" })
        {
            WriteMembers(text, color);
        }
    }

    private static void WriteLayout(Utf8JsonWriter json, Layout layout)
    {
        json.WriteText("dtype", layout.ElementType.ToString());
        json.WriteNumber("itemsize", layout.ItemSize);
        json.WriteText("format", layout.ElementType.StructFormat);
        json.WriteNumber("ndim", layout.Rank);
        json.WriteNumbers("shape", layout.Shape);
        json.WriteNumbers("strides", layout.Strides);
        json.WriteNumber("offset", layout.Offset);
        json.WriteNumber("count", layout.Count);
        json.WriteNumber("nbytes", layout.ByteLength);
        json.WriteBoolean("cContiguous", layout.IsCContiguous);
        json.WriteBoolean("fContiguous", layout.IsFContiguous);
        json.WriteBoolean("contiguous", layout.IsContiguous);
    }

    private void WriteMembers(TextOutput text, bool color)
    {
        Line(text, color, "members", Number(Container.Members.Count));
        int width = 0;
        foreach (Member member in Container.Members)
        {
            width = Math.Clamp(VisibleText.Of(member.Name).Length, width, 40);
        }

        foreach (Member member in Container.Members)
        {
            string what = member.Layout is not { } layout ? $"unavailable: {VisibleText.Of(member.Unavailable ?? "")}"
                : $"{layout.ElementType} {Tuple(layout.Shape)} at {Number(layout.Offset)}, {Plural.Of(layout.ByteLength, "byte")}{(member.File is { } other ? $" of {VisibleText.Of(other.Path)}" : "")}";
            text.Line($"  {VisibleText.Of(member.Name).PadRight(width)}  {what}");
        }
    }

    private static void Line(TextOutput text, bool color, string key, string value) =>
        text.Write(color ? "\e[1m" : "").Write(key).Write(color ? "\e[0m" : "").Write("            ".AsSpan(key.Length)).Line(value);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of bytes, and what that is in a unit that people grasp.</summary>
    public static string Bytes(long bytes)
    {
        const string units = "KMGTPE";
        double scaled = bytes;
        int unit = 0;
        while (scaled >= 1024)
        {
            scaled /= 1024;
            unit++;
        }

        return unit == 0 ? Plural.Of(bytes, "byte") : $"{Number(bytes)} bytes ({scaled.ToString("0.#", CultureInfo.InvariantCulture)} {units[unit - 1]}iB)";
    }

    // A loop: joining as a generic method over long would have to be compiled when the process starts.
    private static string Tuple(ImmutableArray<long> numbers)
    {
        StringBuilder text = new("(");
        foreach (long number in numbers)
        {
            text.Append(text.Length > 1 ? ", " : "").Append(number);
        }

        return text.Append(numbers.Length == 1 ? ",)" : ")").ToString();
    }
}
