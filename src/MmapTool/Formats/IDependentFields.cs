using System.Collections.Immutable;
using MmapTool.Memory;

namespace MmapTool.Formats;

/// <summary>A format with fields that follow from other bytes of the file: checksums. They are mended in the transaction that changes those bytes.</summary>
public interface IDependentFields : IContainerFormat
{
    /// <summary>Works out the fields that follow from bytes that a change is going to write; writes nothing.</summary>
    /// <param name="container">The container as it is before the change.</param>
    /// <param name="changed">The file as the change leaves it.</param>
    /// <returns>The fields that get other bytes. They are written after the change itself, in one transaction with it.</returns>
    /// <exception cref="Errors.ViewException">The change can't be followed: it breaks the container; the message says how.</exception>
    IEnumerable<FieldEdit> After(Container container, IChangedBytes changed);
}

/// <summary>A file as a change would leave it, with nothing written.</summary>
public interface IChangedBytes : IByteSource
{
    /// <summary>Whether the change writes any byte from <paramref name="start"/> up to <paramref name="end"/>, which is not among them.</summary>
    bool Touches(long start, long end);
}

/// <summary>The new bytes of a field.</summary>
/// <param name="Offset">Byte offset of the field in the file.</param>
/// <param name="Bytes">Its bytes after the change.</param>
/// <param name="Text">Its name, for a dry run.</param>
public sealed record FieldEdit(long Offset, ImmutableArray<byte> Bytes, string Text);
