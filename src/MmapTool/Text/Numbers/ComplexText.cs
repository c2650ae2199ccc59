namespace MmapTool.Text;

/// <summary>A complex number as Python reads it: <c>1+2j</c>.</summary>
internal static class ComplexText
{
    public static void Write(scoped ReadOnlySpan<byte> real, scoped ReadOnlySpan<byte> imaginary, ref TextBuffer output)
    {
        output.Write(FloatText.WithoutFraction(real));
        if (imaginary[0] != (byte)'-')
        {
            output.Write((byte)'+');
        }

        output.Write(FloatText.WithoutFraction(imaginary));
        output.Write((byte)'j');
    }
}
