using System.Runtime.Intrinsics;

namespace MmapTool.Text;

/// <summary>The part of some numbers' text that does not depend on its place.</summary>
/// <param name="isUsed">Whether any number will be prepared; else there is no room for any.</param>
internal sealed class PreparedNumbers(bool isUsed)
{
    /// <summary>So many elements are prepared together, and have their room reserved together.</summary>
    public const int Most = 256;

    /// <summary>The parts of a number's text, as <see cref="NineDigits"/> has them.</summary>
    public Vector128<byte>[] Parts { get; } = new Vector128<byte>[isUsed ? Most : 0];

    /// <summary>Its form there.</summary>
    public ulong[] Forms { get; } = new ulong[isUsed ? Most : 0];
}
