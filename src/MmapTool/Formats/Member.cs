using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A named array in a container.</summary>
/// <param name="Name">Its name; the empty string for the only member of a container that names none.</param>
/// <param name="Layout">Where its elements lie in its file; <see langword="null"/> where they can't be reached, for a reason that <see cref="Unavailable"/> says.</param>
public sealed record Member(string Name, Layout? Layout)
{
    /// <summary>The reason why no view of it can be made, and the mend: its bytes are compressed, for example. <see langword="null"/> for a member with a layout.</summary>
    public string? Unavailable { get; init; }

    /// <summary>The facts that the container states about it, besides its type and place.</summary>
    public ImmutableArray<ContainerAttribute> Attributes { get; init; } = [];

    /// <summary>The file of the container that its offsets count in; <see langword="null"/> for the container's only data file.</summary>
    public ContainerFile? File { get; init; }

    /// <summary>Its layout.</summary>
    /// <exception cref="ViewException">It is unavailable; the message is the reason.</exception>
    public Layout Reachable => Layout ?? throw new ViewException(Name.Length == 0
        ? $"the data can't be reached: {Unavailable}"
        : $"member '{Name}' can't be reached: {Unavailable}");
}
