using System.Collections.Immutable;
using System.Text;
using MmapTool.Elements;
using MmapTool.Errors;
using MmapTool.Formats;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Memory;
using MmapTool.Notation;
using MmapTool.Operations.Changes;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Tests;

public sealed class DataFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Prepare() => _folder = new();

    [TearDown]
    public void Clean() => _folder.Dispose();

    private static ViewExpression Start(ElementType type, params long[] shape) =>
        new(new TypeStart(type, shape.Length == 0 ? null : [.. shape]), []);

    private static ViewExpression Named(string name) => new(new MemberStart(name), []);

    private static ViewExpression Own => new(null, []);

    private string Npy(string name, ElementType type, ImmutableArray<long> shape)
    {
        ImmutableArray<byte> header = NpyHeader.Write(type, shape);
        return _folder.Write(name, [.. header, .. new byte[Layout.Contiguous(type, shape).ByteLength]]);
    }

    private string Text(string name, string text) => _folder.Write(name, Encoding.UTF8.GetBytes(text));

    [Test]
    public void A_raw_file_is_its_bytes([Values(0, 1, 1000)] int length)
    {
        using DataFile file = DataFile.Open(_folder.Write("data.bin", new byte[length]));

        Assert.That((file.Container.Format.Info.Name, file.Length), Is.EqualTo(("raw", (long)length)));
        Assert.That(file.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.UInt8, [length])));
    }

    [Test]
    public void A_type_is_laid_over_the_whole_file_whatever_the_container()
    {
        using DataFile file = DataFile.Open(Npy("a.npy", ElementType.Single, [4]));

        Assert.That(file.View(Start(ElementType.Int16)).Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [72])));
        Assert.That(file.View(Start(ElementType.UInt8, 12, -1)).Shape, Is.EqualTo(new long[] { 12, 12 }));
        Assert.Throws<ViewException>(() => file.View(Start(ElementType.Create(ElementKind.UnsignedInteger, 3), 5)));
    }

    [Test]
    public void A_step_that_does_not_fit_is_named()
    {
        using DataFile file = DataFile.Open(Npy("a.npy", ElementType.Single, [4]));

        Assert.That(() => file.View("[1:].reshape(2,2)"), Throws.TypeOf<ViewException>().With.Message.StartsWith("in .reshape(2,2): "));
        Assert.That(() => file.View("<i8(3)"), Throws.TypeOf<ViewException>().With.Message.StartsWith("in <i8(3): "));
    }

    [Test]
    public void An_npy_is_recognised_by_its_content_whatever_its_name()
    {
        using DataFile file = DataFile.Open(Npy("data.bin", ElementType.Single, [2, 3]));

        Assert.That(file.Container.Format.Info.Name, Is.EqualTo("npy"));
        Assert.That(file.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.Single, [2, 3], 128)));
    }

    [Test]
    public void A_file_named_npy_that_is_none_is_refused_until_raw_is_asked_for()
    {
        string path = _folder.Write("data.npy", new byte[10]);

        Assert.That(() => DataFile.Open(path), Throws.TypeOf<ContainerException>().With.Message.Contains("--format raw"));
        using DataFile file = DataFile.Open(path, format: "raw");
        Assert.That(file.View(Own).Shape, Is.EqualTo(new long[] { 10 }));
    }

    [Test]
    public void An_unknown_format_is_answered_with_those_there_are() =>
        Assert.That(() => DataFile.Open(_folder.Write("a", [1]), format: "zarr"), Throws.TypeOf<ViewException>().With.Message.Contains("npy, nrrd, raw"));

    [Test]
    public void Bytes_behind_an_array_are_a_warning()
    {
        string path = _folder.Write("a.npy", [.. NpyHeader.Write(ElementType.UInt8, [3]), 1, 2, 3, 4, 5]);
        using DataFile file = DataFile.Open(path);

        Assert.That(file.Container.Warnings, Has.Length.EqualTo(1));
        Assert.That(file.Container.Warnings[0], Does.StartWith("2 bytes behind the array"));
    }

    [Test]
    public void Where_the_only_member_has_no_name_a_name_is_a_field_of_it()
    {
        ElementType record = ElementType.Record([new RecordField("a", ElementType.Int16, 0), new RecordField("b", ElementType.Single, 2)]);
        using DataFile file = DataFile.Open(Npy("a.npy", record, [3]));

        Assert.That(file.View(Named("b")).Layout, Is.EqualTo(file.Member().Reachable.Field("b")));
        Assert.That(() => file.View(Named("c")), Throws.TypeOf<ViewException>().With.Message.Contains("a, b"));
    }

    [Test]
    public void A_pair_of_header_and_data_opens_by_either_name()
    {
        string header = Text("data.nhdr", "NRRD0004\ntype: short\ndimension: 2\nsizes: 3 2\nendian: big\nencoding: raw\nbyte skip: 4\ndata file: data.bin\n");
        string data = _folder.Write("data.bin", new byte[16]);
        Layout expected = Layout.Contiguous(ElementType.Int16.WithByteOrder(ByteOrder.Big), [2, 3], 4);

        foreach (string path in (string[])[header, data])
        {
            using DataFile file = DataFile.Open(path);
            Assert.That(file.View(Own).Layout, Is.EqualTo(expected));
            Assert.That((file.Container.Format.Info.Name, file.Path, file.Container.HeaderPath, file.Length), Is.EqualTo(("nrrd", data, header, 16L)));
        }

        using DataFile raw = DataFile.Open(data, format: "raw");
        Assert.That(raw.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.UInt8, [16])));
    }

    [TestCase("data file: other.bin")]
    [TestCase("data file: sub/data.bin")]
    public void A_header_that_names_another_file_is_passed_over(string line)
    {
        Text("data.nhdr", $"NRRD0004\ntype: uchar\ndimension: 1\nsizes: 3\nencoding: raw\n{line}\n");
        using DataFile file = DataFile.Open(_folder.Write("data.bin", new byte[3]));

        Assert.That(file.Container.Format.Info.Name, Is.EqualTo("raw"));
    }

    [Test]
    public void A_damaged_header_beside_the_file_is_an_error_that_names_it()
    {
        string header = Text("data.nhdr", "NRRD0004\ntype: uchar\nencoding: gzip\ndata file: data.bin\n");
        string data = _folder.Write("data.bin", new byte[3]);

        Assert.That(() => DataFile.Open(data), Throws.TypeOf<ContainerException>().With.Message.Contains(header).And.Message.Contains("--format raw"));
        Assert.DoesNotThrow(() => DataFile.Open(data, format: "raw").Dispose());
    }

    [Test]
    public void A_header_for_a_missing_or_irregular_file_is_refused()
    {
        string missing = Text("a.nhdr", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 3\nencoding: raw\ndata file: nowhere.bin\n");
        string folder = Text("b.nhdr", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 3\nencoding: raw\ndata file: .\n");

        Assert.Throws<MappedFileException>(() => DataFile.Open(missing));
        Assert.Throws<MappedFileException>(() => DataFile.Open(folder));
    }

    [Test]
    public void Lines_are_skipped_before_bytes()
    {
        string header = Text("picture.nhdr", "NRRD0001\ntype: unsigned char\ndimension: 2\nsizes: 4 2\nencoding: raw\nline skip: 3\nbyte skip: 1\ndata file: ./picture.pgm\n");
        Text("picture.pgm", "P5\n4 2\n255\n_abcdefgh");
        using DataFile file = DataFile.Open(header);

        Assert.That(file.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.UInt8, [2, 4], 12)));
    }

    [Test]
    public void More_lines_than_there_are_cannot_be_skipped()
    {
        string header = Text("a.nhdr", "NRRD0001\ntype: unsigned char\ndimension: 1\nsizes: 4\nencoding: raw\nline skip: 9000000000000000000\ndata file: a.txt\n");
        Text("a.txt", string.Concat(Enumerable.Repeat("x\n", 100_000)));

        Assert.That(() => DataFile.Open(header), Throws.TypeOf<ContainerException>().With.Message.Contains("line skip"));
    }

    [Test]
    public void An_attached_header_is_followed_by_its_data()
    {
        const string Header = "NRRD0004\ntype: float\ndimension: 1\nsizes: 2\nendian: little\nencoding: raw\n\n";
        using DataFile file = DataFile.Open(Text("a.nrrd", Header + "12345678"));

        Assert.That(file.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.Single, [2], Header.Length)));
        Assert.That(() => file.RecordLayout(file.Member(), file.Member().Reachable.Cast(ElementType.Int16)), Throws.TypeOf<ViewException>());
    }

    [Test]
    public void Raw_records_no_layout()
    {
        using DataFile file = DataFile.Open(_folder.Write("a.bin", new byte[4]));

        Assert.That(file.RecordLayout(file.Member(), file.Member().Reachable.Cast(ElementType.Int16)), Is.Null);
    }

    [Test]
    public void An_npy_records_a_layout_in_the_bytes_of_its_header()
    {
        string path = Npy("a.npy", ElementType.Single, [4]);
        using (DataFile file = DataFile.Open(path))
        {
            HeaderChange change = file.RecordLayout(file.Member(), file.Member().Reachable.Cast(ElementType.Int16, [2, 4]))!;
            Assert.That((change.Path, change.Offset, change.FitsInPlace, change.IsEmpty), Is.EqualTo((path, 0L, true, false)));
            byte[] bytes = File.ReadAllBytes(path);
            Assert.That(bytes.AsSpan(0, change.OldBytes.Length).SequenceEqual(change.OldBytes.AsSpan()));
            change.NewBytes.CopyTo(bytes);
            _folder.Write("b.npy", bytes);
        }

        using DataFile changed = DataFile.Open(_folder["b.npy"]);
        Assert.That(changed.View(Own).Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [2, 4], 128)));
    }

    [Test]
    public void An_npy_header_that_does_not_fit_moves_the_data_by_whole_blocks()
    {
        const string Header = "{'descr': '|u1', 'fortran_order': False, 'shape': (8,)}\n";
        string path = _folder.Write("a.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)Header.Length, 0, .. Encoding.UTF8.GetBytes(Header), .. new byte[8]]);
        using DataFile file = DataFile.Open(path);
        HeaderChange change = file.RecordLayout(file.Member(), file.Member().Reachable.Reshape([2, 2, 2]), growth: 4096)!;

        Assert.That(change.FitsInPlace, Is.False);
        Assert.That(change.NewBytes, Has.Length.EqualTo(change.OldBytes.Length + 4096));
        Assert.That(NpyHeader.Parse(change.NewBytes.AsSpan(), long.MaxValue).Layout.Shape, Is.EqualTo(new long[] { 2, 2, 2 }));
    }

    [Test]
    public void A_detached_header_records_a_layout_in_its_own_file()
    {
        string header = Text("data.nhdr", "NRRD0004\ntype: uchar\ndimension: 1\nsizes: 12\nencoding: raw\ndata file: data.bin\n");
        string data = _folder.Write("data.bin", new byte[12]);
        using DataFile file = DataFile.Open(data);
        Layout layout = file.Member().Reachable.Cast(ElementType.Single, [3, 1]);
        HeaderChange change = file.RecordLayout(file.Member(), layout)!;
        Assert.That(change.Path, Is.EqualTo(header));
        Assert.That(change.OldBytes, Is.EqualTo(File.ReadAllBytes(header)));
        File.WriteAllBytes(header, [.. change.NewBytes]);

        using DataFile changed = DataFile.Open(data);
        Assert.That(changed.View(Own).Layout, Is.EqualTo(layout));
    }

    [Test]
    public void A_mapping_that_is_there_already_is_read()
    {
        MappedFile mapping = MappedFile.Open(Npy("a.npy", ElementType.Single, [4]));
        using DataFile file = DataFile.Over(mapping);

        Assert.That(file.Mapping, Is.SameAs(mapping));
        Assert.That(file.View(Own).Shape, Is.EqualTo(new long[] { 4 }));
    }

    [Test]
    public void Expressions_are_read_as_text_too()
    {
        using DataFile file = DataFile.Open(_folder.Write("numbers.bin", [0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 1, 0, 2, 0]));

        Assert.That(file.View("h[1:4]").Layout, Is.EqualTo(Layout.Contiguous(ElementType.Int16, [3], 2)));
        Assert.That(file.View("h.cast(B)").Layout, Is.EqualTo(file.View().Layout));
    }

    [Test]
    public void A_null_argument_is_named()
    {
        string path = _folder.Write("data.bin", new byte[8]);
        Assert.That(() => DataFile.Open(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("path"));
        Assert.That(() => DataFile.Open(""), Throws.ArgumentException);
        Assert.That(() => PatchOperation.Apply(path, null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("edits"));
        using DataFile file = DataFile.Open(path);
        Assert.That(() => file.View((string)null!), Throws.ArgumentNullException);
        Assert.That(() => file.View((ViewExpression)null!), Throws.ArgumentNullException);
        Assert.That(() => file.View().Assign(null!), Throws.ArgumentNullException);
        Assert.That(() => file.View().CopyFrom(null!), Throws.ArgumentNullException);
        Assert.That(() => ElementTypeNotation.Parse(null!), Throws.ArgumentNullException);
    }

    /// <summary>A log grows while it is read: every format sees the bytes that the mapping covers, and no more.</summary>
    [TestCase("growing.bin", "")]
    [TestCase("growing.npy", "npy")]
    public void A_file_that_grows_while_it_is_opened_has_the_length_of_its_mapping(string name, string format)
    {
        string path = format == "npy" ? Npy(name, ElementType.Int32, [4]) : _folder.Write(name, new byte[16]);
        MappedFile mapping = MappedFile.Open(path, locking: FileLocking.None);
        using (FileStream writer = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.Write(new byte[5000]);
        }

        using DataFile file = DataFile.Over(mapping);
        Assert.That((file.View().ByteLength, file.Container.Warnings), Is.EqualTo((16L, System.Collections.Immutable.ImmutableArray<string>.Empty)));
    }

    [Test]
    public void A_file_disposed_under_threads_that_use_its_views_is_an_exception_to_all_of_them()
    {
        string path = _folder.Write("data.bin", new byte[1 << 20]);
        for (int round = 0; round < 20; round++)
        {
            DataFile file = DataFile.Open(path, MapAccess.ReadWrite);
            MemoryView view = file.View("<u4");
            MemoryView<uint> typed = view.As<uint>();
            int[] disposed = [0];
            Action[] uses =
            [
                () => _ = typed[round],
                () =>
                {
                    using TypedLease<uint> lease = typed.Lease();
                    _ = lease.Read(0, 1 << 18).IndexOf(7u);
                },
                () => view.SetValue(1u, 100 + round),
                () => _ = view[..1000].ToBytes(),
            ];
            Thread[] threads = [.. uses.Select(use => new Thread(() => UseUntilDisposed(use, disposed)))];
            Array.ForEach(threads, thread => thread.Start());
            Thread.Sleep(round % 7);
            file.Dispose();
            Array.ForEach(threads, thread => thread.Join());
            Assert.That(disposed[0], Is.EqualTo(threads.Length));
        }

        // Anything but the one exception would end the process of the tests.
        static void UseUntilDisposed(Action use, int[] disposed)
        {
            try
            {
                while (true)
                {
                    use();
                }
            }
            catch (ObjectDisposedException)
            {
                Interlocked.Increment(ref disposed[0]);
            }
        }
    }
}
