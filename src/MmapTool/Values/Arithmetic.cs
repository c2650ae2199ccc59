namespace MmapTool.Values;

/// <summary>Where an augmented assignment brings numbers into the view's type.</summary>
internal enum Arithmetic
{
    /// <summary>The result, which is computed exactly.</summary>
    Exact,

    /// <summary>The right side, before anything is computed: the rule of 0.1.0, by which its journals are finished.</summary>
    OfTheType,
}
