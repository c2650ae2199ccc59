using MmapTool.Errors;
using MmapTool.Notation;

namespace MmapTool.Tests.Notation;

public class FileViewTests
{
    [TestCase("f.bin", "f.bin", "")]
    [TestCase("f.bin::", "f.bin", "")]
    [TestCase("f.bin::u1[::2]", "f.bin", "u1[::2]")]
    [TestCase("C:\\data\\f.bin::h[1:4]", "C:\\data\\f.bin", "h[1:4]")]
    [TestCase("a b/c.npy :: [0]", "a b/c.npy ", "[0]")]
    [TestCase("f.safetensors::[\"a::b\"]", "f.safetensors", "[\"a::b\"]")]
    [TestCase("\"we::ird.bin\"::u1[::2]", "we::ird.bin", "u1[::2]")]
    [TestCase("\"\\\"q\"", "\"q", "")]
    public void A_word_divides_at_its_first_double_colon(string text, string path, string view)
    {
        FileView read = FileView.Parse(text);
        Assert.That(read, Is.EqualTo(new FileView(path, ViewExpression.Parse(view))));
        Assert.That(FileView.Parse(read.ToString()), Is.EqualTo(read));
    }

    [TestCase("a:")]
    [TestCase("a::b")]
    [TestCase("\"")]
    [TestCase(" ")]
    public void Odd_paths_read_back(string path)
    {
        FileView view = new(path, ViewExpression.Parse("u1[1:]"));
        Assert.That(FileView.Parse(view.ToString()), Is.EqualTo(view));
    }

    [TestCase("", 0)]
    [TestCase("::u1", 0)]
    [TestCase("\"\"::u1", 0)]
    [TestCase("f.bin::u1[", 10)]
    [TestCase("f.bin::u1::2", 9)]
    [TestCase("\"f.bin\"u1", 7)]
    [TestCase("\"f.bin", 0)]
    public void Text_that_names_no_file_or_view_is_refused_at_its_place(string text, int position) =>
        Assert.That(() => FileView.Parse(text), Throws.TypeOf<NotationException>().With.Property("Position").EqualTo(position));
}
