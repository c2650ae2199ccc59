using MmapTool.Cli.Arguments;
using MmapTool.Elements;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Export;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal partial interface ILibrary
{
    /// <summary>Changes a view's values to another element type in place.</summary>
    ChangeReport Convert(ConversionJob job);

    /// <summary>Writes a view's values as another element type to a new file, or where there is none to a stream.</summary>
    /// <returns>Bytes written.</returns>
    long ConvertTo(ReplacementFile? file, Stream stream, MemoryView view, ElementType to, CastValues casting, ExportFormat form, WorkSettings work);

    /// <summary>The bytes that this writes; checks that it can be done at all.</summary>
    long ConvertedLength(MemoryView view, ElementType to, CastValues casting, ExportFormat form);
}

/// <summary>Another element type for values in place.</summary>
/// <param name="Path">The file.</param>
/// <param name="View">The view.</param>
/// <param name="To">The type they get.</param>
/// <param name="Casting">How values that do not fit are treated.</param>
/// <param name="Shrink">Whether the file may get shorter.</param>
/// <param name="Settings">Container, threads, memory.</param>
/// <param name="Write">Dry run, lock, journal, sync.</param>
/// <param name="Progress">Called with the bytes to be written; told those written.</param>
/// <param name="Cancellation">Ends it, with the file as it was or the journal there.</param>
internal sealed record ConversionJob(
    string Path,
    ViewExpression View,
    ElementType To,
    CastValues Casting,
    bool Shrink,
    CommonSettings Settings,
    WriteSettings Write,
    Func<long, IProgress<long>?> Progress,
    CancellationToken Cancellation);
