using System.Collections.Immutable;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Formats.Nrrd;
using MmapTool.Formats.Raw;

namespace MmapTool.Formats;

/// <summary>The container formats there are. A new format is one folder and one line here.</summary>
public static class ContainerFormats
{
    // The order in which they are asked.
    private static readonly ImmutableArray<IContainerFormat> BuiltIn =
    [
        new NpyFormat(),
        new NrrdFormat(),
        new RawFormat(),
    ];

    // Those that a test adds, for its own flow of control alone.
    private static readonly AsyncLocal<ImmutableArray<IContainerFormat>> Joined = new();

    /// <summary>All formats, in the order in which they are asked; <see cref="PlainBytes"/>, which takes anything, stands last.</summary>
    public static ImmutableArray<IContainerFormat> All => Joined.Value is { IsDefault: false } joined ? joined : BuiltIn;

    /// <summary>The format of a file that no other format knows: its bytes, without a header.</summary>
    public static IContainerFormat PlainBytes => BuiltIn[^1];

    /// <summary>The formats that new files can be written in, <see cref="PlainBytes"/> first.</summary>
    public static ImmutableArray<IContainerWriter> Writers => [.. All.OfType<IContainerWriter>().OrderBy(static writer => writer == PlainBytes ? 0 : 1)];

    /// <summary>The formats that a file of plain bytes can become in place.</summary>
    public static ImmutableArray<IDataAdopter> Adopters => [.. All.OfType<IDataAdopter>()];

    /// <summary>The formats whose headers may stand beside the data; the first is the one that is written.</summary>
    public static ImmutableArray<ISideHeader> SideHeaders => [.. All.OfType<ISideHeader>()];

    /// <summary>The option that writes data out in the first format that records a type and a shape, for messages: <c>-o NAME.ending</c>.</summary>
    public static string OutputAdvice => $"-o NAME{Writers[1].Info.Endings[0]}";

    /// <summary>The format of this name.</summary>
    /// <exception cref="ViewException">There is none; the message lists those there are.</exception>
    public static IContainerFormat Named(string name) =>
        All.FirstOrDefault(format => format.Info.Name == name)
        ?? throw new ViewException($"there is no container format '{name}'; there are {string.Join(", ", All.Select(format => format.Info.Name))}");

    /// <summary>The format of a file: by its content first, by a header beside it second, by its name third, else plain bytes.</summary>
    /// <param name="probe">The file.</param>
    /// <param name="files">The other files that may be looked at.</param>
    /// <remarks>
    /// A file whose name has a format's ending and whose content is none is handed to that format, which says what is wrong with it. To show it as plain bytes without
    /// being asked would hide a damaged file.
    /// </remarks>
    /// <exception cref="ContainerException">A header beside the file is damaged.</exception>
    public static IContainerFormat Detect(in FileProbe probe, RelatedFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        ImmutableArray<IContainerFormat> all = All;
        foreach (IContainerFormat format in all)
        {
            if (format.Detect(probe))
            {
                return format;
            }
        }

        if (files.AreReachable)
        {
            foreach (IContainerFormat format in all)
            {
                if (format is ISideHeader side && side.FindBeside(probe.Path, files) is not null)
                {
                    return format;
                }
            }
        }

        foreach (IContainerFormat format in all)
        {
            if (format.Info.HasEnding(probe.Path))
            {
                return format;
            }
        }

        return PlainBytes;
    }

    /// <summary>Recognises the container of a file, unless its format is named, and reads it.</summary>
    /// <param name="probe">The file.</param>
    /// <param name="files">The other files that may be looked at.</param>
    /// <param name="named">The format; <see langword="null"/> to recognise it.</param>
    /// <exception cref="ContainerException">The file is not of the format that it claims.</exception>
    public static Container Read(in FileProbe probe, RelatedFiles files, IContainerFormat? named = null) =>
        (named ?? Detect(probe, files)).Read(probe, files);

    /// <summary>Whether a file of this name may hold a header alone.</summary>
    internal static bool MayBeHeader(string path, IContainerFormat? named)
    {
        if (named is not null)
        {
            return named.Info.MayBeHeader(path);
        }

        foreach (IContainerFormat format in All)
        {
            if (format.Info.MayBeHeader(path))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a format before <see cref="PlainBytes"/>, until the result is disposed: for tests, and in the caller's flow of control alone.</summary>
    internal static IDisposable Join(IContainerFormat format)
    {
        ImmutableArray<IContainerFormat> before = Joined.Value;
        Joined.Value = All.Insert(All.Length - 1, format);
        return new Leaving(before);
    }

    private sealed class Leaving(ImmutableArray<IContainerFormat> before) : IDisposable
    {
        public void Dispose() => Joined.Value = before;
    }
}
