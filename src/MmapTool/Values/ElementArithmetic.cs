using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Augmented assignment, element by element, in the type of the view.
/// </summary>
/// <remarks>
/// Integers as <see cref="IntegerArithmetic"/>: <c>/</c> must leave no remainder unless the mode rounds or cuts it, and <c>%</c> has the divisor's sign as in Python.
/// A shift <c>&gt;&gt;</c> by more bits than the type has gives 0 or -1. Floats by IEEE 754, rounded once to their type. (Two roundings through a double do
/// not differ from one for + - * / of types of at most half its digits.) Complex numbers part by part. Division by 0 gives an infinity or NaN, but an
/// overflow of finite operands is an error. Right sides of other types: <see cref="ExactOperation"/>.
/// </remarks>
internal static class ElementArithmetic
{
    private const int FewElements = 16;

    /// <summary>The operator as an edit writes it, without its <c>=</c>.</summary>
    public static string Symbol(EditOperator operation) => EditParser.Symbol(operation)[..^1];

    /// <summary>Checks that the type has the operation.</summary>
    /// <exception cref="ValueException">It has not; the message lists those it has.</exception>
    public static void EnsureDefined(EditOperator operation, ElementType type)
    {
        bool bitwise = operation is EditOperator.And or EditOperator.Or or EditOperator.Xor;
        bool shift = operation is EditOperator.ShiftLeft or EditOperator.ShiftRight;
        (bool defined, string those) = type.Kind switch
        {
            ElementKind.DateTime or ElementKind.TimeDelta => TimeArithmetic.Of(operation, type),
            ElementKind.Unicode => (false, "none; = sets text, and .view(u4) gives its code points"),
            ElementKind.Record => (false, "none; name one of its fields in the view"),
            ElementKind.Boolean or ElementKind.Bytes or ElementKind.Void => (bitwise, "&= |= ^="),
            ElementKind.SignedInteger or ElementKind.UnsignedInteger or ElementKind.Bits or ElementKind.PackedGroup => (true, ""),
            ElementKind.Complex or ElementKind.ComplexInteger => (!bitwise && !shift && operation != EditOperator.Remainder, "+= -= *= /="),
            _ => (!bitwise && !shift, "+= -= *= /= %="),
        };
        if (!defined)
        {
            throw new ValueException($"{Symbol(operation)}= does not work on {type}; what does: {those}");
        }
    }

    /// <summary>Computes <c>left op= right</c>.</summary>
    /// <param name="operation">The operation, defined for the type.</param>
    /// <param name="type">The type of both sides.</param>
    /// <param name="left">Packed elements in the type's own order; becomes the result.</param>
    /// <param name="right">As many elements; they are changed.</param>
    /// <param name="mode">How a result that does not fit is treated.</param>
    /// <exception cref="ElementException">A result does not fit.</exception>
    public static void Apply(EditOperator operation, ElementType type, Span<byte> left, Span<byte> right, CastValues mode)
    {
        NativeOrder.Swap(type, right);
        ApplyNative(operation, type, left, right, mode);
    }

    /// <summary>As <see cref="Apply"/>, by numbers that are in this machine's byte order and stay as they are.</summary>
    /// <exception cref="ElementException">A result does not fit.</exception>
    public static void ApplyNative(EditOperator operation, ElementType type, Span<byte> left, ReadOnlySpan<byte> right, CastValues mode)
    {
        if (type.Kind is ElementKind.Bytes or ElementKind.Void)
        {
            Bitwise(operation, left, right);
            return;
        }

        if (type.IsTime)
        {
            TimeArithmetic.Apply(operation, type, left, right, mode);
            return;
        }

        NativeOrder.Swap(type, left);
        int block = VectorArithmetic.Block * type.ItemSize;
        for (int done = 0; done < left.Length; done += block)
        {
            int length = Math.Min(block, left.Length - done);
            Span<byte> results = left.Slice(done, length);
            ReadOnlySpan<byte> operands = right.Slice(done, length);

            // For a single element, a check of the block's bounds would cost more than it saves.
            if (length < FewElements * type.ItemSize || !VectorArithmetic.TryApply(operation, type, results, operands, mode))
            {
                Visitor visitor = new(operation, type, results, operands, mode, done / type.ItemSize);
                type.Dispatch<Visitor, bool>(ref visitor);
            }
        }

        NativeOrder.Swap(type, left);
    }

    /// <summary>And, or, exclusive or of bytes.</summary>
    internal static void Bitwise(EditOperator operation, Span<byte> left, ReadOnlySpan<byte> right)
    {
        switch (operation)
        {
            case EditOperator.And:
                System.Numerics.Tensors.TensorPrimitives.BitwiseAnd<byte>(left, right, left);
                break;
            case EditOperator.Or:
                System.Numerics.Tensors.TensorPrimitives.BitwiseOr<byte>(left, right, left);
                break;
            default:
                System.Numerics.Tensors.TensorPrimitives.Xor<byte>(left, right, left);
                break;
        }
    }

    /// <summary>The operators of doubles: IEEE 754, and for <c>%</c> the sign of the divisor.</summary>
    internal static double Compute(EditOperator operation, double left, double right)
    {
        switch (operation)
        {
            case EditOperator.Add:
                return left + right;
            case EditOperator.Subtract:
                return left - right;
            case EditOperator.Multiply:
                return left * right;
            case EditOperator.Divide:
                return left / right;
            default:
                // float_rem of CPython's floatobject.c: the sign of the divisor, a zero too. C#'s % is C's fmod.
                double rest = left % right;
                return rest == 0 ? Math.CopySign(0, right) : rest < 0 == right < 0 || double.IsNaN(rest) ? rest : rest + right;
        }
    }

    internal static Complex Compute(EditOperator operation, Complex left, Complex right) => operation switch
    {
        EditOperator.Add => left + right,
        EditOperator.Subtract => left - right,
        EditOperator.Multiply => left * right,
        _ => left / right,
    };

    private readonly ref struct Visitor(EditOperator operation, ElementType type, Span<byte> left, ReadOnlySpan<byte> right, CastValues mode, int first) : INumericVisitor<bool>
    {
        private readonly Span<byte> left = left;
        private readonly ReadOnlySpan<byte> right = right;

        public bool Visit<T, TWide, TCodec>()
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            Span<T> results = MemoryMarshal.Cast<byte, T>(left);
            ReadOnlySpan<T> operands = MemoryMarshal.Cast<byte, T>(right);
            for (int index = 0; index < results.Length; index++)
            {
                TWide a = TCodec.Widen(results[index]);
                TWide b = TCodec.Widen(operands[index]);
                results[index] = typeof(TWide) == typeof(long) ? Signed<T, TWide, TCodec>((long)(object)a, (long)(object)b, first + index)
                    : typeof(TWide) == typeof(ulong) ? Unsigned<T, TWide, TCodec>((ulong)(object)a, (ulong)(object)b, first + index)
                    : typeof(TWide) == typeof(double) ? Float<T, TWide, TCodec>((double)(object)a, (double)(object)b, first + index)
                    : Complex<T, TWide, TCodec>((Complex)(object)a, (Complex)(object)b, first + index);
            }

            return true;
        }

        private T Signed<T, TWide, TCodec>(long a, long b, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            return IntegerArithmetic.TryCompute(operation, a, b, out long result) && result >= (long)(object)TCodec.Minimum && result <= (long)(object)TCodec.Maximum
                ? TCodec.Narrow((TWide)(object)result)
                : IntegerArithmetic.Narrow<T, TWide, TCodec>(IntegerArithmetic.Resolve(operation, a, b, type, mode, position));
        }

        private T Unsigned<T, TWide, TCodec>(ulong a, ulong b, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            return IntegerArithmetic.TryCompute(operation, a, b, out ulong result) && result <= (ulong)(object)TCodec.Maximum
                ? TCodec.Narrow((TWide)(object)result)
                : IntegerArithmetic.Narrow<T, TWide, TCodec>(IntegerArithmetic.Resolve(operation, a, b, type, mode, position));
        }

        private T Float<T, TWide, TCodec>(double a, double b, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            double result = Compute(operation, a, b);
            if (b == 0 && operation is (EditOperator.Divide or EditOperator.Remainder))
            {
                return TCodec.Narrow((TWide)(object)result);
            }

            try
            {
                return FloatRange.Narrow<T, TWide, TCodec>(result, mode, position, type, double.IsFinite(a) && double.IsFinite(b));
            }
            catch (ElementException error)
            {
                throw new ElementException(position, string.Create(CultureInfo.InvariantCulture, $"{a:R} {Symbol(operation)} {b:R} = {error.Message}"), error.Mend);
            }
        }

        private T Complex<T, TWide, TCodec>(Complex a, Complex b, int position)
            where T : unmanaged
            where TWide : unmanaged
            where TCodec : struct, IElementCodec<T, TWide>
        {
            bool byZero = operation == EditOperator.Divide && b == System.Numerics.Complex.Zero;
            bool finite = System.Numerics.Complex.IsFinite(a) && System.Numerics.Complex.IsFinite(b);
            Complex result = finite && !byZero && operation is EditOperator.Multiply or EditOperator.Divide
                ? ExactComplex.Compute(operation, type, a, b)
                : Compute(operation, a, b);
            return byZero
                ? TCodec.Narrow((TWide)(object)result)
                : FloatRange.NarrowComplex<T, TWide, TCodec>(result, mode, position, type, finite);
        }
    }
}
