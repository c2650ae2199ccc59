using System.Buffers.Binary;
using System.Numerics;
using MmapTool.Elements;
using MmapTool.Formats.Npy;
using MmapTool.Formats.Nrrd;
using MmapTool.Formats.Raw;
using MmapTool.Testing.Formats;

namespace MmapTool.Tests.Formats;

public sealed class NpyContractTests : ContainerFormatContract<NpyFormat>
{
    protected override byte[] Sample => [.. NpyHeader.Write(ElementType.Int16, [2, 6]), .. new byte[24]];

    protected override IReadOnlyDictionary<string, Func<BigInteger, byte[]?>> Fields => new Dictionary<string, Func<BigInteger, byte[]?>>
    {
        ["the header's length"] = number => number < 0 || number > ushort.MaxValue ? null : WithLength((ushort)number),
        ["the first dimension"] = number => Replaced(Sample, "(2, 6), }", $"({number}, 6), }}"),
        ["the second dimension"] = number => Replaced(Sample, "(2, 6), }", $"(2, {number}), }}"),
        ["the type's size"] = number => Replaced(Sample, "'<i2'", $"'<V{number}'"),
    };

    private byte[] WithLength(ushort length)
    {
        byte[] file = Sample;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), length);
        return file;
    }
}

public sealed class NrrdContractTests : ContainerFormatContract<NrrdFormat>
{
    protected override byte[] Sample => [.. "NRRD0004\ntype: short\ndimension: 2\nsizes: 6 2\nendian: little\nencoding: raw\nline skip: 0\nbyte skip: 0\n\n"u8, .. new byte[24]];

    protected override IReadOnlyDictionary<string, Func<BigInteger, byte[]?>> Fields => new Dictionary<string, Func<BigInteger, byte[]?>>
    {
        ["dimension"] = number => Replaced(Sample, "dimension: 2", number),
        ["the first size"] = number => Replaced(Sample, "sizes: 6 2", $"sizes: {number} 2"),
        ["the second size"] = number => Replaced(Sample, "sizes: 6 2", number),
        ["line skip"] = number => Replaced(Sample, "line skip: 0", number),
        ["byte skip"] = number => Replaced(Sample, "byte skip: 0", number),
        ["block size"] = number => Replaced(Replaced(Sample, "type: short", "type: block"), "endian: little", $"block size: {number}"),
    };

    protected override IReadOnlyDictionary<string, byte[]> Contradictions => new Dictionary<string, byte[]>
    {
        ["two sizes"] = Replaced(Sample, "endian: little", "sizes: 6 2"),
        ["more sizes than dimensions"] = Replaced(Sample, "sizes: 6 2", "sizes: 6 2 1"),
    };
}

public sealed class RawContractTests : ContainerFormatContract<RawFormat>
{
    protected override byte[] Sample => [.. Enumerable.Range(0, 50).Select(number => (byte)number)];

    protected override IReadOnlyDictionary<string, Func<BigInteger, byte[]?>> Fields => new Dictionary<string, Func<BigInteger, byte[]?>>();
}

public sealed class TallyContractTests : ContainerFormatContract<TallyFormat>
{
    protected override byte[] Sample => TallyFormat.File(
        ["member\tgrid\t<i2\t2,3\t0", "sum\tgrid\t12", "packed\tzipped\tits bytes are deflated", "meta\tauthor\tme", "member\tlast\t<f4\t2\t16"], new byte[24]);

    protected override IReadOnlyDictionary<string, Func<BigInteger, byte[]?>> Fields => new Dictionary<string, Func<BigInteger, byte[]?>>
    {
        ["the header's length"] = number => number < 0 || number > ulong.MaxValue ? null : WithLength((ulong)number),
        ["a dimension"] = number => Grid($"{number},3\t0"),
        ["an offset"] = number => Grid($"2,3\t{number}"),
        ["the place of a sum"] = number => TallyFormat.File(["member\tgrid\t<i2\t2,3\t0", $"sum\tgrid\t{number}"], new byte[24]),
    };

    protected override IReadOnlyDictionary<string, byte[]> Contradictions => new Dictionary<string, byte[]>
    {
        ["one name twice"] = TallyFormat.File(["member\ta\tB\t2\t0", "member\ta\tB\t2\t2"], new byte[4]),
        ["a sum of nothing"] = TallyFormat.File(["sum\ta\t0"], new byte[4]),
    };

    private static byte[] Grid(string place) => TallyFormat.File([$"member\tgrid\t<i2\t{place}"], new byte[24]);

    private byte[] WithLength(ulong length)
    {
        byte[] file = Sample;
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(8), length);
        return file;
    }
}
