using System.Collections;
using System.Diagnostics.CodeAnalysis;
using MmapTool.Memory;

namespace MmapTool.Elements;

/// <summary>The value of one record: its fields by name, in their order. Two values are equal if their names, order and values are equal.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "It is a value that can be read as a dictionary, not a container.")]
public sealed class RecordValue : IReadOnlyDictionary<string, object?>, IEquatable<RecordValue>
{
    private readonly KeyValuePair<string, object?>[] fields;

    /// <summary>Makes a value of these fields.</summary>
    /// <exception cref="ArgumentException">Two fields share a name.</exception>
    public RecordValue(params IEnumerable<KeyValuePair<string, object?>> fields)
    {
        this.fields = [.. Argument.NotNull(fields)];
        if (this.fields.DistinctBy(field => field.Key, StringComparer.Ordinal).Count() != this.fields.Length)
        {
            throw new ArgumentException("two fields share a name", nameof(fields));
        }
    }

    /// <inheritdoc/>
    public int Count => fields.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => fields.Select(pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<object?> Values => fields.Select(pair => pair.Value);

    /// <summary>The value of the field of this name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public object? this[string key] => TryGetValue(Argument.NotNull(key), out object? value) ? value : throw new KeyNotFoundException($"there is no field '{key}'");

    /// <summary>The value of the field of this number.</summary>
    public object? this[int index] => fields[index].Value;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(Argument.NotNull(key), out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value)
    {
        foreach ((string name, object? found) in fields)
        {
            if (name == key)
            {
                value = found;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => fields.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(RecordValue? other) =>
        other is not null && Keys.SequenceEqual(other.Keys, StringComparer.Ordinal)
        && Values.Zip(other.Values).All(pair => StructuralComparisons.StructuralEqualityComparer.Equals(pair.First, pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RecordValue);

    /// <inheritdoc/>
    public override int GetHashCode() => fields.Aggregate(0, (hash, field) => HashCode.Combine(hash, field.Key));

    /// <summary>For people and debuggers.</summary>
    public override string ToString() => $"{{{string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value}"))}}}";
}
