namespace MmapTool.Elements;

/// <summary>
/// How an element as it lies in memory, in this machine's byte order, widens to the type that all of its kind are computed in.
/// Implemented by empty structs, so that a loop over <typeparamref name="T"/> compiles without a call an element.
/// </summary>
/// <typeparam name="T">The element in memory; its size is the item size.</typeparam>
/// <typeparam name="TWide">
/// <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or <see cref="System.Numerics.Complex"/>. Every element widens exactly.
/// </typeparam>
internal interface IElementCodec<T, TWide>
    where T : unmanaged
    where TWide : unmanaged
{
    /// <summary>The least value that <see cref="Narrow"/> keeps; for floats the lowest finite one. Complex numbers give that of their parts.</summary>
    static abstract TWide Minimum { get; }

    /// <summary>The greatest value that <see cref="Narrow"/> keeps; for floats the highest finite one.</summary>
    static abstract TWide Maximum { get; }

    /// <summary>The element's value, exactly.</summary>
    static abstract TWide Widen(T element);

    /// <summary>The element nearest to the value (floats), or of its lowest bits (integers); for booleans whether it is not 0.</summary>
    static abstract T Narrow(TWide value);
}
