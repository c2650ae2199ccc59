using System.Runtime.Intrinsics;

namespace MmapTool.Text;

/// <summary>What is known of the text of some numbers before it is known where it will stand.</summary>
/// <param name="isUsed">Whether any number will be prepared; else there is no room for any.</param>
internal sealed class PreparedNumbers(bool isUsed)
{
    /// <summary>So many elements are prepared together, and have their room reserved together.</summary>
    public const int Most = 256;

    /// <summary>What a number's text consists of, as <see cref="NineDigits"/> has it.</summary>
    public Vector128<byte>[] Parts { get; } = new Vector128<byte>[isUsed ? Most : 0];

    /// <summary>Its form there.</summary>
    public ulong[] Forms { get; } = new ulong[isUsed ? Most : 0];
}
