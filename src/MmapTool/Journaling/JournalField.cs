using System.Buffers.Binary;
using MmapTool.Memory;

namespace MmapTool.Journaling;

/// <summary>The kinds of fields in a journal's header. A reader passes over kinds that it does not know, but for those from <see cref="Needed"/> on.</summary>
internal static class JournalField
{
    /// <summary>When the target was made: 8 bytes, nanoseconds since 1970, UTC.</summary>
    public const uint BirthTime = 1;

    /// <summary>Which file of its number the target is: 4 bytes.</summary>
    public const uint Generation = 2;

    /// <summary>A journal with a field of this kind or a higher one can't be recovered by a version that does not know it.</summary>
    public const uint Needed = 0x80000000;

    private const int HeadLength = 2 * sizeof(uint);

    /// <summary>The fields of a header.</summary>
    /// <param name="Values">Kinds and values, in their order.</param>
    public readonly record struct List(IReadOnlyList<(uint Kind, byte[] Value)> Values)
    {
        public static List Empty { get; } = new([]);

        /// <summary>Bytes that they take.</summary>
        public int EncodedLength => Values.Sum(static one => HeadLength + one.Value.Length);

        public static List Of(JournalHeader header)
        {
            List<(uint, byte[])> values = [];
            if (header.Birth.Time is { } time)
            {
                byte[] bytes = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(bytes, time);
                values.Add((BirthTime, bytes));
            }

            if (header.Birth.Generation is { } generation)
            {
                byte[] bytes = new byte[sizeof(uint)];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, generation);
                values.Add((Generation, bytes));
            }

            return new(values);
        }

        /// <summary>The fields in these bytes; <see langword="null"/> where they can't be any, or one is needed and not known.</summary>
        public static List? Decode(ReadOnlySpan<byte> bytes)
        {
            List<(uint, byte[])> values = [];
            while (!bytes.IsEmpty)
            {
                if (bytes.Length < HeadLength)
                {
                    return null;
                }

                uint kind = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                int length = BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(uint)..]);
                if (kind >= Needed || length < 0 || length > bytes.Length - HeadLength)
                {
                    return null;
                }

                values.Add((kind, bytes.Slice(HeadLength, length).ToArray()));
                bytes = bytes[(HeadLength + length)..];
            }

            return new(values);
        }

        public void Encode(Span<byte> destination)
        {
            foreach ((uint kind, byte[] value) in Values)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(destination, kind);
                BinaryPrimitives.WriteInt32LittleEndian(destination[sizeof(uint)..], value.Length);
                value.CopyTo(destination[HeadLength..]);
                destination = destination[(HeadLength + value.Length)..];
            }
        }

        /// <summary>The header with what the fields say; <see langword="null"/> where one has not the length of its kind.</summary>
        public JournalHeader? ApplyTo(JournalHeader header)
        {
            FileBirth birth = header.Birth;
            foreach ((uint kind, byte[] value) in Values)
            {
                switch (kind)
                {
                    case BirthTime when value.Length == sizeof(long):
                        birth = birth with { Time = BinaryPrimitives.ReadInt64LittleEndian(value) };
                        break;
                    case Generation when value.Length == sizeof(uint):
                        birth = birth with { Generation = BinaryPrimitives.ReadUInt32LittleEndian(value) };
                        break;
                    case BirthTime or Generation:
                        return null;
                }
            }

            return header with { Birth = birth };
        }
    }
}
