using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.PatchFormats.Undo;

namespace MmapTool.Operations.Changes;

/// <summary>Where the undo of a change is kept for later.</summary>
/// <param name="Path">The file.</param>
/// <param name="Overwrite">Whether it may be there already.</param>
internal sealed record UndoPlace(string Path, bool Overwrite)
{
    /// <summary>Refuses a place that is taken, or that the change itself needs.</summary>
    /// <param name="file">The file that is changed.</param>
    /// <param name="inputs">The files that are read.</param>
    /// <exception cref="ViewException">It is one of these files.</exception>
    /// <exception cref="MappedFileException">It is taken.</exception>
    internal void Ensure(ChangingFile file, IEnumerable<string> inputs)
    {
        if (SystemPath.Full(Path) == SystemPath.Full(file.Place.Path))
        {
            throw new ViewException($"the undo can't be kept in {Path}: that is the place of the file's journal");
        }

        FolderRights.EnsureFileCanBeMade(Path);

        // The target of a link at the place is checked first, whether it exists or not.
        ReplacementFile.EnsureTakable(Path, overwrite: true);
        FileIdentity? identity = FileIdentity.Of(Path);
        if (identity == file.Identity.File)
        {
            throw new ViewException($"the undo can't be kept in {Path}: that is the file itself");
        }

        if (identity is not null && inputs.FirstOrDefault(input => FileIdentity.Of(input) == identity) is { } read)
        {
            throw new ViewException($"the undo can't be kept in {Path}: the change is read from {read}");
        }

        ReplacementFile.EnsureTakable(Path, Overwrite);
    }

    /// <summary>Begins the file.</summary>
    internal SavedUndo Create() => SavedUndo.Create(Path, Overwrite);
}
