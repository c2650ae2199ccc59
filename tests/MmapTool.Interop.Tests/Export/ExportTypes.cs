using MmapTool.Elements;
using MmapTool.Values;

namespace MmapTool.Interop.Tests;

/// <summary>NumPy's types under both names.</summary>
internal static class ExportTypes
{
    public static (string DType, ElementType Type)[] IntegerArithmetic { get; } =
    [
        ("|b1", ElementType.Boolean),
        ("|i1", ElementType.Int8),
        ("|u1", ElementType.UInt8),
        ("<i2", ElementType.Int16),
        (">i2", ElementType.Int16.WithByteOrder(ByteOrder.Big)),
        ("<u4", ElementType.UInt32),
        (">i4", ElementType.Int32.WithByteOrder(ByteOrder.Big)),
        ("<i8", ElementType.Int64),
        (">u8", ElementType.UInt64.WithByteOrder(ByteOrder.Big)),
    ];

    public static (string DType, ElementType Type)[] Floats { get; } =
    [
        ("<f2", ElementType.Half),
        (">f2", ElementType.Half.WithByteOrder(ByteOrder.Big)),
        ("<f4", ElementType.Single),
        (">f4", ElementType.Single.WithByteOrder(ByteOrder.Big)),
        ("<f8", ElementType.Double),
        (">f8", ElementType.Double.WithByteOrder(ByteOrder.Big)),
    ];

    /// <summary>A record of fields of every kind, big-endian numbers, a nested record and a sub-array.</summary>
    public static (string DType, ElementType Type) Record { get; } =
    (
        "[('t', '>u8'), ('v', '<f4'), ('tag', 'S5'), ('rgb', 'u1', (2, 2)), ('inner', [('a', '<i2'), ('c', '<c8')])]",
        ElementType.Record(
        [
            new("t", ElementType.UInt64.WithByteOrder(ByteOrder.Big), 0),
            new("v", ElementType.Single, 8),
            new("tag", ElementType.Create(ElementKind.Bytes, 5), 12),
            new("rgb", ElementType.UInt8, 17, [2, 2]),
            new("inner", ElementType.Record([new("a", ElementType.Int16, 0), new("c", ElementType.Create(ElementKind.Complex, 8), 2)]), 21),
        ])
    );
}
