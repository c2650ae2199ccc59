using MmapTool.Errors;
using MmapTool.Journaling;
using MmapTool.Notation;
using MmapTool.Patching;
using MmapTool.Views;

namespace MmapTool.Operations.Changes;

/// <summary>Turns the numbers of a raw file's view into another byte order, in place, chunk by chunk.</summary>
public static class ByteOrderConversion
{
    /// <summary>Converts.</summary>
    /// <param name="path">The file.</param>
    /// <param name="view">The view, of the type that the numbers have now.</param>
    /// <param name="to">The same type in another byte order; of a record, in any of its fields.</param>
    /// <param name="settings">Lock, journal, sync.</param>
    /// <param name="cancellation">Heeded throughout, as by <see cref="ChunkedRun"/>; without a journal until the first byte is written.</param>
    /// <exception cref="ViewException">The types differ by more than byte order, or the file's container records the byte order.</exception>
    public static ChangeReport Convert(
        string path, ViewExpression view, ElementType to, ChangeSettings? settings = null, CancellationToken cancellation = default)
    {
        settings ??= new();
        using ChangingFile file = ChangingFile.Open(path, settings);
        if (file.File.Container.Format != "raw")
        {
            throw new ViewException($"{file.File.Container.Format} records the byte order in its header, which would no longer be true: only raw files can be converted in place; --format raw with a view takes it as one");
        }

        Layout layout = file.File.Resolve(view);
        ByteOrderChange change = ByteOrderChange.Of(layout, to, file.File.Length, file.File.Path);
        if (settings.DryRun)
        {
            return new(1, 1, change.Count * change.ItemSize, [new(change.Operation, file.File.Path, layout.Offset, layout.ByteLength, null, null)], []);
        }

        return file.Execute(change, layout, cancellation);
    }
}
