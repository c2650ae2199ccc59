using System.Runtime.InteropServices;
using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;

namespace MmapTool.Tests.Operations.Export;

/// <summary>Exports of small arrays as strings.</summary>
internal static class Exported
{
    public static string Text<T>(ExportFormat format, T[] values, ElementType? type = null, ExportOptions? options = null, params long[] shape)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
        type ??= ElementType.Of<T>();
        Layout layout = shape.Length == 0 ? Layout.Over(type, bytes.Length) : Layout.Contiguous(type, [.. shape]);
        return Text(new ArrayElements(layout, bytes, windows: true), format, options);
    }

    public static string Text(ElementReader reader, ExportFormat format, ExportOptions? options = null, WorkLimits? limits = null) =>
        Encoding.UTF8.GetString(Bytes(reader, format, options, limits));

    public static byte[] Bytes(ElementReader reader, ExportFormat format, ExportOptions? options = null, WorkLimits? limits = null)
    {
        using MemoryStream output = new();
        ViewExport.Write(ViewExport.Start(reader, format, options ?? ExportOptions.Default), output, options ?? ExportOptions.Default, limits ?? WorkLimits.Default);
        return output.ToArray();
    }

    /// <summary>A scalar's text.</summary>
    public static string Scalar<T>(ExportFormat format, T value, ElementType? type = null)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes<T>(new[] { value }).ToArray();
        return Text(new ArrayElements(Layout.Contiguous(type ?? ElementType.Of<T>(), []), bytes), format).TrimEnd('\n');
    }
}
