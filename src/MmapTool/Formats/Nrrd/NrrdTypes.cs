using MmapTool.Elements;

namespace MmapTool.Formats.Nrrd;

/// <summary>The names of NRRD's types, with every alias that Teem, its reference, reads.</summary>
internal static class NrrdTypes
{
    // One row a type, the name that Teem writes first.
    private static readonly (string[] Names, ElementType Type)[] Rows =
    [
        (["signed char", "int8", "int8_t"], ElementType.Int8),
        (["unsigned char", "uchar", "uint8", "uint8_t"], ElementType.UInt8),
        (["short", "short int", "signed short", "signed short int", "int16", "int16_t"], ElementType.Int16),
        (["unsigned short", "ushort", "unsigned short int", "uint16", "uint16_t"], ElementType.UInt16),
        (["int", "signed int", "int32", "int32_t"], ElementType.Int32),
        (["unsigned int", "uint", "uint32", "uint32_t"], ElementType.UInt32),
        (["long long int", "longlong", "long long", "signed long long", "signed long long int", "int64", "int64_t"], ElementType.Int64),
        (["unsigned long long int", "ulonglong", "unsigned long long", "uint64", "uint64_t"], ElementType.UInt64),
        (["float"], ElementType.Single),
        (["double"], ElementType.Double),
    ];

    /// <summary>The type of <c>type: block</c>: opaque elements of <c>block size</c> bytes.</summary>
    public const string Block = "block";

    /// <summary>The little-endian type of this name; <see langword="null"/> where there is none.</summary>
    public static ElementType? Find(string name)
    {
        foreach ((string[] names, ElementType type) in Rows)
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return null;
    }

    /// <summary>The name for a type, in either byte order; <see langword="null"/> where NRRD has none.</summary>
    public static string? NameOf(ElementType type)
    {
        ElementType little = type.WithByteOrder(ByteOrder.Little);
        foreach ((string[] names, ElementType candidate) in Rows)
        {
            if (candidate.Equals(little))
            {
                return names[0];
            }
        }

        return type is { Kind: ElementKind.Void, ItemSize: > 0 } ? Block : null;
    }
}
