using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Nrrd;

namespace MmapTool.Tests.Formats.Nrrd;

/// <summary>Every field of an NRRD header doubled, missing, unknown and in any place, with its exact message.</summary>
[TestFixture]
internal sealed class NrrdFieldTableTests
{
    private static readonly (string Name, string Value)[] Fields =
    [
        ("type", "short"), ("dimension", "2"), ("sizes", "3 2"), ("endian", "big"), ("encoding", "raw"), ("line skip", "1"), ("byte skip", "4"), ("data file", "a.raw"),
    ];

    private static readonly string[] Optional = ["line skip", "byte skip", "data file"];

    [Test]
    public void TheFieldsMayStandInAnyOrder()
    {
        Random random = new(3);
        for (int order = 0; order < 200; order++)
        {
            (string, string)[] fields = [.. Fields];
            random.Shuffle(fields);
            NrrdHeader header = Parse(fields);
            Assert.That(header.ElementType, Is.EqualTo(ElementType.Int16.WithByteOrder(ByteOrder.Big)));
            Assert.That(header.Shape, Is.EqualTo(new long[] { 2, 3 }));
            Assert.That((header.LineSkip, header.ByteSkip, header.DataFile), Is.EqualTo((1L, 4L, "a.raw")));
        }
    }

    [Test]
    public void AFieldThatIsMissingIsNamed([ValueSource(nameof(Names))] string name)
    {
        (string, string)[] fields = [.. Fields.Where(field => field.Name != name)];
        if (Optional.Contains(name))
        {
            Assert.That(() => Parse(fields), Throws.Nothing);
            return;
        }

        string expected = name == "endian" ? "the NRRD header: 'endian' is missing, and 2-byte numbers need it (at byte 9)" : $"the NRRD header lacks the field '{name}'";
        Assert.That(() => Parse(fields), Throws.TypeOf<ContainerException>().With.Message.EqualTo(expected));
    }

    [Test]
    public void AFieldThatIsSetTwiceIsRefusedAtTheSecond([ValueSource(nameof(Names))] string name, [Values] bool sameValue)
    {
        for (int place = 0; place <= Fields.Length; place++)
        {
            List<(string, string)> fields = [.. Fields];
            fields.Insert(place, (name, sameValue ? Fields.First(field => field.Name == name).Value : "7"));
            string text = Text([.. fields]);
            int second = text.IndexOf($"\n{name}:", text.IndexOf($"\n{name}:", StringComparison.Ordinal) + 1, StringComparison.Ordinal) + 1;
            Assert.That(
                () => NrrdHeader.Parse(Encoding.ASCII.GetBytes(text)),
                Throws.TypeOf<ContainerException>().With.Message.EqualTo($"the NRRD header: '{name}' is set a second time (at byte {second})"), text);
        }
    }

    [TestCase("lineskip", "line skip")]
    [TestCase("byteskip", "byte skip")]
    [TestCase("datafile", "data file")]
    [TestCase("TYPE", "type")]
    [TestCase("Sizes", "sizes")]
    public void ASecondSpellingOfAFieldIsASecondField(string spelling, string name) =>
        Assert.That(() => Parse([.. Fields, (spelling, "1")]), Throws.TypeOf<ContainerException>().With.Message.Contains($"'{name}' is set a second time"));

    [Test]
    public void AFieldThatNrrdDoesNotDefineIsPassedOverWithAWarning()
    {
        NrrdHeader header = Parse([("odd thing", "1"), .. Fields, ("content", "x"), ("content", "y")]);
        Assert.That(header.Warnings, Is.EqualTo(new[] { "the field 'odd thing' is none of NRRD's and is passed over (at byte 9)" }));
    }

    [TestCase("sizes", "0 2")]
    [TestCase("sizes", "3 -2")]
    public void AnAxisWithoutElementsIsRefused(string name, string value) => Assert.That(
        () => Parse([.. Fields.Select(field => field.Name == name ? (name, value) : field)]),
        Throws.TypeOf<ContainerException>().With.Message.Contains("'sizes' is no whole number from 1 to 9223372036854775807"));

    private static string[] Names() => [.. Fields.Select(field => field.Name)];

    private static NrrdHeader Parse((string, string)[] fields) => NrrdHeader.Parse(Encoding.ASCII.GetBytes(Text(fields)));

    private static string Text((string Name, string Value)[] fields) => $"NRRD0004\n{string.Concat(fields.Select(field => $"{field.Name}: {field.Value}\n"))}\n";
}
