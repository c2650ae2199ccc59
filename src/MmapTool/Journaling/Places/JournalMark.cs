using System.Globalization;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>
/// The pointer from a file under change to its journal, in an extended attribute (<see cref="Name"/>), so that it is seen by any name of the file. One line:
/// <c>1 NONCE DEVICE INODE BIRTH CHANGED MADE JOURNAL</c>. The numbers are decimal, the nonce has 32 hexadecimal digits, and times are in nanoseconds since
/// 1970, UTC. The birth is a hyphen where the file system keeps none. The journal's path is whole, and may hold spaces.
/// </summary>
/// <remarks>
/// It is set when the journal has been written and before its folder is synced. That sync makes both durable on file systems that keep the order of such
/// changes. It is removed when the target has been synced, before the journal is deleted. So a file that a change has touched has its mark, or its journal,
/// or both; and a commit leaves none.
/// </remarks>
/// <param name="Journal">The journal's path.</param>
/// <param name="Nonce">The journal's nonce.</param>
/// <param name="Identity">The marked file's number and device.</param>
/// <param name="BirthTime">When the marked file was made.</param>
/// <param name="Changed">When its bytes had been changed last.</param>
/// <param name="Made">When the mark was made.</param>
internal sealed record JournalMark(string Journal, Guid Nonce, FileIdentity Identity, long? BirthTime, long Changed, long Made)
{
    /// <summary>The attribute's name.</summary>
    public const string Name = "user.mmaptool.journal";

    // The clock that stamps files ticks a few milliseconds behind the other.
    private const long Tick = 100_000_000;

    /// <summary>The mark of a journal that has just been made.</summary>
    internal static JournalMark Of(JournalHeader header, string journal) =>
        new(SystemPath.Full(journal), header.Nonce, header.Identity, header.Birth.Time, 0, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);

    /// <summary>The mark on a file; <see langword="null"/> where there is none, or the file system can't have any.</summary>
    /// <exception cref="MappedFileException">It can't be read.</exception>
    public static JournalMark? On(IByteTarget file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.ReadAttribute(Name) is { } value ? Decode(value) : null;
    }

    /// <summary>Takes the mark off a file, if it has one.</summary>
    /// <exception cref="IOException">It can't be removed.</exception>
    public static void Remove(IByteTarget file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.RemoveAttribute(Name);
    }

    /// <summary>Puts the mark on a file, with the file's own number, birth and time of change.</summary>
    /// <remarks>Where the file system has no place for a mark, the journal is found by the file's own name alone.</remarks>
    public void PutOn(IByteTarget file)
    {
        ArgumentNullException.ThrowIfNull(file);
        JournalMark own = file.Identity is { } identity ? this with { Changed = file.ChangeTime, Identity = identity, BirthTime = file.Birth?.Time } : this;
        _ = file.TryWriteAttribute(Name, own.Encode());
    }

    /// <summary>The attribute's value.</summary>
    public byte[] Encode() => PathText.ToBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"1 {Nonce:N} {Identity.Device} {Identity.Number} {(BirthTime is { } time ? time.ToString(CultureInfo.InvariantCulture) : "-")} {Changed} {Made} {Journal}"));

    /// <summary>The mark in an attribute's value. Of a value that can't be read it is known that there is a mark, and no more.</summary>
    public static JournalMark Decode(ReadOnlySpan<byte> value)
    {
        string[] parts = PathText.FromBytes(value).Split(' ', 8);
        return parts is ["1", var nonce, var device, var inode, var birth, var changed, var made, var journal]
            && Guid.TryParseExact(nonce, "N", out Guid id)
            && ulong.TryParse(device, NumberStyles.None, CultureInfo.InvariantCulture, out ulong deviceNumber)
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && (birth == "-" | long.TryParse(birth, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long born))
            && long.TryParse(changed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long changedAt)
            && long.TryParse(made, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long madeAt)
            ? new(journal, id, new(deviceNumber, number), birth == "-" ? null : born, changedAt, madeAt)
            : new("", Guid.Empty, default, null, 0, 0);
    }

    /// <summary>Whether the file is the one that was marked, and not a copy of it. Devices get other numbers at every start, and count only where no birth is known.</summary>
    public bool IsOf(FileIdentity identity, FileBirth birth) => Identity.Number == identity.Number
        && (BirthTime is { } then && birth.Time is { } now ? then == now : Identity.Device == identity.Device);

    /// <summary>Whether the bytes of a file have surely not been changed since it was marked, whatever has become of the journal.</summary>
    public bool ProvesUntouched(long changed) => changed != 0 && changed == Changed && changed < Made - Tick;
}
