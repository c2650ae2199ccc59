using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>A field of a record type.</summary>
/// <param name="Name">The field's name, unique in its record.</param>
/// <param name="Type">The type of one element of the field.</param>
/// <param name="Offset">Bytes from the start of the record to the start of the field.</param>
/// <param name="Shape">The dimensions of a sub-array field, slowest first; empty for a plain field.</param>
public sealed record RecordField(string Name, ElementType Type, int Offset, ImmutableArray<long> Shape)
{
    /// <summary>A plain field, of one element.</summary>
    public RecordField(string name, ElementType type, int offset)
        : this(Argument.NotNull(name), Argument.NotNull(type), offset, [])
    {
    }

    /// <summary>The field's name.</summary>
    public string Name { get; init => field = Argument.NotNull(value, nameof(Name)); } = Argument.NotNull(Name);

    /// <summary>The type of the field's elements.</summary>
    public ElementType Type { get; init => field = Argument.NotNull(value, nameof(Type)); } = Argument.NotNull(Type);

    /// <summary>The dimensions of a sub-array field, slowest first; empty for a plain field.</summary>
    public ImmutableArray<long> Shape { get; init => field = Argument.Initialized(value, nameof(Shape)); } = Argument.Initialized(Shape);

    /// <summary>
    /// NumPy's title, a second name that its own headers keep; <see langword="null"/> for none. It names no field here, and fields that differ in it
    /// alone are equal.
    /// </summary>
    public string? Title { get; init; }

    /// <summary>
    /// How many of the dimensions belong to each of NumPy's sub-arrays within sub-arrays, outermost first; empty where they all belong to one. NumPy
    /// tells them apart, and its headers keep them; fields that differ in it alone are equal.
    /// </summary>
    public ImmutableArray<int> Nesting { get; init; } = [];

    /// <summary>Elements in the field: 1 for a plain field, the product of the dimensions for a sub-array.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long dimension in Shape)
            {
                count = checked(count * dimension);
            }

            return count;
        }
    }

    /// <summary>Bytes that the field takes in its record; in a record type no more than fit an int, as the item size of a record is one.</summary>
    public long ByteLength => checked(Count * Type.ItemSize);

    /// <inheritdoc/>
    public bool Equals(RecordField? other) =>
        other is not null && Name == other.Name && Offset == other.Offset && Type.Equals(other.Type) && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Offset, Type, Shape.Length);
}
