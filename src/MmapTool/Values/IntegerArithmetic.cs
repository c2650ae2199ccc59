using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using MmapTool.Elements;
using MmapTool.Notation;

namespace MmapTool.Values;

/// <summary>
/// Integer arithmetic of edits: the exact mathematical result, which then fits the type or does not. A result that fits is found in 64 bits; the rest, with
/// every message, is computed by big integers.
/// </summary>
internal static class IntegerArithmetic
{
    /// <summary>An integer that fits as an element.</summary>
    public static T Narrow<T, TWide, TCodec>(Int128 value)
        where T : unmanaged
        where TWide : unmanaged
        where TCodec : struct, IElementCodec<T, TWide> =>
        TCodec.Narrow(typeof(TWide) == typeof(long) ? (TWide)(object)(long)value : (TWide)(object)(ulong)value);

    /// <summary>The result where 64 bits are enough to tell it; the type's own range is the caller's to check.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCompute(EditOperator operation, long left, long right, out long result)
    {
        result = 0;
        switch (operation)
        {
            case EditOperator.Add:
                result = unchecked(left + right);
                return ((left ^ result) & (right ^ result)) >= 0;
            case EditOperator.Subtract:
                result = unchecked(left - right);
                return ((left ^ right) & (left ^ result)) >= 0;
            case EditOperator.Multiply:
                return Math.BigMul(left, right, out result) == result >> 63;
            case EditOperator.Divide:
                if (right is 0 or -1)
                {
                    return false;
                }

                (result, long rest) = Math.DivRem(left, right);
                return rest == 0;
            case EditOperator.Remainder:
                if (right is 0 or -1)
                {
                    return right == -1;
                }

                result = left % right;
                result += result != 0 && (result ^ right) < 0 ? right : 0;
                return true;
            case EditOperator.And:
                result = left & right;
                return true;
            case EditOperator.Or:
                result = left | right;
                return true;
            case EditOperator.Xor:
                result = left ^ right;
                return true;
            case EditOperator.ShiftRight when right >= 0:
                result = left >> (int)Math.Min(right, 63);
                return true;
            case EditOperator.ShiftLeft when right is >= 0 and < 63:
                result = left << (int)right;
                return result >> (int)right == left;
            default:
                return false;
        }
    }

    /// <summary>The same for values that are never negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCompute(EditOperator operation, ulong left, ulong right, out ulong result)
    {
        result = 0;
        switch (operation)
        {
            case EditOperator.Add:
                result = unchecked(left + right);
                return result >= left;
            case EditOperator.Subtract:
                result = unchecked(left - right);
                return left >= right;
            case EditOperator.Multiply:
                return Math.BigMul(left, right, out result) == 0;
            case EditOperator.Divide:
                if (right == 0)
                {
                    return false;
                }

                (result, ulong rest) = Math.DivRem(left, right);
                return rest == 0;
            case EditOperator.Remainder:
                result = right == 0 ? 0 : left % right;
                return right != 0;
            case EditOperator.And:
                result = left & right;
                return true;
            case EditOperator.Or:
                result = left | right;
                return true;
            case EditOperator.Xor:
                result = left ^ right;
                return true;
            case EditOperator.ShiftRight:
                result = right > 63 ? 0 : left >> (int)right;
                return true;
            case EditOperator.ShiftLeft when right < 64:
                result = left << (int)right;
                return result >> (int)right == left;
            default:
                return false;
        }
    }

    /// <summary>The result of an operation that did not come out in 64 bits or in the type's range.</summary>
    /// <exception cref="ElementException">It is an error.</exception>
    public static Int128 Resolve(EditOperator operation, BigInteger left, BigInteger right, ElementType type, CastValues mode, int position)
    {
        NumberRange range = new(type);
        if (right.IsZero && operation is (EditOperator.Divide or EditOperator.Remainder))
        {
            throw new ElementException(position, $"{Sum()}: division by zero");
        }

        if (right.Sign < 0 && operation is (EditOperator.ShiftLeft or EditOperator.ShiftRight))
        {
            throw new ElementException(position, $"{Sum()}: a shift can't be negative");
        }

        BigInteger result;
        switch (operation)
        {
            case EditOperator.Add:
                result = left + right;
                break;
            case EditOperator.Subtract:
                result = left - right;
                break;
            case EditOperator.Multiply:
                result = left * right;
                break;
            case EditOperator.Divide:
                result = BigInteger.DivRem(left, right, out BigInteger rest);
                ExactReal quotient = ExactReal.Of(right.Sign < 0 ? -left : left, BigInteger.Abs(right));
                if (!rest.IsZero && mode == CastValues.Exact)
                {
                    string mend = CastAdvice.Fraction(range, result, quotient.Round());
                    throw new ElementException(position, $"{Sum()} leaves a remainder of {rest.ToString(CultureInfo.InvariantCulture)}, and {type} holds only whole numbers", mend);
                }

                result = CastModes.Rounds(mode) ? quotient.Round() : result;
                break;
            case EditOperator.Remainder:
                result = BigInteger.Remainder(left, right);
                result += !result.IsZero && result.Sign < 0 != right.Sign < 0 ? right : BigInteger.Zero;
                break;
            case EditOperator.And:
                result = left & right;
                break;
            case EditOperator.Or:
                result = left | right;
                break;
            case EditOperator.Xor:
                result = left ^ right;
                break;
            case EditOperator.ShiftRight:
                result = left >> (int)BigInteger.Min(right, 128);
                break;
            default:
                // Shifts to the left. A shift by 128 places moves every bit out of every type.
                result = left << (int)BigInteger.Min(right, 128);
                break;
        }

        return range.Fit(result, mode, position, right > 128 ? Sum() : $"{Sum()} = {result.ToString(CultureInfo.InvariantCulture)}");

        string Sum() => string.Create(CultureInfo.InvariantCulture, $"{left} {ElementArithmetic.Symbol(operation)} {right}");
    }
}
