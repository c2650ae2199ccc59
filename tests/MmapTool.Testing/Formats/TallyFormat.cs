using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Operations.Changes;

namespace MmapTool.Testing.Formats;

/// <summary>
/// A container format made up for tests: <c>TALLY001</c>, the length of a header as u64, the header, the data. A format joins by this folder and one line.
/// </summary>
/// <remarks>
/// The header is lines of UTF-8, whose words are parted by tabs, and spaces to its end. Offsets count from its end.
/// <code>
///   member  NAME  DTYPE  DIMS  OFFSET     an array; DIMS is 2,3
///   sum     NAME  OFFSET                  the CRC-32 of that member's bytes, a u32, stands at OFFSET
///   part    NAME  DTYPE  DIMS  OFFSET  FILE   an array in another file beside this one
///   packed  NAME  REASON                  a member that can't be reached
///   meta    NAME  TEXT                    metadata
/// </code>
/// </remarks>
public sealed class TallyFormat : IContainerWriter, IHeaderEditor, IDataAdopter, IDependentFields
{
    private const int Prefix = 16;
    private const int MaximumHeader = 1 << 20;

    public static ReadOnlySpan<byte> Magic => "TALLY001"u8;

    public FormatInfo Info { get; } = new("tally", [".tally"], "a format made up for tests");

    /// <summary>A file: the header of these lines, then the data.</summary>
    public static byte[] File(string[] lines, params byte[] data) => [.. Header([.. lines], 0, 1), .. data];

    public bool Detect(in FileProbe probe) => probe.Start.StartsWith(Magic);

    public Container Read(in FileProbe probe, RelatedFiles files)
    {
        List<Member> members = [];
        List<ContainerAttribute> attributes = [];
        List<ContainerFile> parts = [];
        (string[] lines, long start) = Lines(probe);
        foreach (string line in lines)
        {
            switch (line.Split('\t'))
            {
                case ["member", var name, var type, var dimensions, var offset]:
                    members.Add(new(name, Place(probe, type, dimensions, offset, start)));
                    break;
                case ["packed", var name, var reason]:
                    members.Add(new(name, null) { Unavailable = reason });
                    break;
                case ["part", var name, var type, var dimensions, var offset, var file]:
                    ContainerFile other = new(Path.Combine(Path.GetDirectoryName(probe.Path) ?? "", file), FileRole.Part);
                    parts.Add(other);
                    members.Add(new(name, Place(FileProbe.Of(files.Open(other.Path)), type, dimensions, offset, 0)) { File = other });
                    break;
                case ["meta", var name, var text]:
                    attributes.Add(new(name, text));
                    break;
                case ["sum", var name, var offset] when members.Any(member => member.Name == name && member.Layout is not null):
                    Place(probe, "<u4", "1", offset, start);
                    break;
                default:
                    throw new ContainerException($"the line '{line}' of the header is none that is known (at byte {Prefix})", Prefix);
            }
        }

        return members.DistinctBy(static member => member.Name).Count() == members.Count
            ? new(this, new MemberList([.. members]), [new(probe.Path, FileRole.Data), .. parts.Distinct()]) { Attributes = [.. attributes] }
            : throw new ContainerException("two members have one name", Prefix);
    }

    public WrittenContainer Prepare(ImmutableArray<NewMember> members)
    {
        List<string> lines = [];
        List<(ElementType Type, ImmutableArray<long> Shape, long Offset)> places = [];
        long offset = 0;
        foreach (NewMember member in members)
        {
            lines.Add(Line(member.Name.Length == 0 ? "data" : member.Name, Layout.Contiguous(member.ElementType, member.Shape, offset), 0));
            places.Add((member.ElementType, member.Shape, offset));
            offset += Layout.Contiguous(member.ElementType, member.Shape).ByteLength;
        }

        ImmutableArray<byte> header = Header(lines, 0, 64);
        return new(header, [.. places.Select(place => Layout.Contiguous(place.Type, place.Shape, header.Length + place.Offset))]);
    }

    public HeaderChange Record(in FileProbe probe, RelatedFiles files, Container container, Member member, Layout layout, int? growth = null)
    {
        (_, long start) = Lines(probe);
        return layout.IsCContiguous && layout.Offset == member.Reachable.Offset && layout.ByteLength == member.Reachable.ByteLength
            ? Change(probe, lines => [.. lines.Select(line => line.StartsWith($"member\t{member.Name}\t", StringComparison.Ordinal) ? Line(member.Name, layout, start) : line)], growth)
            : throw new ViewException($"tally records the whole of its data packed, and {layout} is not that");
    }

    public HeaderChange Set(in FileProbe probe, RelatedFiles files, Container container, string name, string? text, int? growth = null) =>
        Change(probe, lines =>
        [
            .. lines.Where(line => !line.StartsWith($"meta\t{name}\t", StringComparison.Ordinal)), .. text is null ? (string[])[] : [$"meta\t{name}\t{text}"],
        ], growth);

    public ImmutableArray<byte> HeaderInFront(Layout layout, int block) => Header([Line("data", layout, 0)], 0, block is > 0 and <= MaximumHeader ? block : 1);

    public IEnumerable<FieldEdit> After(Container container, IChangedBytes changed)
    {
        byte[] prefix = new byte[Prefix];
        changed.ReadAt(0, prefix);
        long length = changed.Touches(0, Prefix) ? 0 : BinaryPrimitives.ReadInt64LittleEndian(prefix.AsSpan(8));
        if (changed.Touches(0, Prefix + length))
        {
            throw new ViewException("the edit changes the header, which says where the sums are: --format raw takes the file as bytes");
        }

        byte[] header = new byte[length];
        changed.ReadAt(Prefix, header);
        foreach (string[] words in Encoding.UTF8.GetString(header).TrimEnd(' ').Split('\n').Select(static line => line.Split('\t')).Where(static words => words[0] == "sum"))
        {
            Layout layout = container.Members.Find(words[1])!.Reachable;
            if (changed.Touches(layout.Start, layout.End))
            {
                byte[] bytes = new byte[layout.ByteLength];
                changed.ReadAt(layout.Start, bytes);
                yield return new(Prefix + header.Length + long.Parse(words[2], CultureInfo.InvariantCulture), [.. Crc32.Hash(bytes)], $"the sum of {words[1]}");
            }
        }
    }

    private static Layout Place(in FileProbe probe, string type, string dimensions, string offset, long start)
    {
        try
        {
            ImmutableArray<long> shape = [.. dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
            Layout layout = Layout.Contiguous(ElementTypeNotation.Parse(type), shape, checked(start + Number(offset)));
            return layout.End <= probe.Length ? layout : throw new ContainerException($"a member ends at byte {layout.End}, behind the end of the file", probe.Length);
        }
        catch (Exception error) when (error is ViewException or NotationException or OverflowException or FormatException)
        {
            throw new ContainerException($"the header of the file: {(error as NotationException)?.Reason ?? error.Message} (at byte {Prefix})", Prefix);
        }
    }

    private static long Number(string text) =>
        long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static (string[] Lines, long Start) Lines(in FileProbe probe)
    {
        ReadOnlySpan<byte> prefix = probe.Prefix(Prefix);
        if (!prefix.StartsWith(Magic) || prefix.Length < Prefix)
        {
            throw new ContainerException("this is no tally file, or cut off in its first 16 bytes", 0);
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix[8..]);
        if (length > MaximumHeader || Prefix + (long)length > probe.Length)
        {
            throw new ContainerException($"the header of {length} bytes is longer than the file, or than a header may be (at byte 8)", 8);
        }

        string text = Encoding.UTF8.GetString(probe.Prefix(Prefix + (int)length)[Prefix..]).TrimEnd(' ');
        return (text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Prefix + (long)length);
    }

    private static HeaderChange Change(in FileProbe probe, Func<string[], string[]> edit, int? growth)
    {
        (string[] lines, long start) = Lines(probe);
        return new(probe.Path, 0, [.. probe.Prefix((int)start)], Header([.. edit(lines)], start, growth ?? 1));
    }

    private static string Line(string name, Layout layout, long start) =>
        string.Create(CultureInfo.InvariantCulture, $"member\t{name}\t{layout.ElementType}\t{string.Join(',', layout.Shape)}\t{layout.Offset - start}");

    // Of at least so many bytes, and longer than that by whole units.
    private static ImmutableArray<byte> Header(List<string> lines, long least, long unit)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")));
        long missing = Math.Max(0, Prefix + text.Length - least);
        byte[] header = new byte[least + ((missing + unit - 1) / unit * unit)];
        header.AsSpan(Prefix).Fill((byte)' ');
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), header.Length - Prefix);
        text.CopyTo(header, Prefix);
        return ImmutableCollectionsMarshal.AsImmutableArray(header);
    }
}
