namespace MmapTool.Elements;

/// <summary>One coded element as an object.</summary>
internal static class CodedValue
{
    /// <summary>The value of an element: of bits the unsigned integer of the smallest size that holds them, of a packed group an array.</summary>
    public static object Decode(ElementType type, ReadOnlySpan<byte> element)
    {
        ElementType valueType = type.ValueType;
        byte[] values = new byte[type.ValueCount * valueType.ItemSize];
        CodedElements.Decode(type, element[..type.ItemSize], values);
        return type.ValueCount == 1
            ? ElementValue.Decode(valueType, values)
            : Enumerable.Range(0, type.ValueCount).Select(index => ElementValue.Decode(valueType, values.AsSpan(index * valueType.ItemSize))).ToArray();
    }
}
