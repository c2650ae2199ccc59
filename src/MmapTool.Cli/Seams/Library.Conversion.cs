using MmapTool.Elements;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Cli.Seams;

internal sealed partial class Library
{
    /// <inheritdoc/>
    public ChangeReport Convert(ConversionJob job)
    {
        WorkLimits limits = new WorkSettings(job.Settings, null, job.Cancellation).Limits;
        return InPlaceConversion.Convert(job.Path, job.View, job.To, job.Casting, job.Shrink, SettingsOf(job.Settings, job.Write, job.Progress), limits);
    }

    /// <inheritdoc/>
    public long ConvertTo(ReplacementFile? file, Stream stream, MemoryView view, ElementType to, CastValues casting, ExportFormat form, WorkSettings work)
    {
        ConvertedExport export = new(view, to, casting, form);
        WorkLimits limits = work.Limits;
        if (file is null)
        {
            export.WriteTo(stream, limits);
        }
        else
        {
            export.WriteTo(file, limits);
        }

        return export.Length;
    }

    /// <inheritdoc/>
    public long ConvertedLength(MemoryView view, ElementType to, CastValues casting, ExportFormat form) => new ConvertedExport(view, to, casting, form).Length;
}
