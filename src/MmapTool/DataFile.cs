using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool;

/// <summary>A mapped file and the members that its container describes: the class that a program opens files with.</summary>
/// <remarks>
/// Opened by a detached header, the file that is mapped is the one with the data; <see cref="Path"/> says which that is and
/// <see cref="Formats.Container.HeaderPath"/> where the header is. Of a container over several files the first with data is mapped at once. Each of the others is mapped
/// when a view of a member in it is made.
/// </remarks>
public sealed class DataFile : IDisposable
{
    private readonly Func<string, MappedFile> openPart;
    private readonly Dictionary<string, MappedFile> parts = new(StringComparer.Ordinal);
    private bool isClosed;

    private DataFile(MappedFile mapping, Container container, Func<string, MappedFile> openPart) =>
        (Mapping, Container, this.openPart) = (mapping, container, openPart);

    /// <summary>The mapping of the file with the data; of the first where there are several.</summary>
    public MappedFile Mapping { get; }

    /// <summary>The members.</summary>
    public Container Container { get; }

    /// <summary>The path of the file that is mapped.</summary>
    public string Path => Mapping.Path;

    /// <summary>Length of the mapped file in bytes.</summary>
    public long Length => Mapping.Length;

    /// <summary>Opens a file, recognises its container (or takes the one named) and reads its members.</summary>
    /// <param name="path">The file, or a detached header.</param>
    /// <param name="access">Whether the data may be read only, written to the file, or written in this process alone.</param>
    /// <param name="format">The container format's name; <see langword="null"/> to recognise it.</param>
    /// <param name="locking">How the data is locked; <see cref="FileLocking.Now"/> where null.</param>
    /// <param name="ignoreJournal">Whether the file is opened even if a change of it was interrupted.</param>
    /// <exception cref="MappedFileException">The file, or the one that its header names, can't be opened.</exception>
    /// <exception cref="ContainerException">The file is not what it says it is.</exception>
    /// <exception cref="ViewException">There is no container format named <paramref name="format"/>.</exception>
    /// <exception cref="InterruptedChangeException">A change of the file was interrupted and must be recovered first.</exception>
    public static DataFile Open(string path, MapAccess access = MapAccess.Read, string? format = null, FileLocking? locking = null, bool ignoreJournal = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        IContainerFormat? named = format is null ? null : ContainerFormats.Named(format);

        // A pipe could be read only once. A header alone is only read, whatever is to be done to the data it names: it may be read-only, and needs no lock.
        if (ContainerFormats.MayBeHeader(path, named) && SystemPath.IsRegular(path) && ReadAside(path, named) is { } container && container.DataPath != path)
        {
            return Owning(OpenPart(container.DataPath), _ => container, OpenPart);
        }

        return Owning(OpenWhole(path, isNamed: true), mapping => ReadHere(mapping, named), OpenPart);

        MappedFile OpenPart(string part) => OpenWhole(part, isNamed: false);

        // The lock comes first: a journal seen under it is nobody's who is still at work.
        MappedFile OpenWhole(string file, bool isNamed)
        {
            MappedFile mapping = isNamed ? MappedFile.Open(file, access, locking) : MappedFile.OpenRegular(file, access, locking);
            try
            {
                if (!ignoreJournal && !mapping.IsCopy)
                {
                    JournalPlace.EnsureNone(mapping);
                }

                return mapping;
            }
            catch
            {
                mapping.Dispose();
                throw;
            }
        }
    }

    /// <summary>
    /// Reads a stream to its end into a temporary file, recognises its container (or takes the one named) and reads its members: see
    /// <see cref="MappedFile.CopyOf"/>.
    /// </summary>
    /// <param name="stream">The stream to read; it is not closed.</param>
    /// <param name="name">The name that errors give it.</param>
    /// <param name="format">The container format's name; <see langword="null"/> to recognise it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="MappedFileException">It can't be read or kept.</exception>
    /// <exception cref="ContainerException">It is not what it says it is.</exception>
    public static DataFile CopyOf(Stream stream, string name, string? format = null, CancellationToken cancellation = default)
    {
        IContainerFormat? named = format is null ? null : ContainerFormats.Named(format);
        return Owning(MappedFile.CopyOf(stream, name, cancellation), mapping => ReadHere(mapping, named), OpenToRead);
    }

    /// <summary>Reads the members of a file that is mapped already. The mapping is closed with the result, or when reading fails.</summary>
    /// <exception cref="ContainerException">The file is not what it says it is, or is a header whose data lie in another file.</exception>
    /// <exception cref="ViewException">There is no container format named <paramref name="format"/>.</exception>
    public static DataFile Over(MappedFile mapping, string? format = null) =>
        Owning(Argument.NotNull(mapping), file => ReadHere(file, format is null ? null : ContainerFormats.Named(format)), OpenToRead);

    /// <summary>The view that an expression names: <c>file.View("h[1:4]")</c>; the container's own view where it is empty.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The names that it may use besides the built-in ones.</param>
    /// <exception cref="NotationException">The expression does not parse.</exception>
    /// <exception cref="ViewException">The view does not fit the file.</exception>
    public MemoryView View(string expression = "", ViewNames? names = null) => View(ViewExpression.Parse(Argument.NotNull(expression), names));

    /// <summary>The view that a parsed expression names.</summary>
    /// <exception cref="ViewException">The view does not fit the file.</exception>
    /// <exception cref="MappedFileException">The file that the member lies in can't be opened.</exception>
    public MemoryView View(ViewExpression expression)
    {
        MappedFile file = FileOf(expression);
        return new(file, Resolve(expression, file.Length));
    }

    /// <summary>The layout that a parsed expression names in the file that is mapped.</summary>
    /// <exception cref="ViewException">
    /// A step does not fit, or there is no such member; the message names the step. Or the member lies in another file of the container.
    /// </exception>
    public Layout Resolve(ViewExpression expression) =>
        FileOf(expression) is var file && file == Mapping
            ? Resolve(expression, Length)
            : throw new ViewException($"the member lies in {file.Path}, and this is about {Path}: open that file by its own name");

    /// <summary>The member of this name; the only one where the name is left out.</summary>
    /// <exception cref="ViewException">There is none, or there are several to choose from; the message lists them.</exception>
    public Member Member(string? name = null) => MemberLookup.Of(Container, name);

    /// <summary>The file that a member lies in. It is opened when it is asked for first.</summary>
    /// <exception cref="MappedFileException">It can't be opened.</exception>
    /// <exception cref="InterruptedChangeException">A change of it was interrupted and must be recovered first.</exception>
    public MappedFile FileOf(Member member)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.File is not { } place || place.Path == Path)
        {
            return Mapping;
        }

        lock (parts)
        {
            ObjectDisposedException.ThrowIf(isClosed, this);
            if (!parts.TryGetValue(place.Path, out MappedFile? part))
            {
                part = openPart(place.Path);
                part.ResidentWindow = Mapping.ResidentWindow;
                parts.Add(place.Path, part);
            }

            return part;
        }
    }

    /// <summary>
    /// The change of the container's header that records <paramref name="layout"/> for a member. It is <see langword="null"/> if the
    /// container records no layouts. Writes nothing.
    /// </summary>
    /// <param name="member">A member of this file.</param>
    /// <param name="layout">The layout to record: packed, over exactly the member's bytes.</param>
    /// <param name="growth">If the new header does not fit in the old one's place, the data moves by a multiple of this many bytes.</param>
    /// <exception cref="ViewException">The container can't record this layout; the message says why.</exception>
    /// <exception cref="ContainerException">The header has changed since it was read.</exception>
    public HeaderChange? RecordLayout(Member member, Layout layout, int? growth = null)
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(layout);
        Layout now = member.Reachable;
        return Container.Format is IHeaderEditor && layout.ByteLength != now.ByteLength
            ? throw new ViewException($"{Container.Format.Info.Name} records the whole of its data, {now.ByteLength} bytes from byte {now.Offset} on; {layout.ByteLength} from byte {layout.Offset} on are not that")
            : Record(member, layout, growth);
    }

    /// <summary>Makes sure that all bytes that were read were the files' own.</summary>
    /// <exception cref="MappedFileException">A file was cut, or its device failed, meanwhile.</exception>
    public void EnsureIntact()
    {
        Mapping.EnsureIntact();
        lock (parts)
        {
            foreach (MappedFile part in parts.Values)
            {
                part.EnsureIntact();
            }
        }
    }

    /// <summary>Closes the file. From then on its views throw.</summary>
    public void Dispose()
    {
        lock (parts)
        {
            isClosed = true;
            foreach (MappedFile part in parts.Values)
            {
                part.Dispose();
            }
        }

        Mapping.Dispose();
    }

    /// <summary>As <see cref="RecordLayout"/>, for a layout of at most the member's bytes.</summary>
    internal HeaderChange? Record(Member member, Layout layout, int? growth = null)
    {
        if (Container.Format is not IHeaderEditor editor)
        {
            return null;
        }

        MappedFile file = FileOf(member);
        using RelatedFiles files = RelatedFiles.Of(file);
        return editor.Record(FileProbe.Of(file), files, Container, member, layout, growth);
    }

    /// <summary>The file that holds the data: the one that a detached header names, else the path itself.</summary>
    internal static string DataPath(string path) =>
        ContainerFormats.MayBeHeader(path, null) && FilePresence.IsRegular(path) ? ReadAside(path, null).DataPath : path;

    private static MappedFile OpenToRead(string path) => MappedFile.OpenRegular(path, MapAccess.Read);

    private static Container ReadAside(string path, IContainerFormat? named)
    {
        using MappedFile header = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
        return Read(header, named);
    }

    private static Container ReadHere(MappedFile mapping, IContainerFormat? named)
    {
        Container container = Read(mapping, named);
        return container.DataPath == mapping.Path
            ? container
            : throw new ContainerException($"this is the header of {container.DataPath}: open that file instead, or give the header the ending {container.Format.Info.HeaderEndings[0]}", 0);
    }

    private static Container Read(MappedFile file, IContainerFormat? named)
    {
        using RelatedFiles files = RelatedFiles.Of(file);
        return ContainerFormats.Read(FileProbe.Of(file), files, named);
    }

    private static DataFile Owning(MappedFile mapping, Func<MappedFile, Container> read, Func<string, MappedFile> openPart)
    {
        try
        {
            DataFile file = new(mapping, read(mapping), openPart);
            if (file.Container.Members.Only is { } only && file.FileOf(only) == mapping)
            {
                EnsureInside(only, mapping);
            }

            return file;
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    // The formats have checked this too; here it holds for every format there will be, and for a file that was cut meanwhile.
    private static Layout? EnsureInside(Member member, MappedFile file) => member.Layout is { } layout && layout.End > file.Length
        ? throw new ContainerException($"'{member.Name}' ends at byte {layout.End}, beyond the {file.Length} bytes of {file.Path}", file.Length)
        : member.Layout;

    private MappedFile FileOf(ViewExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        Member? member = expression.Start switch
        {
            MemberStart start => Container.Members.Find(start.Name),
            null => Container.Members.Only,
            _ => null,
        };
        return member is null ? Mapping : FileOf(member);
    }

    private Layout Resolve(ViewExpression expression, long length)
    {
        Member? only = Container.Members.Only;
        Layout layout = expression.Resolve(length, expression.Start is null ? only?.Reachable : only?.Layout, MemberOrField, () => MemberLookup.Names(Container.Members));
        layout.EnsureWithin(length);
        return layout;
    }

    // The only member of such a file has no name of its own, so that a name means a field of it.
    private Layout? MemberOrField(string name) =>
        Container.Members.Only is { Name: "" } only ? only.Reachable.Field(name)
        : Container.Members.Find(name) is { } member ? EnsureInside(member, FileOf(member)) ?? member.Reachable
        : Container.Members.Count > 1 && MemberLookup.Near(Container, name) is not null ? throw MemberLookup.Unknown(Container, name)
        : null;
}
