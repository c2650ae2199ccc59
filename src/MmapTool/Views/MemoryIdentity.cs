using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>How the bytes of two views may be related.</summary>
internal enum MemoryRelation
{
    /// <summary>No byte is both one's and the other's.</summary>
    Apart,

    /// <summary>The same memory at the same offsets, and the views' extents overlap.</summary>
    SameOffsets,

    /// <summary>They may share bytes, and nobody knows at which offsets.</summary>
    Unknown,
}

/// <summary>Tells whether writing through one view can change what is read through another.</summary>
internal static class MemoryIdentity
{
    /// <summary>How the views' bytes are related. Errs towards <see cref="MemoryRelation.Unknown"/>, which costs a copy and is never wrong.</summary>
    public static MemoryRelation Relate(MemoryView one, MemoryView other)
    {
        if (one.Count == 0 || other.Count == 0)
        {
            return MemoryRelation.Apart;
        }

        bool sameOffsets = ReferenceEquals(one.Source, other.Source) || (one.Source is MappedFile file && other.Source is MappedFile second && IsSameFile(file, second));
        if (sameOffsets)
        {
            return one.Layout.Start < other.Layout.End && other.Layout.Start < one.Layout.End ? MemoryRelation.SameOffsets : MemoryRelation.Apart;
        }

        return (one.Source is MappedFile) != (other.Source is MappedFile) ? MemoryRelation.Apart
            : one.Source is MappedFile ? FilesMayBeLinked(one.Source, other.Source)
            : SpansOverlap(one, other) ? MemoryRelation.Unknown : MemoryRelation.Apart;
    }

    private static bool IsSameFile(MappedFile file, MappedFile second) =>
        string.Equals(Resolved(file.Path), Resolved(second.Path), StringComparison.Ordinal);

    // A file may be mapped still when its name is gone.
    private static string Resolved(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName : null) ?? Path.GetFullPath(path);

    // Two names may still be one file (hard links, links in the folders above, case). Then the lengths are the same.
    private static MemoryRelation FilesMayBeLinked(MemorySource one, MemorySource other) =>
        one.Length == other.Length ? MemoryRelation.Unknown : MemoryRelation.Apart;

    // Two sources can stand on one array or one unmanaged block. Extents beyond a span are not looked at but taken as shared.
    private static bool SpansOverlap(MemoryView one, MemoryView other)
    {
        (long length, long otherLength) = (one.Layout.End - one.Layout.Start, other.Layout.End - other.Layout.Start);
        if (length > Array.MaxLength || otherLength > Array.MaxLength)
        {
            return true;
        }

        using MemoryLease lease = one.Source.Lease();
        using MemoryLease otherLease = other.Source.Lease();
        return lease.Read(one.Layout.Start, (int)length).Overlaps(otherLease.Read(other.Layout.Start, (int)otherLength));
    }
}
