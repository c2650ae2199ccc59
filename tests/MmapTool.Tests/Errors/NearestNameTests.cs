using MmapTool.Errors;
using MmapTool.Operations.Search;

namespace MmapTool.Tests.Errors;

public sealed class NearestNameTests
{
    private static readonly string[] Candidates = ["info", "show", "extract", "patch", "reshape", "no-journal"];

    [TestCase("inof", "info")]
    [TestCase("ifno", "info")]
    [TestCase("shwo", "show")]
    [TestCase("extarct", "extract")]
    [TestCase("EXTRACT", "extract")]
    [TestCase("ext", "extract")]
    [TestCase("no-jurnal", "no-journal")]
    [TestCase("nojournal", "no-journal")]
    [TestCase("xyzzy", null)]
    [TestCase("", null)]
    public void The_nearest_name_is_found_and_a_far_one_is_not(string given, string? expected) =>
        Assert.That(NearestName.Of(given, Candidates), Is.EqualTo(expected));

    [Test]
    public void A_very_long_text_is_answered_at_once() =>
        Assert.That(NearestName.Of(new string('x', 10_000_000), Candidates), Is.Null);
}
