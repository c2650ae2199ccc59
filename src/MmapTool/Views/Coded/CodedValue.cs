namespace MmapTool.Views.Coded;

/// <summary>One coded element as an object.</summary>
internal static class CodedValue
{
    /// <summary>The value of an element: of bits the unsigned integer of the smallest size that holds them.</summary>
    public static object Decode(ElementType type, ReadOnlySpan<byte> element)
    {
        ElementType valueType = type.ValueType;
        byte[] values = new byte[valueType.ItemSize];
        CodedElements.Decode(type, element[..type.ItemSize], values);
        return ElementValue.Decode(valueType, values);
    }
}
