using System.Collections;
using System.Text;
using MmapTool.Errors;

namespace MmapTool.Elements;

/// <summary>Finds the elements of a block that equal one value.</summary>
internal abstract class ElementMatcher
{
    /// <summary>Whether numbers are wanted in this machine's byte order.</summary>
    public abstract bool TakesNativeOrder { get; }

    /// <summary>Takes a block of packed elements.</summary>
    public abstract void Load(ReadOnlySpan<byte> block, int count);

    /// <summary>The first match in the block from <paramref name="start"/> on; -1 if there is none.</summary>
    public abstract int Next(int start);

    /// <summary>A matcher for a value; <see langword="null"/> if no element of the type can equal it.</summary>
    public static ElementMatcher? Of(ElementType type, object value)
    {
        if (type.IsTime)
        {
            return Time(type, value) is { } time ? new Values(type, time) : null;
        }

        if (!type.IsNumeric)
        {
            return new Values(type, type.Kind == ElementKind.Bytes ? Text(value) : value);
        }

        WideNumbers needle = new();
        return ExactNumber.TryFrom(value, out ExactNumber number) && needle.TryLoad(number) ? new Numbers(type, needle) : null;
    }

    private static object Text(object value) =>
        value is string text && text.All(character => character <= 0xFF) ? Encoding.Latin1.GetBytes(text).AsSpan().TrimEnd((byte)0).ToArray()
        : ElementValue.Bytes(value) is { } bytes ? bytes.AsSpan().TrimEnd((byte)0).ToArray()
        : value;

    // A time of whatever unit, or an object that stands for one in the unit of the type; nothing equals NaT.
    private static object? Time(ElementType type, object value)
    {
        if (value is DateTime64 or TimeDelta64)
        {
            return value;
        }

        try
        {
            byte[] element = new byte[type.ItemSize];
            ElementValue.Encode(type, value, element);
            return ElementValue.Decode(type, element);
        }
        catch (ValueException)
        {
            return null;
        }
    }

    /// <summary>Whether two values of elements are equal, numbers exactly and whatever their types.</summary>
    internal static bool AreEqual(object? left, object? right)
    {
        if (ElementValue.Bytes(left) is { } bytes)
        {
            return ElementValue.Bytes(right) is { } others && bytes.AsSpan().SequenceEqual(others);
        }

        if (left is IReadOnlyDictionary<string, object?> record)
        {
            return right is IReadOnlyDictionary<string, object?> other && record.Count == other.Count
                && record.All(field => other.TryGetValue(field.Key, out object? value) && AreEqual(field.Value, value));
        }

        if (left is string text)
        {
            return right is string other && text.AsSpan().TrimEnd('\0').SequenceEqual(other.AsSpan().TrimEnd('\0'));
        }

        if (left is DateTime64 or TimeDelta64)
        {
            return TimeValues.AreEqual(left, right);
        }

        if (left is IList list)
        {
            return right is IList other && list.Count == other.Count && list.Cast<object?>().Zip(other.Cast<object?>()).All(pair => AreEqual(pair.First, pair.Second));
        }

        if (!ExactNumber.TryFrom(left, out ExactNumber number) || !ExactNumber.TryFrom(right, out ExactNumber second))
        {
            return false;
        }

        WideNumbers one = new();
        WideNumbers two = new();
        return one.TryLoad(number) && two.TryLoad(second) && one.AllEqual(two);
    }

    private sealed class Numbers(ElementType type, WideNumbers needle) : ElementMatcher
    {
        private readonly WideNumbers block = new();

        public override bool TakesNativeOrder => true;

        public override void Load(ReadOnlySpan<byte> block, int count) => this.block.Load(type, block);

        public override int Next(int start) => block.IndexOf(needle, start);
    }

    private sealed class Values(ElementType type, object needle) : ElementMatcher
    {
        private object[] block = [];

        public override bool TakesNativeOrder => false;

        public override void Load(ReadOnlySpan<byte> block, int count)
        {
            this.block = new object[count];
            for (int index = 0; index < count; index++)
            {
                this.block[index] = ElementValue.Decode(type, block.Slice(index * type.ItemSize, type.ItemSize));
            }
        }

        public override int Next(int start)
        {
            for (int index = start; index < block.Length; index++)
            {
                if (AreEqual(block[index], needle))
                {
                    return index;
                }
            }

            return -1;
        }
    }
}
