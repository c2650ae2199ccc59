using MmapTool.Errors;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Values;

namespace MmapTool;

/// <summary>Changes of a file that is open: wholly or not at all, with a journal beside the file until they are durable.</summary>
public static class FileOperations
{
    /// <summary>Applies edits: <c>file.Patch("h[0] = 7", "h[1:3] += 1")</c>. Views of the file show the new values at once.</summary>
    /// <param name="file">The file, opened with <see cref="MapAccess.ReadWrite"/>.</param>
    /// <param name="edits">The edits, in order. Each finds the values that the edits before it leave.</param>
    /// <exception cref="NotationException">An edit does not parse; nothing was written.</exception>
    /// <exception cref="MmapToolException">An edit can't be done; nothing was written.</exception>
    /// <exception cref="MappedFileException">The file can't be written; it is as it was.</exception>
    /// <exception cref="InvalidOperationException">The file is not open for writing.</exception>
    /// <exception cref="InterruptedChangeException">The change stopped part of the way, and has to be recovered.</exception>
    public static ChangeReport Patch(this DataFile file, params string[] edits)
    {
        ArgumentNullException.ThrowIfNull(edits);
        return Patch(file, edits.Select(static edit => Edit.Parse(edit)));
    }

    /// <summary>Applies edits.</summary>
    /// <param name="file">The file, opened with <see cref="MapAccess.ReadWrite"/>.</param>
    /// <param name="edits">The edits, in order; read once.</param>
    /// <param name="castValues">How values that do not fit are treated.</param>
    /// <param name="settings">Dry run, journal, sync, limits. The wait for a lock and the format are not used: the file is open.</param>
    /// <exception cref="MmapToolException">An edit can't be done; nothing was written.</exception>
    /// <exception cref="MappedFileException">The file can't be written; it is as it was.</exception>
    /// <exception cref="InvalidOperationException">The file is not open for writing.</exception>
    /// <exception cref="InterruptedChangeException">The change stopped part of the way, and has to be recovered.</exception>
    public static ChangeReport Patch(this DataFile file, IEnumerable<Edit> edits, CastValues castValues = CastValues.Exact, ChangeSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(edits);
        DefinedEnum.Ensure(castValues);
        settings ??= new();
        using ChangingFile changing = ChangingFile.Over(file, settings);
        return PatchOperation.Apply(changing, edits, castValues, null, settings);
    }
}
