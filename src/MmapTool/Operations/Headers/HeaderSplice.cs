using System.Collections.Immutable;
using System.Globalization;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Journaling;
using MmapTool.Memory;

namespace MmapTool.Operations.Headers;

/// <summary>The bytes of a header that change together with the data it describes, so that a journal can tell both states and reach either.</summary>
/// <param name="Path">The file that the header is in by itself; <see langword="null"/> where it is in the data's own file.</param>
/// <param name="Offset">Where those bytes are.</param>
/// <param name="Old">The bytes before; of the same number as afterwards where the header is in the data's file.</param>
/// <param name="New">The bytes afterwards.</param>
/// <param name="OldLength">Bytes of a header file before; 0 in the data's file.</param>
internal sealed record HeaderSplice(string? Path, long Offset, ImmutableArray<byte> Old, ImmutableArray<byte> New, long OldLength)
{
    /// <summary>The part of a change of a header that differs.</summary>
    /// <param name="change">The change.</param>
    /// <param name="dataPath">The file with the data.</param>
    public static HeaderSplice Of(HeaderChange change, string dataPath)
    {
        ReadOnlySpan<byte> old = change.OldBytes.AsSpan();
        ReadOnlySpan<byte> now = change.NewBytes.AsSpan();
        int start = old.CommonPrefixLength(now);
        int end = 0;
        while (end < Math.Min(old.Length, now.Length) - start && old[^(end + 1)] == now[^(end + 1)])
        {
            end++;
        }

        bool isOwn = change.Path == dataPath;
        return new(
            isOwn ? null : SystemPath.Full(change.Path), change.Offset + start, [.. old[start..^end]], [.. now[start..^end]], isOwn ? 0 : change.OldBytes.Length);
    }

    /// <summary>Reads <see cref="ToString"/>'s text; <see langword="null"/> where it is none.</summary>
    public static HeaderSplice? TryParse(string text)
    {
        string[] parts = text.Split(',');
        try
        {
            return parts.Length is 3 or 5 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
                && (parts.Length == 3) is var isOwn && long.TryParse(isOwn ? "0" : parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                ? new(
                    isOwn ? null : PathText.FromBytes(Convert.FromHexString(parts[4])), offset, [.. Convert.FromHexString(parts[1])], [.. Convert.FromHexString(parts[2])], length)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Makes the header say what is so after the change; durable once the data's file is synced.</summary>
    public void Apply(IByteTarget data, string name) => Put(data, name, New, Old);

    /// <summary>Makes it say what was so before; durable once the data's file is synced.</summary>
    public void Revert(IByteTarget data, string name) => Put(data, name, Old, New);

    /// <inheritdoc/>
    public override string ToString()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Offset},{Convert.ToHexStringLower(Old.AsSpan())},{Convert.ToHexStringLower(New.AsSpan())}");
        return Path is null ? text : string.Create(CultureInfo.InvariantCulture, $"{text},{OldLength},{Convert.ToHexStringLower(PathText.ToBytes(Path))}");
    }

    /// <summary>Refuses a header that is neither as before the change nor as after it: a journal that was made up must not write there.</summary>
    /// <exception cref="ContainerException">It is neither.</exception>
    public void EnsureEither(IByteTarget data, string name)
    {
        if (Path is not null)
        {
            byte[] header = SystemPath.ReadAll(Path);
            if (!Holds(header, Old) && !Holds(header, New))
            {
                throw new ContainerException($"{Path}, the header of {name}, is neither as it was before the change nor as it is after it: restore it, then recover again", 0);
            }

            return;
        }

        byte[] found = new byte[Old.Length];
        data.ReadAt(Offset, found);
        for (int index = 0; index < found.Length; index++)
        {
            if (found[index] != Old[index] && found[index] != New[index])
            {
                throw new ContainerException($"{name}: the header at byte {Offset} is neither as it was before the change nor as it is after it. {UndoEvidence.Discarding}", Offset);
            }
        }
    }

    private void Put(IByteTarget data, string name, ImmutableArray<byte> bytes, ImmutableArray<byte> other)
    {
        if (Path is null)
        {
            EnsureEither(data, name);
            data.WriteAt(Offset, bytes.AsSpan());
            return;
        }

        // A file of its own is replaced whole, so that it is one or the other.
        byte[] header = SystemPath.ReadAll(Path);
        if (Holds(header, bytes))
        {
            return;
        }

        if (!Holds(header, other))
        {
            throw new ContainerException($"{Path}, the header of {name}, is neither as it was before the change nor as it is after it: restore it, then recover again", 0);
        }

        ReadOnlySpan<byte> rest = header.AsSpan((int)Offset + other.Length);
        using ReplacementFile file = ReplacementFile.Create(Path, overwrite: true);
        file.WriteAt(0, header.AsSpan(0, (int)Offset));
        file.WriteAt(Offset, bytes.AsSpan());
        file.WriteAt(Offset + bytes.Length, rest);
        file.Commit();
    }

    private bool Holds(byte[] header, ImmutableArray<byte> bytes) =>
        header.Length == OldLength - Old.Length + bytes.Length && Offset >= 0 && Offset <= header.Length - bytes.Length
            && header.AsSpan((int)Offset, bytes.Length).SequenceEqual(bytes.AsSpan());
}
