using MmapTool.Errors;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Testing;

namespace MmapTool.Tests.Operations.Conversion;

public sealed class ByteOrderTests
{
    private static readonly byte[] Old = [.. Enumerable.Range(0, 240).Select(value => (byte)(value * 7))];

    [TestCase("<u2", ">u2", 2, new[] { 0, 2 })]
    [TestCase(">i3", "<i3", 3, new[] { 0, 3 })]
    [TestCase("<f8", ">f8", 8, new[] { 0, 8 })]
    [TestCase("<c8", ">c8", 8, new[] { 0, 4, 4, 4 })]
    [TestCase("{a:<u8,b:u1(3),c:<f4,d:>i1}", "{a:>u8,b:u1(3),c:>f4,d:i1}", 16, new[] { 0, 8, 11, 4 })]
    [TestCase("{a:<u2(2),b:{c:<u4,d:<u4}}", "{a:>u2(2),b:{c:<u4,d:>u4}}", 12, new[] { 0, 2, 2, 2, 8, 4 })]
    public void The_bytes_of_each_number_are_reversed_and_twice_is_as_before(string from, string to, int item, int[] numbers)
    {
        using TemporaryFolder folder = new();
        foreach (bool journal in (bool[])[true, false])
        {
            string path = folder.Write("file", Old);
            byte[] expected = [.. Old];
            for (int start = 0; start + item <= Old.Length; start += item)
            {
                for (int index = 0; index < numbers.Length; index += 2)
                {
                    Array.Reverse(expected, start + numbers[index], numbers[index + 1]);
                }
            }

            ChangeSettings settings = new() { Journal = journal };
            InPlaceConversion.Convert(path, ViewExpression.Parse(from), ElementTypeNotation.Parse(to), settings: settings);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(expected));
            InPlaceConversion.Convert(path, ViewExpression.Parse(to), ElementTypeNotation.Parse(from), settings: settings);
            Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        }
    }

    [Test]
    public void A_strided_view_leaves_the_rest_alone()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        InPlaceConversion.Convert(path, ViewExpression.Parse("u1[3:].cast(V3)[:9:-2].view(<u3)"), ElementTypeNotation.Parse(">u3"));
        byte[] expected = [.. Old];
        for (int element = 78; element > 9; element -= 2)
        {
            Array.Reverse(expected, 3 + (element * 3), 3);
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(expected));
    }

    [TestCase("<u2", "V2")]
    [TestCase("<u2", ">u4")]
    [TestCase("{a:<u2,b:<u2}", "{a:>u2,c:>u2}")]
    [TestCase("{a:<u4@0,b:<u2@2}", "{a:>u4@0,b:>u2@2}")]
    public void Other_changes_are_refused_and_nothing_is_written(string from, string to)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("file", Old);
        Assert.That(() => InPlaceConversion.Convert(path, ViewExpression.Parse(from), ElementTypeNotation.Parse(to)), Throws.TypeOf<ViewException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Old));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }
}
