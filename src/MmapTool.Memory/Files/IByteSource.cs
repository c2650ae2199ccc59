namespace MmapTool.Memory;

/// <summary>Bytes that are read by offset: a file, memory, a lease of either, a file as an unfinished change would leave it, an encoded value.</summary>
public interface IByteSource
{
    /// <summary>The name in errors: a file's path, or the kind of memory.</summary>
    string Name { get; }

    /// <summary>Length in bytes now. Of a file another process may change it.</summary>
    long Length { get; }

    /// <summary>Fills the buffer with the bytes from <paramref name="offset"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range is not inside the length.</exception>
    /// <exception cref="IOException">The bytes are not there, or can't be read.</exception>
    void ReadAt(long offset, Span<byte> buffer);

    /// <summary>The first hole at or after an offset inside the length, in bytes. It is empty and at the length where there is no hole, or none is known.</summary>
    (long Start, long End) NextHole(long offset) => (Length, Length);
}
