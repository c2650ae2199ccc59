using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using MmapTool.Elements;
using MmapTool.Journaling;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Operations.Conversion;
using MmapTool.Operations.Digest;
using MmapTool.Operations.Engine;
using MmapTool.Operations.Export;
using MmapTool.Operations.Headers;
using MmapTool.Operations.Recovery;
using MmapTool.Patching;
using MmapTool.Testing;
using MmapTool.Values;
using MmapTool.Views;

namespace MmapTool.Tests;

/// <summary>
/// Every public parameter of an enumeration type gets a number that the enumeration does not have. It is refused before anything is done.
/// A new member needs a row here.
/// </summary>
[TestFixture]
internal sealed class EnumParameterTests
{
    private const int None = 77;

    // Types of reports and of journals: the library returns them, and takes none as an argument.
    private static readonly Type[] Reports = [typeof(RecoverReport), typeof(JournalReport), typeof(JournalHeader)];

    private static readonly Dictionary<string, Action<string, MemoryView>> Rows = new()
    {
        ["DataFile.Open access"] = (path, _) => DataFile.Open(path, (MapAccess)None),
        ["MappedFile.Open access"] = (path, _) => MappedFile.Open(path, (MapAccess)None),
        ["MappedFile.OpenRegular access"] = (path, _) => MappedFile.OpenRegular(path, (MapAccess)None),
        ["MappedFile.Advise advice"] = (path, _) => Opened(path, file => file.Advise(0, 0, (AccessAdvice)None)),
        ["ElementType.Create kind"] = (_, _) => ElementType.Create((ElementKind)None, 4),
        ["ElementType.Create byteOrder"] = (_, _) => ElementType.Create(ElementKind.UnsignedInteger, 1, (ByteOrder)None),
        ["ElementType.WithByteOrder byteOrder"] = (_, _) => ElementType.UInt8.WithByteOrder((ByteOrder)None),
        ["ElementType.DateTime byteOrder"] = (_, _) => ElementType.DateTime(new TimeUnit(TimeScale.Day), (ByteOrder)None),
        ["ElementType.TimeDelta byteOrder"] = (_, _) => ElementType.TimeDelta(new TimeUnit(TimeScale.Day), (ByteOrder)None),
        ["TimeUnit.ctor scale"] = (_, _) => Made(new TimeUnit((TimeScale)None)),
        ["MemoryView.ToBytes order"] = (_, view) => view.ToBytes((ElementOrder)None),
        ["MemoryView.CopyTo(Span`1) order"] = (_, view) => view.CopyTo(new byte[100], (ElementOrder)None),
        ["MemoryView.CopyTo(Stream) order"] = (_, view) => view.CopyTo(Stream.Null, (ElementOrder)None),
        ["MemoryView.CopyTo(IBufferWriter`1) order"] = (_, view) => view.CopyTo(new ArrayBufferWriter<byte>(), (ElementOrder)None),
        ["MemoryView.CopyToAsync order"] = (_, view) => view.CopyToAsync(PipeWriter.Create(Stream.Null), (ElementOrder)None).AsTask().GetAwaiter().GetResult(),
        ["PatchOptions.set_CastValues value"] = (_, _) => Made(new PatchOptions { CastValues = (CastValues)None }),
        ["WorkLimits.set_Io value"] = (_, _) => Made(new WorkLimits { Io = (WindowSource)None }),
        ["ViewExport.WriteAsync format"] = (_, view) => ViewExport.WriteAsync(view, (ExportFormat)None, PipeWriter.Create(Stream.Null)).AsTask().GetAwaiter().GetResult(),
        ["ViewExport.Write format"] = (_, view) => ViewExport.Write(view, (ExportFormat)None, Stream.Null),
        ["ViewScan.Run order"] = (_, view) => Scan(view),
        ["ViewDigest.Of algorithm"] = (_, view) => ViewDigest.Of(view, (DigestAlgorithm)None),
        ["ViewDigest.Blocks algorithm"] = (_, view) => ViewDigest.Blocks(view, (DigestAlgorithm)None, 8, (_, _, _) => { }),
        ["CastModes.Name mode"] = (_, _) => CastModes.Name((CastValues)None),
        ["ConvertedExport.ctor mode"] = (_, view) => Made(new ConvertedExport(view, ElementType.Int16, (CastValues)None)),
        ["InPlaceConversion.Convert mode"] = (path, _) => InPlaceConversion.Convert(path, ViewExpression.Parse("u1"), ElementType.Int8, (CastValues)None),
        ["ContainerFile.ctor Role"] = (_, _) => Made(new MmapTool.Formats.ContainerFile("a", (MmapTool.Formats.FileRole)None)),
        ["ContainerFile.set_Role value"] = (_, _) => Made(new MmapTool.Formats.ContainerFile("a", MmapTool.Formats.FileRole.Data) with { Role = (MmapTool.Formats.FileRole)None }),
        ["LayoutRecording.Record place"] = (path, _) => LayoutRecording.Record(path, "", layout => layout, (RecordingPlace)None),
        ["PatchOperation.Apply castValues"] = (path, _) => PatchOperation.Apply(path, [Edit.Parse("[0] = 7")], (CastValues)None),
        ["FileOperations.Patch castValues"] = (path, _) => Opened(path, file => DataFile.Over(file).Patch([Edit.Parse("[0] = 7")], (CastValues)None)),
        ["ViewOperations.Hash algorithm"] = (_, view) => view.Hash((DigestAlgorithm)None),
        ["ViewOperations.WriteTo format"] = (_, view) => view.WriteTo(Stream.Null, (ExportFormat)None),
        ["ViewOperations.WriteToAsync format"] = (_, view) => view.WriteToAsync(PipeWriter.Create(Stream.Null), (ExportFormat)None).AsTask().GetAwaiter().GetResult(),
        ["RecoverOperation.Recover action"] = (path, _) => RecoverOperation.Recover(path, (RecoverAction)None),
        ["Edit.set_Operator value"] = (_, _) => Made(Edit.Parse("[0] = 7") with { Operator = (EditOperator)None }),
        ["Edit.ctor Operator"] = (_, _) => Made(new Edit("", 0, ViewExpression.Parse("u1"), (EditOperator)None, Edit.Parse("[0] = 7").Value, null)),
    };

    [Test]
    public void EveryPublicEnumParameterHasARow()
    {
        string[] missing = [.. new[] { typeof(DataFile).Assembly, typeof(MappedFile).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !Reports.Contains(type) && !typeof(Exception).IsAssignableFrom(type))
            .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>().SelectMany(Names))
            .Where(name => !Rows.ContainsKey(name))];
        Assert.That(missing, Is.Empty);
    }

    [TestCaseSource(nameof(RowNames))]
    public void ANumberThatIsNoneIsRefused(string row)
    {
        using TemporaryFolder folder = new();
        byte[] before = [.. Enumerable.Range(0, 64).Select(number => (byte)number)];
        string path = folder.Write("f.bin", before);
        byte[] memory = [.. before];
        Assert.That(() => Rows[row](path, MemoryView.Over(memory)), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("77"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(memory, Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Has.Length.EqualTo(1));
    }

    private static string[] RowNames() => [.. Rows.Keys];

    private static IEnumerable<string> Names(MethodBase method)
    {
        string name = $"{method.DeclaringType!.Name}.{method.Name.TrimStart('.')}";
        bool overloaded = method.DeclaringType == typeof(MemoryView) && method.Name == "CopyTo";
        return method.GetParameters().Where(parameter => IsOurs(parameter.ParameterType))
            .Select(parameter => $"{name}{(overloaded ? $"({method.GetParameters()[0].ParameterType.Name})" : "")} {parameter.Name}");
    }

    private static bool IsOurs(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum && plain.Namespace!.StartsWith(nameof(MmapTool), StringComparison.Ordinal);
    }

    private static void Made(object made) => Assert.Fail($"made {made}");

    private static void Opened(string path, Action<MappedFile> use)
    {
        using MappedFile file = MappedFile.Open(path);
        use(file);
    }

    private static void Scan(MemoryView view)
    {
        NoScan scan = default;
        ViewScan.Run<NoScan, int>(view, (ScanOrder)None, ScanShape.Of(1), ref scan, WorkLimits.Default);
    }

    private readonly struct NoScan : IBlockScan<int>
    {
        public int Begin(long segment) => 0;

        public void Take(ref int partial, ScanBlock block)
        {
        }

        public bool Join(long segment, int partial) => true;
    }
}
