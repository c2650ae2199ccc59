namespace MmapTool.Formats;

/// <summary>
/// A kind of file: how it is recognised, and how its members are found. It never touches the data. Further abilities are interfaces that a format also implements, and are
/// found by type: <see cref="IContainerWriter"/>, <see cref="IHeaderEditor"/>, <see cref="IDataAdopter"/>, <see cref="IDependentFields"/>, <see cref="ISideHeader"/>.
/// </summary>
public interface IContainerFormat
{
    /// <summary>Its name, its endings, and its line of help.</summary>
    FormatInfo Info { get; }

    /// <summary>Whether the file's content is of this format. Reads no other file.</summary>
    bool Detect(in FileProbe probe);

    /// <summary>Reads the members.</summary>
    /// <param name="probe">The file; every size that it states is checked before it is believed.</param>
    /// <param name="files">The other files that may be looked at.</param>
    /// <exception cref="Errors.ContainerException">The file is not of the format that it claims; the message names the byte and the reason.</exception>
    /// <exception cref="Memory.MappedFileException">The file, or one that belongs to it, can't be read.</exception>
    Container Read(in FileProbe probe, RelatedFiles files);
}
