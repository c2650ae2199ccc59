using System.Collections.Immutable;
using MmapTool.Cli.Arguments;
using MmapTool.Cli.Output;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Changes;

namespace MmapTool.Cli.Verbs;

/// <summary>The use that <c>cast</c> or <c>reshape</c> makes of the new layout.</summary>
internal enum RelayoutTarget
{
    /// <summary>Records it in the container's header; of a raw file, which has none, describes it.</summary>
    Container,

    /// <summary>Records it in a detached header.</summary>
    DetachedHeader,

    /// <summary>Makes the file of plain bytes a file of another format.</summary>
    Adopt,

    /// <summary>Writes the data out.</summary>
    Output,
}

/// <summary>A request of <c>cast</c> or <c>reshape</c>, checked.</summary>
/// <param name="Path">The file.</param>
/// <param name="Member">The member; <see langword="null"/> for the only one.</param>
/// <param name="ElementType">The element type; <see langword="null"/> to keep it.</param>
/// <param name="Shape">The dimensions; <see langword="null"/> for one dimension.</param>
/// <param name="Target">The use that is made of the new layout.</param>
/// <param name="Output">Where the data goes, for <see cref="RelayoutTarget.Output"/>.</param>
/// <param name="Force">Whether a detached header that says something else is overwritten.</param>
/// <param name="Settings">The options of every verb.</param>
/// <param name="Write">The options of every verb that writes.</param>
internal sealed record RelayoutRequest(
    string Path,
    string? Member,
    ElementType? ElementType,
    ImmutableArray<long>? Shape,
    RelayoutTarget Target,
    ExportTarget? Output,
    bool Force,
    CommonSettings Settings,
    ChangeSettings Write)
{
    /// <summary>The name of the format that the file becomes, for <see cref="RelayoutTarget.Adopt"/>.</summary>
    public string? Adopter { get; init; }

    /// <summary>The layout that the member gets.</summary>
    /// <exception cref="Errors.ViewException">The bytes can't be seen so.</exception>
    public Layout Apply(Layout layout) => ElementType switch
    {
        null => layout.Reshape(Shape ?? [-1]),

        // Elements of the same size keep their places, in whichever order they are packed.
        { } type when Shape is null && !layout.IsCContiguous && type.ItemSize == layout.ItemSize => layout.View(type),
        { } type => layout.Cast(type, Shape),
    };
}
