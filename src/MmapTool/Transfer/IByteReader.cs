namespace MmapTool.Transfer;

/// <summary>Bytes that can be read by offset: a file, a file as an unfinished plan would leave it, an encoded value.</summary>
public interface IByteReader
{
    /// <summary>Fills the buffer with the bytes from <paramref name="offset"/> on.</summary>
    void ReadAt(long offset, Span<byte> buffer);
}
