using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Formats.Nrrd;
using MmapTool.Formats.Raw;
using MmapTool.Journaling;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Views;

namespace MmapTool;

/// <summary>A mapped file and the members that its container describes: the class that a program opens files with.</summary>
/// <remarks>
/// Opened by a detached header, the file that is mapped is the one with the data; <see cref="Path"/> says which that is and
/// <see cref="Formats.Container.HeaderPath"/> where the header is.
/// </remarks>
public sealed class DataFile : IDisposable
{
    private DataFile(MappedFile mapping, Container container) => (Mapping, Container) = (mapping, container);

    /// <summary>The mapping.</summary>
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

        // A pipe could be read only once. A detached header is only read, whatever is to be done to the data it names: it may be read-only, and needs no lock.
        bool mayBeDetached = named is not RawFormat && NrrdFormat.IsHeaderName(path) && SystemPath.IsRegular(path);
        if (mayBeDetached && ReadDetached(path, named) is { DataPath: { } dataPath } container)
        {
            return Owning(OpenWhole(dataPath, isNamed: false), _ => container);
        }

        return Owning(OpenWhole(path, isNamed: true), mapping => ReadHere(mapping, named));

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
        return Owning(MappedFile.CopyOf(stream, name, cancellation), mapping => ReadHere(mapping, named));
    }

    /// <summary>Reads the members of a file that is mapped already. The mapping is closed with the result, or when reading fails.</summary>
    /// <exception cref="ContainerException">The file is not what it says it is, or is a header whose data lie in another file.</exception>
    /// <exception cref="ViewException">There is no container format named <paramref name="format"/>.</exception>
    public static DataFile Over(MappedFile mapping, string? format = null) =>
        Owning(mapping, file => ReadHere(file, format is null ? null : ContainerFormats.Named(format)));

    /// <summary>The view that an expression names: <c>file.View("h[1:4]")</c>; the container's own view where it is empty.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="names">The names that it may use besides the built-in ones.</param>
    /// <exception cref="NotationException">The expression does not parse.</exception>
    /// <exception cref="ViewException">The view does not fit the file.</exception>
    public MemoryView View(string expression = "", ViewNames? names = null) => View(ViewExpression.Parse(expression, names));

    /// <summary>The view that a parsed expression names.</summary>
    /// <exception cref="ViewException">The view does not fit the file.</exception>
    public MemoryView View(ViewExpression expression) => new(Mapping, Resolve(expression));

    /// <summary>The layout that a parsed expression names in this file.</summary>
    /// <exception cref="ViewException">A step does not fit, or there is no such member; the message names the step.</exception>
    public Layout Resolve(ViewExpression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        Layout? own = Container.Members is [var only] ? only.Layout : null;
        Layout layout = expression.Resolve(Length, own, MemberOrField, Names);
        layout.EnsureWithin(Length);
        return layout;
    }

    /// <summary>The member of this name; the only one where the name is left out.</summary>
    /// <exception cref="ViewException">There is none, or there are several to choose from; the message lists them.</exception>
    public Member Member(string? name = null) => name is null
        ? OnlyMember()
        : Find(name) ?? throw new ViewException($"there is no member '{name}'; the file has {Names()}");

    /// <summary>
    /// The change of the container's header that records <paramref name="layout"/> for a member. It is <see langword="null"/> if the
    /// container records no layouts (raw). Writes nothing.
    /// </summary>
    /// <param name="member">A member of this file.</param>
    /// <param name="layout">The layout to record: packed, over exactly the member's bytes.</param>
    /// <param name="growth">If the new header does not fit in the old one's place, the data moves by a multiple of this many bytes.</param>
    /// <exception cref="ViewException">The container can't record this layout; the message says why.</exception>
    /// <exception cref="ContainerException">The header has changed since it was read.</exception>
    public HeaderChange? RecordLayout(Member member, Layout layout, int? growth = null) =>
        (ContainerFormats.Named(Container.Format) as IRecordsLayout)?.RecordLayout(Mapping, Container, member, layout, growth);

    /// <summary>Closes the file. From then on its views throw.</summary>
    public void Dispose() => Mapping.Dispose();

    /// <summary>The file that holds the data: the one that a detached header names, else the path itself.</summary>
    internal static string DataPath(string path) => NrrdFormat.IsHeaderName(path) && FilePresence.IsRegular(path) ? ReadDetached(path, null).DataPath ?? path : path;

    private static Container ReadDetached(string path, IContainerFormat? named)
    {
        using MappedFile header = MappedFile.Open(path, MapAccess.Read, FileLocking.None);
        return (named ?? ContainerFormats.Detect(header)).Read(header);
    }

    private static Container ReadHere(MappedFile mapping, IContainerFormat? named)
    {
        Container container = (named ?? ContainerFormats.Detect(mapping)).Read(mapping);
        return container.DataPath is { } elsewhere
            ? throw new ContainerException($"this is the header of {elsewhere}: open that file instead, or give the header the ending .nhdr", 0)
            : container;
    }

    private static DataFile Owning(MappedFile mapping, Func<MappedFile, Container> read)
    {
        try
        {
            Container container = read(mapping);
            foreach (Member member in container.Members)
            {
                // The formats have checked this too; here it holds for every format there will be, and for a file that was cut meanwhile.
                if (member.Layout.End > mapping.Length)
                {
                    throw new ContainerException($"'{member.Name}' ends at byte {member.Layout.End}, beyond the {mapping.Length} bytes of {mapping.Path}", mapping.Length);
                }
            }

            return new DataFile(mapping, container);
        }
        catch
        {
            mapping.Dispose();
            throw;
        }
    }

    // The only member of such a file has no name of its own, so that a name means a field of it.
    private Layout? MemberOrField(string name) =>
        Container.Members is [{ Name: "" } only] ? only.Layout.Field(name)
        : Find(name)?.Layout
        ?? (Container.Members.Length > 1 && NearestName.Of(name, Container.Members.Select(static member => member.Name)) is { } near
            ? throw new ViewException($"there is no member '{name}', did you mean [{FieldNames.Quote(near)}]?; the members are {Names()}")
            : null);

    private Member? Find(string name) => Container.Members.FirstOrDefault(member => member.Name == name);

    private Member OnlyMember() => Container.Members switch
    {
        [var only] => only,
        [] => throw new ViewException("the file has no members"),
        _ => throw new ViewException($"the file has {Container.Members.Length} members, of which one must be named: {Names()}"),
    };

    // A model has thousands of members: a message is one line, and names the first of them.
    private string Names()
    {
        const int Shown = 20;
        string names = string.Join(", ", Container.Members.Take(Shown).Select(member => $"[{FieldNames.Quote(member.Name)}]"));
        return Container.Members.Length > Shown ? $"{names}, … ({Container.Members.Length - Shown} more)" : names.Length > 0 ? names : "none";
    }
}
