using System.Collections.Immutable;
using MmapTool.Cli.Arguments;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Engine;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Cli.Output;

/// <summary>Writes a view's values as another element type to where <c>-o</c> says.</summary>
/// <param name="Target">Where to, and in which form.</param>
/// <param name="To">The type they get.</param>
/// <param name="Casting">How values that do not fit are treated.</param>
internal sealed record ConvertedOutput(ExportTarget Target, ElementType To, CastValues Casting)
{
    /// <summary>Writes the values, all or none, and says so.</summary>
    /// <exception cref="UsageException">The output is the input, or bytes would go to a terminal.</exception>
    public int Write(DataFile input, MemoryView view, CommonSettings settings, ChangeSettings write, Invocation invocation)
    {
        Target.Refuse(input, invocation);

        // Refuses what can't be written so, in a dry run too.
        ConvertedExport export = new(view, To, Casting, Target.Form.Writer);
        Target.EnsureSpace(input, view, export.Length, mayShare: false);
        long written = 0;
        if (write.DryRun)
        {
            // All values are looked at, as in a run.
            FirstBytes.Of(stream => export.WriteTo(stream, invocation.Limits(settings)));
        }
        else
        {
            using Progress? progress = Progress.For(invocation.Streams, settings, "convert", view.Layout.ByteLength, invocation.InsideRun);
            WorkLimits limits = invocation.Limits(settings, progress);
            if (Target.IsStandardOutput)
            {
                export.WriteTo(invocation.Output, limits);
                return ExitStatus.Done;
            }

            using ReplacementFile file = ReplacementFile.Create(Target.Path, Target.Force);
            export.WriteTo(file, limits);
            written = export.Length;
            Target.Commit(file, settings, write, invocation);
        }

        Target.Summarize(written, Layout.Contiguous(To, Shape(view)), settings, write, invocation);
        return ExitStatus.Done;
    }

    // Packed groups are unpacked along one more axis, and packed along the last.
    private ImmutableArray<long> Shape(MemoryView view) => (view.ElementType.ValueCount, To.ValueCount) switch
    {
        (> 1, 1) => view.Shape.Add(view.ElementType.ValueCount),
        (1, > 1) => view.Shape.RemoveAt(view.Rank - 1),
        _ => view.Shape,
    };
}
