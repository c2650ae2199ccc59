using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Layouts;

namespace MmapTool.Formats;

/// <summary>A format whose header can be changed, while the data that it describes stay as they are.</summary>
public interface IHeaderEditor : IContainerFormat
{
    /// <summary>Works out the header that records another layout for a member; writes nothing.</summary>
    /// <param name="probe">The file that the member lies in.</param>
    /// <param name="files">The other files of the container.</param>
    /// <param name="container">The container as it was read from them.</param>
    /// <param name="member">The member, as it is now.</param>
    /// <param name="layout">The layout to record: packed, over exactly the member's bytes; or over fewer of them from the first on, where data at the end of the file get shorter.</param>
    /// <param name="growth">
    /// Used where the header does not fit in its place, so that the data behind it must move. They move by a multiple of this many bytes: a file system's
    /// block where one is inserted. Left out, the format's own alignment.
    /// </param>
    /// <exception cref="ViewException">The format can't record the layout; the message says why.</exception>
    /// <exception cref="ContainerException">The header is not what it was when the container was read.</exception>
    HeaderChange Record(in FileProbe probe, RelatedFiles files, Container container, Member member, Layout layout, int? growth = null);

    /// <summary>Works out the header with one attribute set or deleted; writes nothing.</summary>
    /// <param name="probe">The file with the header.</param>
    /// <param name="files">The other files of the container.</param>
    /// <param name="container">The container as it was read from them.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="text">Its new value; <see langword="null"/> to delete it.</param>
    /// <param name="growth">As for <see cref="Record"/>.</param>
    /// <exception cref="ViewException">The format has no such attributes; the message says why.</exception>
    /// <exception cref="ContainerException">The header is not what it was when the container was read.</exception>
    HeaderChange Set(in FileProbe probe, RelatedFiles files, Container container, string name, string? text, int? growth = null) =>
        throw new ViewException($"{Info.Name} has no metadata that can be changed");
}

/// <summary>A header and the one that is to take its place.</summary>
/// <param name="Path">The file the header is in: the data's own, or a detached header.</param>
/// <param name="Offset">Byte offset of the header in that file.</param>
/// <param name="OldBytes">The header as it is, whole.</param>
/// <param name="NewBytes">The header as it is to be, whole; longer than the old one where it does not fit in its place.</param>
public sealed record HeaderChange(string Path, long Offset, ImmutableArray<byte> OldBytes, ImmutableArray<byte> NewBytes)
{
    /// <summary>Whether the new header takes exactly the place of the old one, so that nothing behind it moves.</summary>
    public bool FitsInPlace => NewBytes.Length == OldBytes.Length;

    /// <summary>Whether there is nothing to change.</summary>
    public bool IsEmpty => OldBytes.AsSpan().SequenceEqual(NewBytes.AsSpan());
}
