using System.Collections.Immutable;

namespace MmapTool.Formats.Npy;

/// <summary>A header that is to take the place of another.</summary>
/// <param name="Bytes">The new header, whole.</param>
/// <param name="OldLength">Bytes of the header it replaces, which is where the data starts now.</param>
public sealed record RecordedHeader(ImmutableArray<byte> Bytes, long OldLength)
{
    /// <summary>Whether it takes exactly the old one's place, so that the data stays where it is.</summary>
    public bool FitsInPlace => Bytes.Length == OldLength;

    /// <summary>By how many bytes the data would have to move.</summary>
    public long MissingBytes => Bytes.Length - OldLength;
}
