using BenchmarkDotNet.Attributes;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Notation;

namespace MmapTool.Bench;

/// <summary>Text to views and edits.</summary>
public class NotationBenchmarks
{
    private readonly Layout bytes = Layout.Over(ElementType.UInt8, 1 << 20);

    [Benchmark]
    public ViewExpression ParseIndex() => ViewExpression.Parse("h[1:4]");

    [Benchmark]
    public ViewExpression ParseSteps() => ViewExpression.Parse("<f4(512,512)[::2, 0x10:+16].T.cast(B)[::-1]");

    [Benchmark]
    public ViewExpression ParseRecord() => ViewExpression.Parse("{t:<u8, v:<f4, tag:S8, rgb:u1(3), inner:{a:i2,b:i2}}[3:1Ki].inner.a");

    [Benchmark]
    public Edit ParseEdit() => Edit.Parse("h.cast(B)[5] = 4");

    [Benchmark]
    public Edit ParseGuardedEdit() => Edit.Parse("<u4[10:+3] : [1, 2, 3] -> x\"00 11 22 33 44 55 66 77 88 99 aa bb\"");

    [Benchmark]
    public Layout Resolve() => bytes.Cast(ElementType.UInt8, [1024, 1024]).Index(ViewIndex.Slice(10, 900, 3), ViewIndex.Slice(null, null, -1)).Transpose();
}
