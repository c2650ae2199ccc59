using System.Runtime.CompilerServices;
using MmapTool.Layouts;

namespace MmapTool.Tests.Formats;

/// <summary>The sample files are what their README says.</summary>
public sealed class SamplesTests
{
    private static string Sample(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "data-samples", name));

    [TestCase("numbers.bin", "h", "<i2", new long[] { 5 }, 0)]
    [TestCase("octets.bin", "B(2,3)", "|u1", new long[] { 2, 3 }, 0)]
    [TestCase("big-endian.bin", ">f4", ">f4", new long[] { 8 }, 0)]
    [TestCase("grid-c.npy", "", "<f4", new long[] { 3, 4 }, 128)]
    [TestCase("grid-f.npy", "", "<f4", new long[] { 3, 4 }, 128)]
    [TestCase("grid-v2.npy", "", ">i4", new long[] { 3, 4 }, 128)]
    [TestCase("unicode-v3.npy", "[\"温度\"]", "<f4", new long[] { 3 }, 128)]
    [TestCase("records.bin", "{t:<u8,v:<f4,kind:u1,tag:S3,rgb:u1(3),level:<i2@21}.rgb", "|u1", new long[] { 20, 3 }, 16)]
    [TestCase("records.npy", ".position[:,0]", "<f8", new long[] { 5 }, 200)]
    [TestCase("image.raw", "", "|u1", new long[] { 48, 64 }, 0)]
    [TestCase("image.nhdr", "", "|u1", new long[] { 48, 64 }, 0)]
    [TestCase("volume.nrrd", "[1]", ">i2", new long[] { 3, 4 }, 119)]
    public void A_sample_opens_as_its_README_says(string name, string view, string type, long[] shape, long offset)
    {
        using DataFile file = DataFile.Open(Sample(name));
        Layout layout = file.View(view).Layout;

        Assert.That((layout.ElementType.ToString(), layout.Offset), Is.EqualTo((type, offset)));
        Assert.That(layout.Shape, Is.EqualTo(shape));
        Assert.That(file.Container.Warnings, Is.Empty);
    }
}
