using BenchmarkDotNet.Attributes;
using MmapTool.Elements;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Values;

namespace MmapTool.Bench;

/// <summary>
/// Conversions: a block of 64 Ki elements that all fit, from memory to memory, and the byte swap of 64 MiB in place. The swap is neither journaled nor
/// synced, so that no disk is measured.
/// </summary>
public class ConversionBenchmarks
{
    private const int Count = 1 << 16;
    private BenchFile file = null!;
    private ElementConverter converter = null!;
    private byte[] source = [];
    private byte[] target = [];

    [Params("i2 i4", "i4 i2", "i8 i4", "i4 f4", "i8 f8", "f4 i4", "f8 i2", "f8 f4", "f4 f8", "f2 f4", "f4 f2", "bf16 f4", "f4 bf16", "f4 float8_e4m3fn", "i3 i4", "<f4 >f4")]
    public string Pair { get; set; } = "";

    [Params(CastValues.Exact, CastValues.Saturate)]
    public CastValues Mode { get; set; }

    [GlobalSetup]
    public void Make()
    {
        file = new(64 << 20);
        string[] types = Pair.Split(' ');
        converter = ElementConverter.Of(ElementTypeNotation.Parse(types[0]), ElementTypeNotation.Parse(types[1]), Mode);
        byte[] bits = new byte[Count];
        new Random(1).NextBytes(bits);
        System.Numerics.Tensors.TensorPrimitives.BitwiseAnd<byte>(bits, 1, bits);
        source = new byte[Count * converter.From.ItemSize];
        target = new byte[Count * converter.To.ItemSize];
        ElementConverter.Of(ElementType.UInt8, converter.From, CastValues.Exact).Convert(bits, source);
    }

    [GlobalCleanup]
    public void Delete() => file.Dispose();

    [Benchmark]
    public void Block() => converter.Convert(source, target);

    [Benchmark]
    public ChangeReport ByteSwapInPlace() => InPlaceConversion.Convert(
        file.Path, ViewExpression.Parse("<u2"), ElementTypeNotation.Parse(">u2"), settings: new ChangeSettings { Journal = false, Sync = false });
}
