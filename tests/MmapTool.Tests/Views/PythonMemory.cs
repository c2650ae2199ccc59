using System.Runtime.InteropServices;
using MmapTool.Elements;
using MmapTool.Views;

namespace MmapTool.Tests.Views;

/// <summary>Python's byte strings, bytearrays and arrays as views, for the tests that quote Python.</summary>
internal static class PythonMemory
{
    /// <summary><c>memoryview(b'…')</c></summary>
    public static MemoryView Bytes(ReadOnlySpan<byte> bytes) => new(new ArrayMemory(bytes.ToArray(), readOnly: true));

    /// <summary><c>memoryview(bytearray(b'…'))</c></summary>
    public static MemoryView ByteArray(ReadOnlySpan<byte> bytes) => new(new ArrayMemory(bytes.ToArray()));

    /// <summary><c>memoryview(array.array(…))</c></summary>
    public static MemoryView<T> Array<T>(params T[] items)
        where T : unmanaged =>
        ByteArray(MemoryMarshal.AsBytes(items.AsSpan())).Cast(ElementType.Of<T>()).As<T>();
}
