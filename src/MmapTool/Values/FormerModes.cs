namespace MmapTool.Values;

/// <summary>
/// The modes of 0.1.0 as modes of this version, for its journals. 0.1.0 checked its changes before it wrote, so only the results for values that fit are
/// needed.
/// </summary>
/// <remarks>
/// Exact rounded integer constants onto floats, as <see cref="CastValues.Round"/> does; for whole numbers in range that is the same. Truncate gave infinities
/// for values beyond a float type, as <see cref="CastValues.Wrap"/> does, and cut fractions as it does.
/// </remarks>
internal static class FormerModes
{
    /// <summary>The mode.</summary>
    public static CastValues Of(CastValues mode) => mode switch
    {
        CastValues.Exact => CastValues.Round,
        CastValues.Truncate => CastValues.Wrap,
        _ => mode,
    };
}
