using MmapTool.Elements;

namespace MmapTool.Formats.Npy;

/// <summary>An element type that a header names and that is unknown here.</summary>
/// <param name="Field">The field of this type, with those it stands in; empty for the elements themselves.</param>
/// <param name="Text">The type as the header spells it.</param>
/// <param name="ItemSize">Its bytes.</param>
internal sealed record UnknownType(string Field, string Text, int ItemSize)
{
    // Fields that a warning names one by one.
    private const int Most = 8;

    private string Reason => Text.TrimStart('<', '>', '=', '|') switch
    {
        "f12" or "f16" or "c24" or "c32" => " (long doubles differ from machine to machine)",
        "M8" or "m8" => " (a time without a unit)",
        _ => "",
    };

    /// <summary>One line that says how elements of such types are shown.</summary>
    public static string Warning(IReadOnlyList<UnknownType> types)
    {
        if (types is [var only])
        {
            string subject = only.Field.Length == 0 ? "the elements are" : $"field {FieldNames.Quote(only.Field)} is";
            return $"{subject} of type {PythonText.Repr(only.Text)}, which is unknown here{only.Reason}, and shown as {only.ItemSize} opaque bytes";
        }

        string named = string.Join(", ", types.Take(Most).Select(type => $"{FieldNames.Quote(type.Field)} ({PythonText.Repr(type.Text)})"));
        return $"fields {named}{(types.Count > Most ? $" and {types.Count - Most} more" : "")} are of types that are unknown here, and shown as opaque bytes";
    }
}
