using MmapTool.Memory;

namespace MmapTool.Cli.Output;

/// <summary>
/// A stream as operations write to it. Its failures say where they happened, and writes happen on the calling thread. So do the
/// asynchronous writes that a PipeWriter asks for, which the base class would hand to the thread pool.
/// </summary>
internal sealed class NamedStream(Stream inner, string name) : WriteOnlyStream
{
    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
            Written += buffer.Length;
        }
        catch (IOException exception) when (exception is not (BrokenPipeException or MappedFileException))
        {
            throw new MappedFileException(name, exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (IOException exception) when (exception is not (BrokenPipeException or MappedFileException))
        {
            throw new MappedFileException(name, exception.Message, exception);
        }
    }
}
