using System.Collections.Immutable;

namespace MmapTool.Formats;

/// <summary>The members that a container format found in a file, or in several. Holds no data.</summary>
/// <param name="Format">The format.</param>
/// <param name="Members">The members.</param>
/// <param name="Files">The files of the container; the first of <see cref="FileRole.Data"/> or <see cref="FileRole.Part"/> is the one that is mapped when it is opened.</param>
public sealed record Container(IContainerFormat Format, IMemberList Members, ImmutableArray<ContainerFile> Files)
{
    /// <summary>A container of one file and one member without a name.</summary>
    /// <param name="format">The format.</param>
    /// <param name="probe">The file.</param>
    /// <param name="member">The member.</param>
    public static Container Of(IContainerFormat format, in FileProbe probe, Member member) =>
        new(format, MemberList.Of(member), [new(probe.Path, FileRole.Data)]);

    /// <summary>Metadata: the facts that the file states about itself.</summary>
    public ImmutableArray<ContainerAttribute> Attributes { get; init; } = [];

    /// <summary>Oddities that are no errors, one line each: shown by <c>info</c> and as warnings.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>
    /// One line about the element types that the file names and that are unknown here, whose elements are opaque bytes; <see langword="null"/> where there are none.
    /// It is one of the <see cref="Warnings"/>, and every verb says it.
    /// </summary>
    public string? UnknownTypes { get; init; }

    /// <summary>Whether it is the file's bytes alone: no header says what they are.</summary>
    public bool IsPlainBytes => Format == ContainerFormats.PlainBytes;

    /// <summary>The path of the file with the data; of the first where there are several.</summary>
    internal string DataPath
    {
        get
        {
            foreach (ContainerFile file in Files)
            {
                if (file.Role != FileRole.Header)
                {
                    return file.Path;
                }
            }

            throw new InvalidOperationException("a container has a file with data");
        }
    }

    /// <summary>The path of the header that stands in a file of its own; <see langword="null"/> where there is none.</summary>
    public string? HeaderPath
    {
        get
        {
            foreach (ContainerFile file in Files)
            {
                if (file.Role == FileRole.Header)
                {
                    return file.Path;
                }
            }

            return null;
        }
    }
}
