namespace MmapTool.Formats.Nrrd;

/// <summary>One line of an NRRD header.</summary>
/// <param name="Text">The line without its end.</param>
/// <param name="Offset">Byte offset of its start in the header's file.</param>
/// <param name="Field">The field it sets, in its plain spelling; <see langword="null"/> for a comment or a key/value pair.</param>
/// <param name="Value">The value that it sets the field to, without white space around it.</param>
internal sealed record NrrdLine(string Text, long Offset, string? Field, string Value)
{
    // Teem reads these fields in one word too.
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["blocksize"] = "block size",
        ["byteskip"] = "byte skip",
        ["lineskip"] = "line skip",
        ["datafile"] = "data file",
    };

    /// <summary>Takes a line apart.</summary>
    /// <returns><see langword="null"/> where it is no comment, no <c>field: value</c> and no <c>key:=value</c>.</returns>
    public static NrrdLine? Parse(string text, long offset)
    {
        if (text.StartsWith('#'))
        {
            return new NrrdLine(text, offset, null, "");
        }

        int colon = text.IndexOf(':');
        if (colon <= 0)
        {
            return null;
        }

        if (colon + 1 < text.Length && text[colon + 1] == '=')
        {
            return new NrrdLine(text, offset, null, "");
        }

#pragma warning disable CA1308 // Field names are lower case in NRRD; this is no normalisation for comparing.
        string name = text[..colon].Trim().ToLowerInvariant();
#pragma warning restore CA1308
        return new NrrdLine(text, offset, Spellings.GetValueOrDefault(name, name), text[(colon + 1)..].Trim());
    }
}
