namespace MmapTool.Transfer;

/// <summary>Fills the buffer with the bytes from an offset on.</summary>
internal delegate void RangeRead(long offset, Span<byte> buffer);

/// <summary>Puts bytes at an offset.</summary>
internal delegate void RangeWrite(long offset, ReadOnlySpan<byte> bytes);
