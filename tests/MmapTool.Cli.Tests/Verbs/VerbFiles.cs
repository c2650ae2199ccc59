using System.Buffers.Binary;
using MmapTool.Testing;

namespace MmapTool.Cli.Tests.Verbs;

/// <summary>The files that the verbs' tests work on.</summary>
internal static class VerbFiles
{
    /// <summary>numbers.bin: the int16 values -2 -1 0 1 2, little-endian.</summary>
    public static string Numbers(this TemporaryFolder folder) => folder.Write("numbers.bin", [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0]);

    /// <summary>octets.bin: the bytes 0 to 5.</summary>
    public static string Octets(this TemporaryFolder folder) => folder.Write("octets.bin", [0, 1, 2, 3, 4, 5]);

    /// <summary>A version 1.0 npy of int32 values 0, 1, 2, … as the format's specification describes it.</summary>
    public static string Npy(this TemporaryFolder folder, string name, params int[] shape)
    {
        string dictionary = $"{{'descr': '<i4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";
        string header = dictionary.PadRight(128 - 10 - 1) + "\n";
        int count = shape.Aggregate(1, (product, dimension) => product * dimension);
        byte[] data = new byte[count * 4];
        for (int index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(index * 4), index);
        }

        return folder.Write(name, [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.ASCII.GetBytes(header), .. data]);
    }
}
