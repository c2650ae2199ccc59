using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// <c>left op= right</c> with right sides of any type: computed exactly, and the result brought into the type of the left side. Where every right side of a
/// block is a number of that type, it is the type's own arithmetic (<see cref="ElementArithmetic"/>), whose results are the same.
/// </summary>
internal static class ExactOperation
{
    private const int Block = VectorArithmetic.Block;

    // Below this many elements the rules one by one are faster.
    private const int FewElements = 16;

    /// <summary>Whether the type's own arithmetic serves all right sides of an operand: they are of the type, and integers need no look at what is rounded.</summary>
    public static bool IsPlain(ElementType type, Operand operand, CastValues mode) =>
        operand.Constants is null && AreAlike(type, operand.Layout.ElementType) && !(operand.AreIntegers && mode == CastValues.Exact && !NumberRange.IsInteger(type));

    /// <summary>Computes.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of the left side.</param>
    /// <param name="left">Packed elements in the type's own order; they become the results.</param>
    /// <param name="operand">The operand that gives the right sides.</param>
    /// <param name="right">As many packed elements of the operand; they are changed.</param>
    /// <param name="mode">How results that do not fit are treated.</param>
    /// <exception cref="ElementException">A result does not fit: the first such one.</exception>
    public static void Apply(EditOperator operation, ElementType type, Span<byte> left, Operand operand, Span<byte> right, CastValues mode)
    {
        ElementType native = type.WithByteOrder(ElementType.Native);
        ElementType other = operand.Layout.ElementType;
        NativeOrder.Swap(type, left);
        NativeOrder.Swap(other, right);
        other = other.WithByteOrder(ElementType.Native);
        int count = left.Length / type.ItemSize;
        for (int done = 0; done < count; done += Block)
        {
            int few = Math.Min(Block, count - done);
            Span<byte> results = left.Slice(done * type.ItemSize, few * type.ItemSize);
            Span<byte> operands = right.Slice(done * other.ItemSize, few * other.ItemSize);
            if (operand.Constants is { } table)
            {
                ReadOnlySpan<uint> numbers = MemoryMarshal.Cast<byte, uint>(operands);
                if (few < FewElements || numbers.ContainsAnyExcept(numbers[0]) || !TryConstant(operation, native, results, table, numbers, mode, done))
                {
                    Exactly(operation, native, results, new RightSide(table, numbers), mode, done);
                }
            }
            else if (!TryPlain(operation, native, results, other, operands, operand.AreIntegers, mode, done))
            {
                Load load = new(operation, native, results, operand.AreIntegers, operands, mode, done);
                other.Dispatch<Load, bool>(ref load);
            }
        }

        NativeOrder.Swap(type, left);
    }

    private static bool AreAlike(ElementType type, ElementType other) => type.Kind == other.Kind && type.ItemSize == other.ItemSize;

    private static void Exactly(EditOperator operation, ElementType type, Span<byte> left, RightSide right, CastValues mode, int first)
    {
        ExactBlocks blocks = new(operation, type, left, right, mode, first);
        type.Dispatch<ExactBlocks, bool>(ref blocks);
    }

    // One constant for all elements: by vectors, and one by one where vectors do not decide.
    private static bool TryConstant(EditOperator operation, ElementType type, Span<byte> left, ConstantTable table, ReadOnlySpan<uint> numbers, CastValues mode, int first)
    {
        Span<byte> results = stackalloc byte[left.Length];
        Span<bool> isOpen = stackalloc bool[numbers.Length];
        if (!ConstantBlocks.TryApply(operation, type, left, table.Scale(numbers[0]), table.Value(numbers[0]).IsInteger, mode, results, isOpen))
        {
            return false;
        }

        int size = type.ItemSize;
        for (int from = isOpen.IndexOf(true); from >= 0;)
        {
            int length = isOpen[from..].IndexOf(false) is var end and >= 0 ? end : isOpen.Length - from;
            Span<byte> open = left.Slice(from * size, length * size);
            Exactly(operation, type, open, new RightSide(table, numbers.Slice(from, length)), mode, first + from);
            open.CopyTo(results[(from * size)..]);
            int next = isOpen[(from + length)..].IndexOf(true);
            from = next < 0 ? -1 : from + length + next;
        }

        results.CopyTo(left);
        return true;
    }

    // By the type's own arithmetic; false, with nothing changed, where a right side is no number of the type, or an integer result may be rounded.
    private static bool TryPlain(EditOperator operation, ElementType type, Span<byte> left, ElementType other, scoped ReadOnlySpan<byte> right, bool areIntegers, CastValues mode, int first)
    {
        bool isInteger = NumberRange.IsInteger(type);
        if (!isInteger && !NumberRange.IsInteger(other) && !WidensExactly(other, type))
        {
            return false;
        }

        // No right side in a block is larger than a complex number of doubles.
        Span<byte> converted = stackalloc byte[AreAlike(type, other) ? 0 : left.Length];
        if (!AreAlike(type, other))
        {
            try
            {
                ElementConversion.ConvertNative(other, right, type, converted, CastValues.Exact);
            }
            catch (ElementException)
            {
                return false;
            }

            right = converted;
        }

        bool isWatched = areIntegers && !isInteger && mode == CastValues.Exact;
        Span<byte> before = stackalloc byte[isWatched ? left.Length : 0];
        left[..before.Length].CopyTo(before);
        try
        {
            ElementArithmetic.ApplyNative(operation, type, left, right, mode);
        }
        catch (ElementException error)
        {
            throw error.After(first);
        }

        if (isWatched && ReachesPrecision(type, left))
        {
            before.CopyTo(left);
            return false;
        }

        return true;
    }

    // Whether every number of one float or complex type is one of the other.
    private static bool WidensExactly(ElementType from, ElementType to)
    {
        if (from.Kind == ElementKind.Complex && to.Kind != ElementKind.Complex)
        {
            return false;
        }

        return AreAlike(from, to) || Part(to) switch
        {
            (ElementKind.Float, 8) => true,
            (ElementKind.Float, 4) => Part(from) is not (ElementKind.Float, 8),
            (ElementKind.Float, 2) or (ElementKind.BrainFloat, _) => from.ItemSize == 1,
            _ => false,
        };

        static (ElementKind Kind, int Size) Part(ElementType type) => type.Kind == ElementKind.Complex ? (ElementKind.Float, type.ItemSize / 2) : (type.Kind, type.ItemSize);
    }

    // Whether any number is so large that not every integer near it is a number of the type.
    private static bool ReachesPrecision(ElementType type, ReadOnlySpan<byte> elements)
    {
        Reach reach = new(elements, Math.ScaleB(1, ConversionRule.Precision(type)));
        return type.Dispatch<Reach, bool>(ref reach);
    }

    private readonly ref struct Reach(ReadOnlySpan<byte> elements, double bound) : INumericVisitor<bool>
    {
        private readonly ReadOnlySpan<byte> elements = elements;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            foreach (T element in MemoryMarshal.Cast<byte, T>(elements))
            {
                TWide wide = TCodec.Widen(element);
                Complex value = typeof(TWide) == typeof(double) ? (double)(object)wide : (Complex)(object)wide;
                if (Math.Abs(value.Real) >= bound || Math.Abs(value.Imaginary) >= bound)
                {
                    return true;
                }
            }

            return false;
        }
    }

    // The right sides in the wide type of their kind.
    private readonly ref struct Load(EditOperator operation, ElementType type, Span<byte> left, bool areIntegers, ReadOnlySpan<byte> right, CastValues mode, int first) : INumericVisitor<bool>
    {
        private readonly Span<byte> left = left;
        private readonly ReadOnlySpan<byte> right = right;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            ReadOnlySpan<T> elements = MemoryMarshal.Cast<byte, T>(right);
            if (typeof(TWide) == typeof(double) || typeof(TWide) == typeof(Complex))
            {
                Span<TWide> wide = stackalloc TWide[elements.Length];
                for (int index = 0; index < elements.Length; index++)
                {
                    wide[index] = TCodec.Widen(elements[index]);
                }

                RightSide floats = typeof(TWide) == typeof(double)
                    ? new(MemoryMarshal.Cast<TWide, double>(wide), areIntegers)
                    : new(MemoryMarshal.Cast<TWide, Complex>(wide), areIntegers);
                Exactly(operation, type, left, floats, mode, first);
                return true;
            }

            Span<Int128> integers = stackalloc Int128[elements.Length];
            for (int index = 0; index < elements.Length; index++)
            {
                TWide wide = TCodec.Widen(elements[index]);
                integers[index] = typeof(TWide) == typeof(long) ? (long)(object)wide : (ulong)(object)wide;
            }

            Exactly(operation, type, left, new RightSide(integers), mode, first);
            return true;
        }
    }
}
