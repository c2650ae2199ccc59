namespace MmapTool.Elements;

/// <summary>The unit that a time is counted in: NumPy's date units, from the coarsest to the finest.</summary>
internal enum TimeScale
{
    /// <summary><c>Y</c>: years; of a date, those since 1970.</summary>
    Year,

    /// <summary><c>M</c>: months, since January 1970.</summary>
    Month,

    /// <summary><c>W</c>: weeks of seven days, since Thursday, 1970-01-01.</summary>
    Week,

    /// <summary><c>D</c>: days of 24 hours.</summary>
    Day,

    /// <summary><c>h</c></summary>
    Hour,

    /// <summary><c>m</c></summary>
    Minute,

    /// <summary><c>s</c>: seconds, leap seconds not counted.</summary>
    Second,

    /// <summary><c>ms</c>: 10^-3 s.</summary>
    Millisecond,

    /// <summary><c>us</c>: 10^-6 s.</summary>
    Microsecond,

    /// <summary><c>ns</c>: 10^-9 s.</summary>
    Nanosecond,

    /// <summary><c>ps</c>: 10^-12 s.</summary>
    Picosecond,

    /// <summary><c>fs</c>: 10^-15 s.</summary>
    Femtosecond,

    /// <summary><c>as</c>: 10^-18 s.</summary>
    Attosecond,
}
