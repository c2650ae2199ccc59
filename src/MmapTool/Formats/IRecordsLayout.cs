using System.Collections.Immutable;
using MmapTool.Layouts;
using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>A format whose header can be made to say another element type and shape about the same bytes of data.</summary>
public interface IRecordsLayout
{
    /// <summary>Works out the header that records <paramref name="layout"/> for a member; writes nothing.</summary>
    /// <param name="file">The file that the members lie in.</param>
    /// <param name="container">The container as it was read from the file.</param>
    /// <param name="member">The member, as it is now.</param>
    /// <param name="layout">The layout to record: packed, over exactly the member's bytes.</param>
    /// <param name="growth">
    /// Used where the header does not fit in its place, so that the data behind it must move. They move by a multiple of this many bytes: a file system's
    /// block where one is inserted. Left out, the format's own alignment.
    /// </param>
    /// <exception cref="Errors.ViewException">The format can't record the layout; the message says why.</exception>
    /// <exception cref="Errors.ContainerException">The header is not what it was when the container was read.</exception>
    HeaderChange RecordLayout(MappedFile file, Container container, Member member, Layout layout, int? growth = null);
}

/// <summary>A format whose header can be made to say a smaller element type about data that end with the file.</summary>
public interface IRecordsShorterData
{
    /// <summary>Works out the header that records <paramref name="layout"/> for the only member; writes nothing.</summary>
    /// <param name="file">The file that the member lies in.</param>
    /// <param name="container">The container as it was read from the file.</param>
    /// <param name="member">The member, as it is now.</param>
    /// <param name="layout">The layout to record: packed, of the same shape and at the same offset, and of fewer bytes.</param>
    /// <exception cref="Errors.ViewException">The format can't record the layout; the message says why.</exception>
    /// <exception cref="Errors.ContainerException">The header is not what it was when the container was read.</exception>
    HeaderChange RecordShorter(MappedFile file, Container container, Member member, Layout layout);
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
