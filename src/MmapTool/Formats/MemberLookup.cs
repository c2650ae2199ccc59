using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Formats;

/// <summary>Finds a member by its name, and says which there are where it is not found: one message for views, verbs and the library.</summary>
internal static class MemberLookup
{
    // A model has thousands of members: a message is one line, and names the first of them.
    private const int MostNamed = 20;

    /// <summary>The member of a name; the only one where no name is given.</summary>
    /// <exception cref="ViewException">There is none of this name, or no name and several members.</exception>
    public static Member Of(Container container, string? name) => name is not null
        ? container.Members.Find(name) ?? throw Unknown(container, name)
        : container.Members.Only ?? throw new ViewException(container.Members.Count == 0
            ? "the file has no members"
            : $"the file has {container.Members.Count} members, of which one must be named: {Names(container.Members)}");

    /// <summary>The error of a name that no member has.</summary>
    public static ViewException Unknown(Container container, string name) => new(container.Members.Only is { Name: "" }
        ? $"there is no member '{name}': {(container.IsPlainBytes ? $"{container.Format.Info.Name} bytes have none" : "the only one has no name")}"
        : $"there is no member '{name}'{(Near(container, name) is { } near ? $", did you mean [{FieldNames.Quote(near)}]?" : "")}; the members are {Names(container.Members)}");

    /// <summary>The member's name that was probably meant.</summary>
    public static string? Near(Container container, string name) => NearestName.Of(name, container.Members.Select(static member => member.Name));

    /// <summary>The names of members as views write them.</summary>
    public static string Names(IMemberList members)
    {
        string names = string.Join(", ", members.Take(MostNamed).Select(static member => $"[{FieldNames.Quote(member.Name)}]"));
        return members.Count > MostNamed ? $"{names}, … ({members.Count - MostNamed} more)" : names.Length > 0 ? names : "none";
    }
}
