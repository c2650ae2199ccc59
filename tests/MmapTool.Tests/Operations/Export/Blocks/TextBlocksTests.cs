using System.Text;
using MmapTool.Layouts;
using MmapTool.Notation;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;

namespace MmapTool.Tests.Operations.Export;

/// <summary>A thread may get the blocks in any order, also the first block after later ones. No block depends on the work that its formatter did before.</summary>
public sealed class TextBlocksTests
{
    [Test]
    public void Blocks_made_in_any_order_by_one_formatter_are_the_text(
        [Values(ExportFormat.Text, ExportFormat.Json, ExportFormat.Csv, ExportFormat.Hex)] ExportFormat format,
        [Values("c16(10,2,1)", "f4(90)", "i2(3,5,4)", "{a:i2,s:S3}(40)", "S5(9,4)")] string view,
        [Values(20, 79, 10000)] int width,
        [Values(1, 3, 16)] int perBlock)
    {
        TypeStart start = (TypeStart)ViewExpression.Parse(view).Start!;
        Layout layout = Layout.Contiguous(start.ElementType, start.Shape!.Value);
        byte[] bytes = new byte[layout.ByteLength];
        Random random = new(20261124);
        random.NextBytes(bytes);
        ArrayElements elements = new(layout, bytes, windows: true);
        ExportOptions options = new() { Width = width, BlockElements = perBlock };
        string expected = Exported.Text(elements, format, options, new() { Threads = 1 });

        int count = (int)ViewExport.Start(elements, format, options).Blocks(options, WorkLimits.Default)!.Count;
        int[][] orders = [[.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count).Reverse()], [.. Enumerable.Range(0, count).OrderBy(_ => random.Next())]];
        Assert.Multiple(() =>
        {
            foreach (int[] order in orders)
            {
                TextBlocks blocks = ViewExport.Start(elements, format, options).Blocks(options, WorkLimits.Default)!;
                Assert.That(Joined(blocks, order), Is.EqualTo(expected), $"in the order {string.Join(' ', order)}");
            }
        });
    }

    private static string Joined(TextBlocks blocks, int[] order)
    {
        TextBlock[] made = new TextBlock[order.Length];
        using BlockFormatter formatter = blocks.NewFormatter();
        foreach (int number in order)
        {
            made[number] = new() { Number = number };
            formatter.Format(made[number]);
        }

        return string.Concat(made.Select(block => Encoding.UTF8.GetString(blocks.Join(block).Span)));
    }
}
