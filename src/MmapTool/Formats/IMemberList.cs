namespace MmapTool.Formats;

/// <summary>The members of a container, in the file's own order. There may be hundreds of thousands: a format may make each when it is asked for.</summary>
#pragma warning disable CA1710 // It is named after its use, as the platform's IReadOnlyList is.
public interface IMemberList : IEnumerable<Member>
#pragma warning restore CA1710
{
    /// <summary>How many there are.</summary>
    long Count { get; }

    /// <summary>The only member; <see langword="null"/> where there are none or several.</summary>
    Member? Only { get; }

    /// <summary>The first member of this name, found in constant time; <see langword="null"/> where there is none.</summary>
    Member? Find(string name);
}
