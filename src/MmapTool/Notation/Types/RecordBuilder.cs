using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Notation;

/// <summary>Places the entries of a record as they are read: each behind the one before, or at its own offset.</summary>
internal sealed class RecordBuilder(Tokenizer tokenizer, int start)
{
    private readonly ImmutableArray<RecordField>.Builder _fields = ImmutableArray.CreateBuilder<RecordField>();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private long _position;
    private long _end;
    private long? _size;

    /// <summary>Places an entry.</summary>
    /// <param name="place">Where it stands in the text.</param>
    /// <param name="name">Its name; <see langword="null"/> for padding, which takes its bytes and is no field.</param>
    /// <param name="type">Its type.</param>
    /// <param name="shape">The dimensions of a sub-array.</param>
    /// <param name="offset">The byte it starts at, if it is not the one behind the entry before.</param>
    public void Add(int place, string? name, ElementType type, ImmutableArray<long> shape, long? offset)
    {
        long from = offset ?? _position;
        Int128 bytes = type.ItemSize;
        foreach (long dimension in shape)
        {
            bytes = Int128.Min(bytes * dimension, (Int128)ElementType.MaximumItemSize + 1);
        }

        if (from + bytes > ElementType.MaximumItemSize)
        {
            throw tokenizer.Error(place, $"the record grows over the {ElementType.MaximumItemSize} bytes that an element may have");
        }

        if (name is not null)
        {
            if (!_names.Add(name))
            {
                throw tokenizer.Error(place, $"two fields of the record are named '{name}'");
            }

            _fields.Add(new(name, type, (int)from, shape));
        }

        _position = from + (long)bytes;
        _end = Math.Max(_end, _position);
    }

    /// <summary>Gives the record's size, <c>@size</c>, which its last entry may say.</summary>
    /// <param name="place">Where it stands in the text.</param>
    /// <param name="size">Bytes; at least the end of the last field.</param>
    public void SetSize(int place, long size) =>
        _size = size < _end ? throw tokenizer.Error(place, $"a record of {Plural.Of(size, "byte")} can't hold fields that end at byte {_end}")
            : size > ElementType.MaximumItemSize ? throw tokenizer.Error(place, $"the record grows over the {ElementType.MaximumItemSize} bytes that an element may have")
            : size;

    /// <summary>The record, padding included.</summary>
    public ElementType Build()
    {
        try
        {
            return ElementType.Record(_fields.DrainToImmutable(), _size ?? _end);
        }
        catch (ViewException exception)
        {
            throw tokenizer.Error(start, exception.Message);
        }
    }
}
