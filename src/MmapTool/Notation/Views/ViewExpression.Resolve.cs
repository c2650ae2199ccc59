using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Notation;

public sealed partial record ViewExpression
{
    private const int LongestNamedStep = 60;

    /// <summary>Lays the expression over raw bytes, whose own view is <c>u1</c> and which have no members.</summary>
    /// <param name="fileLength">The bytes there are.</param>
    /// <exception cref="ViewException">The expression does not fit; the message names the step.</exception>
    public Layout Resolve(long fileLength) =>
        Resolve(fileLength, Layout.Over(ElementType.UInt8, fileLength), _ => null, () => "none: these are raw bytes");

    /// <summary>Lays the expression over a file.</summary>
    /// <param name="fileLength">Bytes of the file, which a start with an element type casts as a whole.</param>
    /// <param name="own">The container's own view; <see langword="null"/> where it has several members and none is its own.</param>
    /// <param name="member">The member of a name, or <see langword="null"/> where there is none.</param>
    /// <param name="memberList">The members' names, for an error.</param>
    /// <exception cref="ViewException">The expression does not fit the file; the message names the step.</exception>
    public Layout Resolve(long fileLength, Layout? own, Func<string, Layout?> member, Func<string> memberList)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(memberList);
        Layout layout = Start switch
        {
            null => own ?? throw new ViewException($"name a member, as in [\"name\"]: the file has {memberList()}"),
            TypeStart start => In(start, () => start.Over(fileLength, Use)),
            MemberStart start => In<Layout?>(start, () => member(start.Name)) ?? OwnField(start),
            _ => throw new ViewException($"a view can't start with {Start}"),
        };
        foreach (ViewStep step in Steps)
        {
            Layout before = layout;
            layout = In(step, () => step is IndexStep index ? index.Apply(before, Use) : step.Apply(before));
        }

        return layout;

        // A container whose only member has no name shows its fields as if they were members.
        Layout OwnField(MemberStart start) => own is { ElementType.Kind: ElementKind.Record } && own.ElementType.Fields.Any(field => field.Name == start.Name)
            ? own.Field(start.Name)
            : throw new ViewException($"there is no member '{start.Name}'; the members are {memberList()}");
    }

    private static TLayout In<TLayout>(object part, Func<TLayout> make)
    {
        try
        {
            return make();
        }
        catch (ViewException exception)
        {
            string text = part.ToString()!;
            throw new ViewException($"in {(text.Length <= LongestNamedStep ? text : text[..LongestNamedStep] + "…")}: {exception.Message}");
        }
    }
}
