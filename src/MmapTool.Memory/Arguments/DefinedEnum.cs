using System.Runtime.CompilerServices;

namespace MmapTool.Memory;

/// <summary>Refuses numbers that were cast to an enumeration which does not have them.</summary>
internal static class DefinedEnum
{
    /// <summary>Passes a value on that its enumeration defines.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not defined.</exception>
    public static TEnum Ensure<TEnum>(TEnum value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where TEnum : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"there is no {typeof(TEnum).Name} {value}");
}
