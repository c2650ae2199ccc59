using System.Buffers;
using System.Collections.Immutable;
using MmapTool.Elements;
using MmapTool.Errors;

namespace MmapTool.Values;

/// <summary>How the elements of one type become those of another, chosen once for a whole view.</summary>
internal sealed class ElementConverter
{
    // The places of the numbers in an element whose bytes are reversed; default if more than the byte order changes.
    private readonly ImmutableArray<(int Offset, int Length)> reversed;

    private readonly TimeConversion? times;

    private ElementConverter(ElementType from, ElementType to, CastValues mode, ImmutableArray<(int Offset, int Length)> reversed)
    {
        (From, To, Mode, this.reversed) = (from, to, mode, reversed);
        times = from.IsTime && reversed.IsDefault ? new(from, to, mode) : null;
    }

    /// <summary>The type that elements have.</summary>
    public ElementType From { get; }

    /// <summary>The type they get.</summary>
    public ElementType To { get; }

    /// <summary>How values that do not fit are treated.</summary>
    public CastValues Mode { get; }

    /// <summary>How many elements make one of the other type: packed groups hold several numbers.</summary>
    public int Group => From.ValueCount == To.ValueCount ? 1 : To.ValueCount;

    /// <summary>Whether nothing changes.</summary>
    public bool IsIdentity => IsItsOwnInverse && reversed.IsEmpty;

    /// <summary>Whether doing it twice undoes it: only the byte order changes.</summary>
    public bool IsItsOwnInverse => !reversed.IsDefault;

    /// <summary>Whether bytes that are all zeros become zeros.</summary>
    public bool KeepsZeros
    {
        get
        {
            if (IsItsOwnInverse)
            {
                return true;
            }

            byte[] converted = new byte[To.ItemSize];
            try
            {
                Convert(new byte[From.ItemSize * Group], converted);
            }
            catch (ElementException)
            {
                return false;
            }

            return !converted.AsSpan().ContainsAnyExcept((byte)0);
        }
    }

    /// <summary>Whether there are elements that can't be converted.</summary>
    public bool CanFail => !IsItsOwnInverse
        && (times is not null || (From.IsText ? Mode != CastValues.Truncate && To.ItemSize < From.ItemSize : ElementConversion.CanFail(From, To, Mode)));

    /// <summary>The converter.</summary>
    /// <exception cref="ViewException">There is none between these types.</exception>
    public static ElementConverter Of(ElementType from, ElementType to, CastValues mode)
    {
        if (ByteReversal.IsAll(from, to))
        {
            return new(from, to, mode, ByteReversal.Of(from, to));
        }

        bool areText = from.IsText && from.Kind == to.Kind;
        return areText || (IsNumber(from) && IsNumber(to)) || TimeConversion.IsDefined(from, to)
            ? new(from, to, mode, default)
            : throw new ViewException(from.IsTime || to.IsTime
                ? $"{from} can't become {to}: dates can become dates of another unit, and lengths of time others (of years and months only each other); their counts are .view(i8)"
                : $"{from} can't become {to}: numbers can become numbers, S and U text of another length, and any type the same in another byte order");
    }

    private static bool IsNumber(ElementType type) => type.IsNumeric || type.IsCoded;

    /// <summary>Converts.</summary>
    /// <param name="source">Packed elements.</param>
    /// <param name="destination">Room for as many of the other type; not the same memory.</param>
    /// <exception cref="ElementException">A value does not fit: the first such one.</exception>
    public void Convert(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (IsItsOwnInverse)
        {
            source.CopyTo(destination);
            ByteReversal.Apply(reversed, destination[..source.Length], From.ItemSize);
        }
        else if (To.Kind == ElementKind.PackedGroup)
        {
            PackedOperation.Pack(From, source, To, destination, Mode);
        }
        else if (From.IsCoded || To.IsCoded)
        {
            CodedOperation.Convert(From, source, To, destination, Mode);
        }
        else if (times is not null)
        {
            times.Convert(source, destination);
        }
        else if (From.IsText)
        {
            Resize(source, destination);
        }
        else if (From.IsNativeOrder)
        {
            ElementConversion.ConvertNative(From, source, To, destination, Mode);
        }
        else
        {
            byte[] native = ArrayPool<byte>.Shared.Rent(source.Length);
            try
            {
                source.CopyTo(native);
                ElementConversion.Convert(From, native.AsSpan(0, source.Length), To, destination, Mode);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(native);
            }
        }
    }

    /// <summary>Turns elements into others of the same size where they lie; only where <see cref="IsItsOwnInverse"/>.</summary>
    public void ReverseInPlace(Span<byte> elements) => ByteReversal.Apply(reversed, elements, From.ItemSize);

    // NumPy's S and U: shorter text is padded with NULs, which do not count. Other characters are cut off only if a mode asks for it.
    private void Resize(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int kept = Math.Min(From.ItemSize, To.ItemSize);
        destination.Clear();
        for (int index = 0; index < (From.ItemSize == 0 ? 0 : source.Length / From.ItemSize); index++)
        {
            ReadOnlySpan<byte> element = source.Slice(index * From.ItemSize, From.ItemSize);
            if (Mode != CastValues.Truncate && element[kept..].IndexOfAnyExcept((byte)0) >= 0)
            {
                int last = element.LastIndexOfAnyExcept((byte)0);
                string length = From.Kind == ElementKind.Bytes ? Plural.Of(last + 1, "byte") : Plural.Of((last / sizeof(uint)) + 1, "character");
                throw new ElementException(index, $"a text of {length} does not fit {To}", CastAdvice.Cut);
            }

            element[..kept].CopyTo(destination[(index * To.ItemSize)..]);
        }

        if (From.ByteOrder != To.ByteOrder)
        {
            NativeOrder.Reverse(destination, sizeof(uint));
        }
    }
}
