using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A named fact that a container states, about itself or a member: metadata.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its value as text: a string as it is, numbers in Python's notation.</param>
public sealed record ContainerAttribute(string Name, string Text)
{
    /// <summary>Where the value lies in the container's data file, for a number or an array of numbers; <see langword="null"/> for other values.</summary>
    public Layout? Layout { get; init; }
}
