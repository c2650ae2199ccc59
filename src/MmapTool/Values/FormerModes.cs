namespace MmapTool.Values;

/// <summary>
/// The modes of 0.1.0 in terms of those of now, for its journals. Its changes were tried out before anything was written, so that only what they make of
/// values that fit is needed.
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
