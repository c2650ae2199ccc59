using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MmapTool.Text;

/// <summary>
/// Columns in which text stands at the right. The spaces are stored first, as a whole vector, and the text over them: nothing that has
/// just been stored is read again, which would wait for the stores.
/// </summary>
internal static class Field
{
    /// <summary>Bytes behind a field, or behind what is longer, that may be written to.</summary>
    public const int Beyond = 32;

    /// <summary>Stores the spaces of a field.</summary>
    /// <param name="destination">At least as many bytes as the field or the text is wide, and <see cref="Beyond"/> more.</param>
    /// <param name="width">Columns of the field; 0 for text that stands where it begins.</param>
    /// <param name="length">Bytes of the text that will be stored.</param>
    /// <returns>Where the text begins.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Begin(Span<byte> destination, int width, int length)
    {
        if (width == 0)
        {
            return 0;
        }

        Spaces(destination, width);
        return Math.Max(0, width - length);
    }

    /// <summary>Stores spaces, and perhaps more of them than asked for.</summary>
    /// <param name="destination">At least <paramref name="count"/> and <see cref="Beyond"/> bytes.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Spaces(Span<byte> destination, int count)
    {
        if (count <= Vector256<byte>.Count)
        {
            Vector256.Create((byte)' ').CopyTo(destination);
        }
        else
        {
            destination[..count].Fill((byte)' ');
        }
    }
}
