using System.Collections.Immutable;

namespace MmapTool.Elements;

/// <summary>
/// The bytes of a record that belong to its fields. Writing a record writes only these. Other bytes are padding, or fields that the view does not name
/// (<c>[["t","v"]]</c>), and stay as they are.
/// </summary>
internal sealed class FieldBytes
{
    private readonly ImmutableArray<Part> _parts;
    private readonly int _itemSize;

    private FieldBytes(ImmutableArray<Part> parts, int itemSize) => (_parts, _itemSize) = (parts, itemSize);

    /// <summary>The bytes of the fields of a type; <see langword="null"/> where every byte of an element belongs to one.</summary>
    public static FieldBytes? Of(ElementType type)
    {
        if (type.Kind != ElementKind.Record)
        {
            return null;
        }

        ImmutableArray<Part>.Builder parts = ImmutableArray.CreateBuilder<Part>();
        foreach (RecordField field in type.Fields)
        {
            FieldBytes? inner = Of(field.Type);
            
            // A field lies within its record, whose size is an int.
            int length = checked((int)(field.Type.ItemSize * field.Count));
            if (length > 0)
            {
                parts.Add(new(field.Offset, length, inner));
            }
        }

        // Neighbours are copied as one, and a record that they fill needs no copying at all.
        parts.Sort(static (left, right) => left.Offset.CompareTo(right.Offset));
        ImmutableArray<Part>.Builder joined = ImmutableArray.CreateBuilder<Part>(parts.Count);
        foreach (Part part in parts)
        {
            if (part.Inner is null && joined is [.., { Inner: null } last] && last.Offset + last.Length >= part.Offset)
            {
                joined[^1] = last with { Length = Math.Max(last.Length, part.Offset + part.Length - last.Offset) };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined is [{ Inner: null, Offset: 0 } whole] && whole.Length == type.ItemSize ? null : new(joined.DrainToImmutable(), type.ItemSize);
    }

    /// <summary>Copies the bytes of the fields of packed elements onto others.</summary>
    public void Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (int element = 0; element < to.Length; element += _itemSize)
        {
            foreach (Part part in _parts)
            {
                ReadOnlySpan<byte> source = from.Slice(element + part.Offset, part.Length);
                Span<byte> target = to.Slice(element + part.Offset, part.Length);
                if (part.Inner is { } inner)
                {
                    inner.Copy(source, target);
                }
                else
                {
                    source.CopyTo(target);
                }
            }
        }
    }

    /// <summary>The runs of bytes, from the start of an element.</summary>
    public IEnumerable<(int Offset, int Length)> Runs()
    {
        foreach (Part part in _parts)
        {
            if (part.Inner is not { } inner)
            {
                yield return (part.Offset, part.Length);
                continue;
            }

            for (int element = 0; element < part.Length; element += inner._itemSize)
            {
                foreach ((int offset, int length) in inner.Runs())
                {
                    yield return (part.Offset + element + offset, length);
                }
            }
        }
    }

    // Bytes of the record: all of them, or those of the fields of records within it.
    private sealed record Part(int Offset, int Length, FieldBytes? Inner);
}
