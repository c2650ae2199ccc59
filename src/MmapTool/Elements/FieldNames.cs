using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>The spelling of the names of fields and members in the notation.</summary>
internal static class FieldNames
{
    private static readonly HashSet<string> Methods = new(StringComparer.Ordinal) { "T", "cast", "view", "reshape", "transpose", "bits" };

    /// <summary>Whether a name can stand without quotes: letters, digits and underscores, and no digit first.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    /// <summary>Whether a field is reached as <c>.name</c>; every other name is written <c>["name"]</c>.</summary>
    public static bool IsReachedByDot(string name) => IsIdentifier(name) && !Methods.Contains(name);

    /// <summary>The name bare where it is an identifier, else as a JSON string.</summary>
    public static string Write(string name) => IsIdentifier(name) ? name : Quote(name);

    /// <summary>The name as a JSON string in double quotes.</summary>
    public static string Quote(string name) => VisibleText.Quoted(name);
}
