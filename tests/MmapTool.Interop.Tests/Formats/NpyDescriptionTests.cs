using System.Text;
using System.Text.Json;
using MmapTool.Elements;
using MmapTool.Formats.Npy;
using MmapTool.Notation;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Headers;
using MmapTool.Testing;
using MmapTool.Values;

namespace MmapTool.Interop.Tests;

/// <summary>The dtypes of npy files on every way that writes a header: NumPy compares them before and after.</summary>
[TestFixture]
internal sealed class NpyDescriptionTests
{
    [Test]
    public void TitlesAndNestedSubArraysSurviveEveryWay()
    {
        using TemporaryFolder folder = new();
        string[] names = Oracle.Ask("headers.py", "dtypes", folder.Path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(names, Has.Length.GreaterThan(8));
        List<string[]> commands = [];
        foreach (string name in names)
        {
            string path = folder[$"{name}.npy"];
            NpyHeader header = NpyHeader.Parse(File.ReadAllBytes(path), new FileInfo(path).Length);
            string want = $"({header.Description}, None)";
            ElementType type = header.Layout.ElementType;
            ElementType swapped = Swapped(type);

            Written("extract", null, "extract", path);
            Written("rows", "[1:]", "extract", path);
            Written("converted", null, "convert", path, "--to", type.ToString());
            Changed("reshaped", copy => LayoutRecording.Record(copy, "", layout => layout.Reshape([3, 2]), RecordingPlace.Own));
            Changed("relabelled", copy => LayoutRecording.Record(copy, "", layout => layout.Cast(type, [6]), RecordingPlace.Own));
            Changed("bytes and back", copy =>
            {
                LayoutRecording.Record(copy, "", layout => layout.Reshape([6]), RecordingPlace.Own);
                LayoutRecording.Record(copy, "", layout => layout.Reshape([2, 3]), RecordingPlace.Own);
            });

            commands.Add(["convert", path, "--to", swapped.ToString(), "-o", folder[$"{name}.out.big.npy"]]);
            File.Copy(path, folder[$"{name}.place.big.npy"]);
            commands.Add(["convert", folder[$"{name}.place.big.npy"], "--to", swapped.ToString(), "--in-place"]);

            void Written(string way, string? view, params string[] arguments)
            {
                commands.Add([.. arguments[..2], .. view is null ? (string[])[] : [view], .. arguments[2..], "-o", folder[$"{name}.{way}.now.npy"]]);
                File.WriteAllText(folder[$"{name}.{way}.want"], want);
            }

            void Changed(string way, Action<string> change)
            {
                File.Copy(path, folder[$"{name}.{way}.now.npy"]);
                change(folder[$"{name}.{way}.now.npy"]);
                File.WriteAllText(folder[$"{name}.{way}.want"], want);
            }
        }

        RunAll(commands);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Oracle.Ask("headers.py", "same", folder.Path), Is.Empty);
            Assert.That(Oracle.Ask("headers.py", "swapped", folder.Path), Is.Empty);
        }
    }

    [Test]
    public void AnEmptyNpyIsConvertedInItsHeader([Values] bool dryRun)
    {
        string[] types = ["|b1", "|i1", "<i2", ">i2", "<u4", "<i8", ">i8", "<f2", "<f4", ">f4", "<f8", ">c16", "|S3", "|S8"];
        string[] shapes = ["(0,)", "(0, 3)", "(2, 0)", "(0, 0, 5)"];
        using TemporaryFolder folder = new();
        int number = 0;
        foreach (string from in types)
        {
            foreach (string to in types.Where(to => to.Contains('S') == from.Contains('S')))
            {
                string shape = shapes[number % shapes.Length];
                bool fortran = number % 3 == 0;
                string name = $"{number++:0000}";
                string text = $"{{'shape': {shape}, 'descr': '{from}', 'fortran_order': {fortran}}}{(number % 2 == 0 ? "" : new string(' ', 60) + "\n")}";
                string path = folder.Write($"{name}.now.npy", [.. NpyHeader.Magic, 1, 0, (byte)text.Length, 0, .. Encoding.Latin1.GetBytes(text)]);
                byte[] before = File.ReadAllBytes(path);
                InPlaceConversion.Convert(path, ViewExpression.Parse(""), ElementTypeNotation.Parse(to), settings: new() { DryRun = dryRun });
                File.WriteAllText(folder[$"{name}.want"], $"('{(dryRun ? from : to)}', {shape})");
                if (dryRun)
                {
                    Assert.That(File.ReadAllBytes(path), Is.EqualTo(before), $"{from} to {to}");
                }
            }
        }

        Assert.That(Oracle.Ask("headers.py", "same", folder.Path), Is.Empty);
    }

    [Test]
    public void AnEmptyNpyOfRecordsIsConvertedInItsHeader()
    {
        using TemporaryFolder folder = new();
        const string Fields = "[(('a title', 'a'), '<f4'), ('b', ('<i2', (3,)), (2,)), ('c', [('d', '<u8')])]";
        string text = $"{{'descr': {Fields}, 'fortran_order': False, 'shape': (0, 2), }}";
        string path = folder.Write("e.now.npy", [.. NpyHeader.Magic, 1, 0, (byte)text.Length, 0, .. Encoding.Latin1.GetBytes(text)]);
        using (DataFile file = DataFile.Open(path))
        {
            ElementType swapped = Swapped(file.Member().Reachable.ElementType);
            file.Dispose();
            InPlaceConversion.Convert(path, ViewExpression.Parse(""), swapped);
        }

        File.WriteAllText(folder["e.want"], $"({Fields.Replace('<', '>')}, (0, 2))");
        Assert.That(Oracle.Ask("headers.py", "same", folder.Path), Is.Empty);
    }

    [Test]
    public void APartOfAnNpyThatIsEmptyDoesNotRenameTheWhole()
    {
        using TemporaryFolder folder = new();
        byte[] before = [.. NpyHeader.Write(ElementType.Double, [4]), .. new byte[32]];
        string path = folder.Write("a.npy", before);
        Assert.That(() => InPlaceConversion.Convert(path, ViewExpression.Parse("[0:0]"), ElementType.Int64), Throws.TypeOf<Errors.ViewException>().With.Message.Contains("selects nothing"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
    }

    [Test]
    public void ANamedModeIsRefusedOnNothingToo()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("e.npy", NpyHeader.Write(ElementType.Double, [0]).AsSpan());
        Assert.That(() => InPlaceConversion.Convert(path, ViewExpression.Parse(""), ElementTypeNotation.Parse("V8"), CastValues.Wrap), Throws.TypeOf<Errors.ViewException>());
    }

    // Each plain type in the other byte order. Mixed types have no common order.
    private static ElementType Swapped(ElementType type) => type.Kind == ElementKind.Record
        ? ElementType.Record([.. type.Fields.Select(field => new RecordField(field.Name, Swapped(field.Type), field.Offset, field.Shape))], type.ItemSize)
        : type.WithByteOrder(type.ByteOrder == ByteOrder.Little ? ByteOrder.Big : type.ByteOrder == ByteOrder.Big ? ByteOrder.Little : ByteOrder.None);

    // In one process: starting one for each would take most of the time.
    private static void RunAll(List<string[]> commands)
    {
        ProcessRun run = Command.RunWithInput(string.Join('\n', commands.Select(command => JsonSerializer.Serialize(command))), "run", "-");
        string[] answers = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(answers, Has.Length.EqualTo(commands.Count), run.Error);
        for (int number = 0; number < answers.Length; number++)
        {
            Assert.That(answers[number], Does.StartWith("{\"exit\":0,"), string.Join(' ', commands[number]));
        }
    }
}
