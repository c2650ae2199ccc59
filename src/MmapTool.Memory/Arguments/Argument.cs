using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MmapTool.Memory;

/// <summary>Checks of arguments in the middle of an expression.</summary>
internal static class Argument
{
    /// <summary>The value, which is not null.</summary>
    /// <exception cref="ArgumentNullException">It is null; the exception names the argument.</exception>
    public static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    /// <summary>The array, which was initialized.</summary>
    /// <exception cref="ArgumentException">It is the default of its type, which has no elements, not even none; the exception names the argument.</exception>
    public static ImmutableArray<T> Initialized<T>(ImmutableArray<T> value, [CallerArgumentExpression(nameof(value))] string? name = null) =>
        value.IsDefault ? throw new ArgumentException("the array was never initialized", name) : value;
}
