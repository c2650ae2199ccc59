using System.Buffers.Binary;
using System.Text;

namespace MmapTool.Tests.Formats.Npy;

/// <summary>npy files made by hand, so that they can be wrong.</summary>
internal static class NpyBytes
{
    public static byte[] Make(string header, int dataLength = 0, int version = 1)
    {
        byte[] text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(header);
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)text.Length));
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. new byte[dataLength]];
    }

    public static string Dictionary(string descr, string shape, string fortranOrder = "False") =>
        $"{{'descr': {descr}, 'fortran_order': {fortranOrder}, 'shape': {shape}, }}";

    public static MmapTool.Formats.Npy.NpyHeader Parse(byte[] file) => MmapTool.Formats.Npy.NpyHeader.Parse(file, file.Length);
}
