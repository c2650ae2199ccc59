using MmapTool.Memory;

namespace MmapTool.Views;

/// <summary>How the bytes of two views may be related.</summary>
internal enum MemoryRelation
{
    /// <summary>No byte is both one's and the other's.</summary>
    Apart,

    /// <summary>The same memory at the same offsets, and the views' extents overlap.</summary>
    SameOffsets,

    /// <summary>They may share bytes, and it is not known which.</summary>
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

        if (ReferenceEquals(one.Source, other.Source))
        {
            return Overlap(one, other) ? MemoryRelation.SameOffsets : MemoryRelation.Apart;
        }

        if (one.Source is MappedFile file && other.Source is MappedFile second && file.IsSameFileAs(second))
        {
            // Pages of a private mapping are the file's until they are written to. The system does not tell which have been written.
            bool shared = file.Access != MapAccess.CopyOnWrite && second.Access != MapAccess.CopyOnWrite;
            return !Overlap(one, other) ? MemoryRelation.Apart : shared ? MemoryRelation.SameOffsets : MemoryRelation.Unknown;
        }

        // Mapped pages are no one else's memory.
        return one.Source is MappedFile || other.Source is MappedFile ? MemoryRelation.Apart
            : SpansOverlap(one, other) ? MemoryRelation.Unknown : MemoryRelation.Apart;
    }

    private static bool Overlap(MemoryView one, MemoryView other) =>
        one.Layout.Start < other.Layout.End && other.Layout.Start < one.Layout.End;

    // Two sources can have one array or one unmanaged block. Extents longer than a span are not compared, and count as shared.
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
