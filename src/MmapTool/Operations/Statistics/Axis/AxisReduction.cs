using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Operations.Engine;
using MmapTool.Views;

namespace MmapTool.Operations.Statistics;

/// <summary>Reduces an axis of a view.</summary>
internal static class AxisReduction
{
    /// <summary>Reduces it.</summary>
    /// <param name="view">A view of numbers.</param>
    /// <param name="axis">The axis, from 0.</param>
    /// <param name="limits">Memory, threads, progress and cancellation.</param>
    public static AxisStatistics Run(MemoryView view, int axis, WorkLimits limits)
    {
        ImmutableArray<long> shape = view.Shape.RemoveAt(axis);
        AxisStatistics results = new(view.ElementType, shape, view.Count == 0 ? long.MaxValue : limits.Memory / 4);
        try
        {
            long done = 0;
            foreach (AxisPass pass in view.Count == 0 ? [] : AxisPass.Of(view.Layout, axis, limits.BlockOr(AxisPass.WidthBytes)))
            {
                WorkLimits later = limits with { Progress = StageProgress.Of(limits.Progress, done) };
                MemoryView laid = new(view.Source, pass.Layout, readOnly: true);
                switch (view.ElementType.Kind)
                {
                    case ElementKind.Boolean or ElementKind.SignedInteger or ElementKind.UnsignedInteger:
                        Run<IntegerMoments, IntegerMeasure>(new(view.ElementType), laid, pass, results, later);
                        break;
                    case ElementKind.DateTime or ElementKind.TimeDelta:
                        Run<IntegerMoments, TimeMeasure>(new(view.ElementType), laid, pass, results, later);
                        break;
                    case ElementKind.Complex:
                        Run<ComplexMoments, ComplexMeasure>(new(view.ElementType), laid, pass, results, later);
                        break;
                    default:
                        Run<FloatMoments, FloatMeasure>(new(view.ElementType), laid, pass, results, later);
                        break;
                }

                done += laid.ByteLength;
            }

            return results;
        }
        catch
        {
            results.Dispose();
            throw;
        }
    }

    private static void Run<TMoments, TMeasure>(TMeasure measure, MemoryView view, AxisPass pass, AxisStatistics results, WorkLimits limits)
        where TMoments : struct, IMergeableStatistics<TMoments>
        where TMeasure : struct, IMeasure<TMoments>
    {
        AxisShape shape = AxisShape.Of(pass, limits);
        AxisScan<TMoments, TMeasure> scan = new(pass, shape, measure, results);
        ViewScan.Run<AxisScan<TMoments, TMeasure>, AxisSegment<TMoments>>(view, ScanOrder.C, shape.Scan, ref scan, limits);
    }
}
