using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>The use that a container makes of one of its files.</summary>
public enum FileRole
{
    /// <summary>It holds the data, or the header and the data.</summary>
    Data,

    /// <summary>It holds a header alone.</summary>
    Header,

    /// <summary>It holds a part of the members; other files hold the others.</summary>
    Part,
}

/// <summary>A file that belongs to a container.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Role">The use that the container makes of it.</param>
public sealed record ContainerFile(string Path, FileRole Role)
{
    /// <summary>The use that the container makes of it.</summary>
    public FileRole Role { get; init => field = DefinedEnum.Ensure(value); } = DefinedEnum.Ensure(Role);
}
