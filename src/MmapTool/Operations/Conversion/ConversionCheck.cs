using System.Globalization;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Operations.Conversion;

/// <summary>Whether all elements of a view can be converted, found out before anything is written.</summary>
internal static class ConversionCheck
{
    /// <summary>Reads the whole view, unless no value could fail.</summary>
    /// <exception cref="ValueException">An element can't be converted: the message names the first one in C order, its index and its place.</exception>
    public static void Run(MemoryView view, ElementConverter converter, WorkLimits limits)
    {
        if (!converter.CanFail || view.Count == 0)
        {
            return;
        }

        if (converter.Group > 1)
        {
            // Each number by itself, in whatever order they lie.
            converter = ElementConverter.Of(converter.From, ElementType.UInt16.BitsOf(0, converter.To.PackedBits), converter.Mode);
        }

        ScanShape shape = ScanShape.Of(view.ItemSize, limits);
        ConversionScan scan = new(converter, null);
        ViewScan.Run<ConversionScan, ConversionScan.Segment>(view, ScanOrder.Memory, shape, ref scan, limits);
        if (scan.Failed < 0)
        {
            return;
        }

        // Only now does it matter which is the first.
        scan = new(converter, null);
        ViewScan.Run<ConversionScan, ConversionScan.Segment>(view, ScanOrder.C, shape, ref scan, limits with { Progress = null });
        throw Failure(view, scan.Failed, scan.Reason);
    }

    /// <summary>The error of an element: its index, where it lies, and why.</summary>
    public static ValueException Failure(MemoryView view, long number, string reason)
    {
        Layout layout = view.Layout;
        long[] index = new long[layout.Rank];
        long rest = number;
        for (int axis = layout.Rank - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, layout.Shape[axis]);
        }

        string element = layout.Rank == 0 ? "the value" : $"element [{string.Join(", ", index.Select(one => one.ToString(CultureInfo.InvariantCulture)))}]";

        // Numbers that were unpacked have no place of their own.
        return new(view.Source is DecodedSource ? $"{element}: {reason}" : string.Create(CultureInfo.InvariantCulture, $"{element} at byte {layout.OffsetOf(index)}: {reason}"));
    }
}
