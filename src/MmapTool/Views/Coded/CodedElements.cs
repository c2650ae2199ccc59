namespace MmapTool.Views.Coded;

/// <summary>Packed elements in a code of their own, as packed numbers of <see cref="ElementType.ValueType"/>.</summary>
internal static class CodedElements
{
    /// <summary>Decodes.</summary>
    /// <param name="type">The type of the elements, which is coded.</param>
    /// <param name="elements">A whole number of packed elements.</param>
    /// <param name="values">Room for a number of each, in the byte order of the value type.</param>
    public static void Decode(ElementType type, ReadOnlySpan<byte> elements, Span<byte> values)
    {
        switch (type.Kind)
        {
            case ElementKind.Bits:
                type.Bits!.Decode(elements, values);
                break;
            default:
                throw new ArgumentException($"{type} is not coded", nameof(type));
        }
    }
}
