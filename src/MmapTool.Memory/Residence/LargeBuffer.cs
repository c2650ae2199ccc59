using System.Runtime.InteropServices;
using MmapTool.Memory.Interop;

namespace MmapTool.Memory;

/// <summary>
/// A private block of memory outside the heap, on large pages where the system has them. Touching it first then costs a fault every 2 MiB
/// instead of every 4 KiB. A walk in long steps finds its pages' addresses in the processor. Its content is undefined.
/// </summary>
/// <remarks>Dispose it after the last use of its span. It has no finalizer, which could free it under a span that is still in use.</remarks>
internal sealed unsafe class LargeBuffer : IDisposable
{
    private const int LargePage = 2 << 20;
    private const int CacheLine = 64;

    private readonly int _length;
    private byte* _start;

    /// <summary>Takes the memory.</summary>
    /// <param name="length">Bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="OutOfMemoryException">There is no such memory.</exception>
    public LargeBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _length = length;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)length, (nuint)(length >= LargePage ? LargePage : CacheLine));
        if (length >= LargePage && OperatingSystem.IsLinux())
        {
            // A hint. If it is refused, pages are small.
            _ = LibC.Advise(_start, (nuint)length, LibC.AdviceLargePages);
        }
    }

    /// <summary>The memory.</summary>
    /// <exception cref="ObjectDisposedException">It has been given back.</exception>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return new(_start, _length);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
