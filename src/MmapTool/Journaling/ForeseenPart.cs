namespace MmapTool.Journaling;

/// <summary>Told of a write that is going to be made: where, and the bytes that will stand there.</summary>
internal delegate void WriteForeseen(long offset, ReadOnlySpan<byte> bytes);

/// <summary>A part of a change as it is going to be written.</summary>
/// <param name="Ranges">The bytes that it changes: byte offsets and lengths, ascending and apart.</param>
/// <param name="Rehearse">
/// Tells each of its writes without making it, ascending and apart. A write may reach beyond the ranges, with bytes that stand there already.
/// </param>
internal sealed record ForeseenPart(IEnumerable<(long Offset, long Length)> Ranges, Action<WriteForeseen> Rehearse);
