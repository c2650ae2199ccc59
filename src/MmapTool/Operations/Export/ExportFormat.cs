namespace MmapTool.Operations.Export;

/// <summary>The format that a view is written in.</summary>
public enum ExportFormat
{
    /// <summary>As Python prints a list, wrapped and aligned as NumPy does: a Python literal unless summarised.</summary>
    Text,

    /// <summary>memoryview's <c>tolist</c> as one compact JSON document.</summary>
    Json,

    /// <summary>Comma-separated values (RFC 4180 with LF line ends); records have a header line.</summary>
    Csv,

    /// <summary>The bytes in C order as <c>xxd</c> prints them.</summary>
    Hex,

    /// <summary>The header that <see cref="ExportOptions.Header"/> gives, if there is one, and the packed bytes.</summary>
    Bytes,
}
