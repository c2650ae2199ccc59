using System.Buffers;
using System.Text;
using MmapTool.Errors;
using MmapTool.Memory;

namespace MmapTool.Views;

public partial class MemoryView
{
    private const int HexBlockBytes = 16 << 10;

    /// <summary>memoryview's hex: two lower-case digits a byte, of the elements packed in C order.</summary>
    /// <param name="separator">An ASCII character between groups; <see langword="null"/> for none.</param>
    /// <param name="bytesPerSeparator">Bytes a group: positive counts from the right, negative from the left, 0 sets no separators.</param>
    /// <exception cref="ViewException">There are more digits than a string can hold.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII.</exception>
    public string Hex(char? separator = null, int bytesPerSeparator = 1)
    {
        MemoryView stored = Stored();
        HexGroups groups = new(stored.ByteLength, separator, bytesPerSeparator);
        if (groups.CharacterCount > 0x3FFF_FFDF)
        {
            throw new ViewException($"a string can't hold {groups.CharacterCount} digits; use WriteHex, or take a slice");
        }

        return string.Create((int)groups.CharacterCount, (View: stored, Groups: groups), static (characters, state) =>
        {
            HexGroups left = state.Groups;
            using MemoryLease lease = state.View.Source.Lease();
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(state.View, lease, 0, state.View.Count, HexBlockBytes))
            {
                characters = characters[left.Write(block, characters)..];
            }
        });
    }

    /// <summary><see cref="Hex"/> to a writer, in bounded memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII.</exception>
    public void WriteHex(TextWriter writer, char? separator = null, int bytesPerSeparator = 1) =>
        WriteHex(Argument.NotNull(writer), separator, bytesPerSeparator, static (writer, characters) => writer.Write(characters));

    /// <summary><see cref="Hex"/> as ASCII to a buffer writer, piece by piece.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII.</exception>
    public void WriteHex(IBufferWriter<byte> writer, char? separator = null, int bytesPerSeparator = 1) =>
        WriteHex(Argument.NotNull(writer), separator, bytesPerSeparator, static (writer, characters) => Encoding.ASCII.GetBytes(characters, writer));

    private void WriteHex<TWriter>(TWriter writer, char? separator, int bytesPerSeparator, Action<TWriter, ReadOnlySpan<char>> write)
    {
        MemoryView stored = Stored();
        HexGroups groups = new(stored.ByteLength, separator, bytesPerSeparator);
        char[] characters = ArrayPool<char>.Shared.Rent(HexGroups.MaximumCharacters(HexBlockBytes));
        try
        {
            using MemoryLease lease = stored.Source.Lease();
            foreach (ReadOnlySpan<byte> block in new PackedBlocks(stored, lease, 0, Count, HexBlockBytes))
            {
                // One element may be larger than a block.
                for (int start = 0; start < block.Length; start += HexBlockBytes)
                {
                    int written = groups.Write(block.Slice(start, Math.Min(HexBlockBytes, block.Length - start)), characters);
                    write(writer, characters.AsSpan(0, written));
                }
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }
    }
}
