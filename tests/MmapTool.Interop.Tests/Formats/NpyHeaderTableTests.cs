using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Npy headers in every order, spelling and padding, with keys doubled, missing and unknown. NumPy decides which ones are headers, and their meaning.</summary>
[TestFixture]
internal sealed class NpyHeaderTableTests
{
    private const string Keys = "it must have exactly the keys 'descr', 'fortran_order' and 'shape'";

    private static readonly (string Key, string Value)[] Entries = [("descr", "'<f8'"), ("fortran_order", "False"), ("shape", "(2, 3)")];

    // Of two equal keys, Python's dictionaries take the last. Here a header with two values for one key is refused.
    private static readonly string[] RefusedHereOnly = ["doubled"];

    [Test]
    public void EveryKeyDoubledMissingOrReorderedIsTakenAsNumPyTakesItWithItsExactMessage()
    {
        Dictionary<string, (string Header, string? Message)> rows = [];
        foreach ((string, string)[] order in Orders())
        {
            string name = string.Join('-', order.Select(entry => entry.Item1));
            rows.Add($"ordered {name}", (Text(order), null));
            for (int key = 0; key < order.Length; key++)
            {
                string one = order[key].Item1;
                string lacking = Text([.. order.Where((_, number) => number != key)]);
                rows.Add($"missing {one} of {name}", (lacking, $"the npy header lacks '{one}': {Keys} (at byte 10)"));
                for (int place = 0; place <= order.Length; place++)
                {
                    List<(string, string)> doubled = [.. order];
                    doubled.Insert(place, order[key]);
                    string text = Text([.. doubled]);
                    int second = text.IndexOf($"'{one}'", text.IndexOf($"'{one}'", StringComparison.Ordinal) + 1, StringComparison.Ordinal);
                    rows.Add($"doubled {one} of {name} {place}", (text, $"the npy header has '{one}' a second time: {Keys} (at byte {10 + second})"));
                    doubled[place] = ("more", "1");
                    text = Text([.. doubled]);
                    rows.Add($"unknown {one} of {name} {place}", (text, $"the npy header has a key too many, 'more': {Keys} (at byte {10 + text.IndexOf("'more'", StringComparison.Ordinal)})"));
                }
            }
        }

        foreach (string key in new[] { "'Shape'", "'shape '", "3", "None", "True", "('shape',)", "''" })
        {
            rows.Add($"odd key {key}", ($"{{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), {key}: 1}}", null!));
        }

        Compare(rows, exact: true);
    }

    [Test]
    public void EverySpellingIsTakenAsNumPyTakesIt()
    {
        Dictionary<string, (string Header, string? Message)> rows = [];
        string[] spellings =
        [
            "{'descr':'<f8','fortran_order':False,'shape':(2,3)}", "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (2, 3)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
            "{ 'descr' : '<f8' , 'fortran_order' : False , 'shape' : ( 2 , 3 , ) , }", "{\n 'descr': '<f8',\n 'fortran_order': False,\n\t'shape': (2,\n3)\n}", " {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L)}", "{'descr': u'<f8', u'fortran_order': False, 'shape': (2L, 3)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (6L,)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (6)}", "{'descr': '<f8', 'fortran_order': False, 'shape': 6}", "{'descr': '<f8', 'fortran_order': False, 'shape': [2, 3]}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': ()}", "{'descr': '<f8', 'fortran_order': False, 'shape': (06,)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (0,)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (00,)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2.0, 3)}", "{'descr': '<f8', 'fortran_order': False, 'shape': ('2', 3)}",
            "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 3)}", "{'descr': '<f8', 'fortran_order': false, 'shape': (2, 3)}", "{'descr': '<f8', 'fortran_order': None, 'shape': (2, 3)}",
            "{'descr': '<f8', 'fortran_order': 'True', 'shape': (2, 3)}", "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3),, }",
            "{'descr': '<f8' 'fortran_order': False, 'shape': (2, 3)}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)", "{}", "", "[]", "'descr'",
            "{'descr': 'double', 'fortran_order': False, 'shape': (2, 3)}", "{'descr': '', 'fortran_order': False, 'shape': (2, 3)}", "{'descr': None, 'fortran_order': False, 'shape': (2, 3)}",
            "{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (6,)}", "{'descr': [('a','<f4'),('a','<f4')], 'fortran_order': False, 'shape': (6,)}",
            "{'descr': [(\"a\",\"<f4\",(2,)),], 'fortran_order': False, 'shape': (6,)}", "{'descr': [('', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (6,)}",
        ];
        foreach (string spelling in spellings)
        {
            rows.Add($"{rows.Count:000}", (spelling, null));
        }

        // NumPy also reads long names, which no header has, and reads None as f8.
        Compare(rows, exact: false, mayRefuse: ["'double'", "'descr': None"]);
    }

    [Test]
    public void AnEquallyLongChangeOfTheTypeFitsEveryHeaderAndNumPyReadsIt()
    {
        (string Old, string New)[] types =
        [
            ("<f8", ">f8"), (">i4", "<i4"), ("<f8", "<i8"), ("<u2", ">f2"), ("|u1", "|i1"), ("<c8", ">c8"), ("|S8", "<f8"),
        ];
        using TemporaryFolder folder = new();
        int number = 0;
        foreach ((string old, string now) in types)
        {
            foreach (string padding in new[] { "", "\n", " \n", "   ", "\t\n", "aligned" })
            {
                foreach ((string Key, string Value)[] order in Orders())
                {
                    foreach (string quote in new[] { "'", "\"" })
                    {
                        string text = Text([.. order.Select(entry => entry.Key == "descr" ? (entry.Key, $"'{old}'") : entry)]).Replace("'", quote, StringComparison.Ordinal);
                        Check(folder, $"{number++:0000}", text, padding, now, $"('{now}', (2, 3))");
                    }
                }

                // A type within records: titles, sub-arrays within sub-arrays and odd spacing stay.
                string fields = $"[(('a  title', 'a'),'{old}'), (\"b\",  ('{old}',(3,)) ,(2,)),('', '|V5'), ('c',[('d', '{old}')])]";
                string swapped = fields.Replace(old, now, StringComparison.Ordinal);
                Check(folder, $"{number++:0000}", $"{{'shape':(6,),'descr':{fields} , 'fortran_order':False}}", padding, now, $"({swapped}, (6,))");
            }
        }

        Assert.That(number, Is.GreaterThan(500));
        Assert.That(Oracle.Ask("headers.py", "same", folder.Path), Is.Empty);
    }

    private static void Check(TemporaryFolder folder, string name, string text, string padding, string type, string want)
    {
        byte[] bytes = Header(text, padding);
        NpyHeader header = NpyHeader.Parse(bytes, bytes.Length + 4096);
        ElementType own = header.Layout.ElementType;
        ElementType to = own.Kind == ElementKind.Record ? Within(own, Notation.ElementTypeNotation.Parse(type)) : Notation.ElementTypeNotation.Parse(type);
        RecordedHeader recorded = header.WithLayout(Layout.Create(to, header.Layout.Offset, header.Layout.Shape, header.Layout.Strides));
        Assert.That(recorded.FitsInPlace, $"{text} padded by '{padding}' becomes {Encoding.UTF8.GetString(recorded.Bytes.AsSpan()[10..])}");
        int differing = bytes.Zip(recorded.Bytes).Count(pair => pair.First != pair.Second);
        Assert.That(differing, Is.LessThanOrEqualTo(3 * 3), $"more than the type is changed in {text}");
        File.WriteAllBytes(folder[$"{name}.now.npy"], [.. recorded.Bytes, .. new byte[header.Layout.ByteLength]]);
        File.WriteAllText(folder[$"{name}.want"], want);
    }

    // The same record with another plain type in all the places of the first one.
    private static ElementType Within(ElementType type, ElementType to) => type.Kind == ElementKind.Record
        ? ElementType.Record([.. type.Fields.Select(field => new RecordField(field.Name, Within(field.Type, to), field.Offset, field.Shape))], type.ItemSize)
        : to;

    private static void Compare(Dictionary<string, (string Header, string? Message)> rows, bool exact, string[]? mayRefuse = null)
    {
        using TemporaryFolder folder = new();
        string[] names = [.. rows.Keys];
        for (int number = 0; number < names.Length; number++)
        {
            folder.Write($"{number:0000}.npy", [.. Header(rows[names[number]].Header, "\n"), .. new byte[96]]);
        }

        string[] answers = Oracle.Ask("headers.py", "accept", folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(answers, Has.Length.EqualTo(names.Length));
        (int accepted, int refused) = (0, 0);
        using (Assert.EnterMultipleScope())
        {
            for (int number = 0; number < names.Length; number++)
            {
                (string text, string? message) = rows[names[number]];
                string numpys = answers[number].Split(' ', 2)[1];
                string ours;
                string? reason = null;
                try
                {
                    byte[] bytes = Header(text, "\n");
                    NpyHeader header = NpyHeader.Parse(bytes, bytes.Length + 96);
                    ours = "accepted";
                    accepted++;
                    string[] said = numpys.Split('|');
                    if (said.Length > 2)
                    {
                        Assert.That(Layout.Tuple(header.Layout.Shape), Is.EqualTo(said[^2]), text);
                        Assert.That(header.Layout.IsFContiguous && !header.Layout.IsCContiguous, Is.EqualTo(said[^1] == "True"), text);
                    }
                }
                catch (ContainerException error)
                {
                    (ours, reason) = ("refused", error.Message);
                    refused++;
                }

                bool onlyHere = RefusedHereOnly.Any(kind => names[number].StartsWith(kind, StringComparison.Ordinal)) || (mayRefuse?.Any(part => text.Contains(part, StringComparison.Ordinal)) ?? false);
                Assert.That(ours, Is.EqualTo(onlyHere ? "refused" : numpys == "refused" ? "refused" : "accepted"), $"{names[number]}: {text} ({reason})");
                if (exact && message is not null)
                {
                    Assert.That(reason, Is.EqualTo(message), text);
                }
            }
        }

        Assert.That(Math.Min(accepted, refused), Is.GreaterThan(5));
    }

    private static string Text((string Key, string Value)[] entries) => $"{{{string.Join(", ", entries.Select(entry => $"'{entry.Key}': {entry.Value}"))}}}";

    private static IEnumerable<(string Key, string Value)[]> Orders() =>
        from first in Entries
        from second in Entries
        from third in Entries
        where first != second && second != third && first != third
        select new[] { first, second, third };

    private static byte[] Header(string text, string padding)
    {
        byte[] body = Encoding.Latin1.GetBytes(text);
        byte[] pad = padding == "aligned" ? [.. Enumerable.Repeat((byte)' ', 128 - ((10 + body.Length + 1) % 64)), (byte)'\n'] : Encoding.ASCII.GetBytes(padding);
        int length = body.Length + pad.Length;
        return [.. NpyHeader.Magic, 1, 0, (byte)length, (byte)(length >> 8), .. body, .. pad];
    }
}
