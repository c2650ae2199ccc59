using System.Collections.Immutable;
using System.Globalization;
using MmapTool.Elements;
using MmapTool.Formats.Npy;
using MmapTool.Layouts;
using MmapTool.Testing;

namespace MmapTool.Interop.Tests;

/// <summary>Real NumPy is the oracle: its files are read as it reads them, and written as it writes them.</summary>
public sealed class NpyTests
{
    private readonly TemporaryFolder _folder = new();
    private List<NpyFile> _files = [];

    [OneTimeSetUp]
    public void LetNumPyWrite()
    {
        _files = NpyFile.WriteAll(_folder.Path);
        Assert.That(_files, Has.Count.GreaterThan(180));
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public void Type_shape_strides_and_offset_are_NumPys()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (NpyFile file in _files)
            {
                Layout layout = Read(file).Layout;
                Assert.That(Describe(layout.ElementType), Is.EqualTo(file.Type), file.Name);
                Assert.That(layout.Shape, Is.EqualTo(file.Shape), file.Name);
                Assert.That(layout.Offset, Is.EqualTo(file.Offset), file.Name);

                // The strides of an empty array have no effect, so NumPy's and ours may differ.
                if (layout.Count > 0 && layout.ItemSize > 0)
                {
                    Assert.That(layout.Strides, Is.EqualTo(file.Strides), file.Name);
                }

                Assert.That(layout.End, Is.EqualTo(new FileInfo(file.Path).Length), file.Name);
            }
        }
    }

    [Test]
    public void A_fresh_header_is_byte_for_byte_the_one_that_NumPy_writes()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (NpyFile file in _files.Where(file => file.IsPlain))
            {
                NpyHeader header = Read(file);
                Assert.That(NpyHeader.Write(header.Layout), Is.EqualTo(header.Bytes), file.Name);
            }
        }
    }

    [Test]
    public void Another_type_and_shape_and_back_again_gives_the_file_that_NumPy_wrote()
    {
        int relabelled = 0;
        using (Assert.EnterMultipleScope())
        {
            foreach (NpyFile file in _files.Where(file => file.IsPlain))
            {
                NpyHeader header = Read(file);
                if (!header.Layout.IsCContiguous || header.Layout.ByteLength == 0)
                {
                    continue;
                }

                RecordedHeader bytes = header.WithLayout(header.Layout.Cast(ElementType.UInt8));
                Assert.That(bytes.FitsInPlace, file.Name);
                RecordedHeader back = Parse(bytes).WithLayout(header.Layout);
                Assert.That(back.Bytes, Is.EqualTo(header.Bytes), file.Name);
                relabelled++;
            }
        }

        Assert.That(relabelled, Is.GreaterThan(100));
    }

    [Test]
    public void A_shape_and_an_order_and_back_again_gives_the_file_that_NumPy_wrote()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (NpyFile file in _files)
            {
                NpyHeader header = Read(file);
                RecordedHeader turned = header.WithLayout(header.Layout.Transpose());
                Assert.That(turned.FitsInPlace, file.Name);
                Assert.That(Parse(turned).WithLayout(header.Layout).Bytes, Is.EqualTo(header.Bytes), file.Name);
                if (header.Layout.IsCContiguous)
                {
                    RecordedHeader flat = header.WithLayout(header.Layout.Reshape([-1, 1]));
                    if (!flat.FitsInPlace && header.Layout.Rank == 0)
                    {
                        // NumPy leaves room for an axis to grow in, and a scalar has none.
                        continue;
                    }

                    Assert.That(flat.FitsInPlace, file.Name);
                    Assert.That(Parse(flat).WithLayout(header.Layout).Bytes, Is.EqualTo(header.Bytes), file.Name);
                }
            }
        }
    }

    [Test]
    public void NumPy_reads_every_header_that_was_changed_in_place()
    {
        List<string> expected = [];
        foreach (NpyFile file in _files.Where(file => Read(file).Layout.ByteLength > 0))
        {
            NpyHeader header = Read(file);
            Layout layout = header.Layout.Transpose();
            if (layout.IsCContiguous && layout.Count > 1)
            {
                layout = layout.Reshape([1, -1, 1]);
            }

            expected.Add($"{Path.GetFileName(file.Path)} {string.Join(',', layout.Shape)} {string.Join(',', layout.Strides)}");
            byte[] bytes = File.ReadAllBytes(file.Path);
            header.WithLayout(layout).Bytes.CopyTo(bytes);
            Directory.CreateDirectory(_folder["changed"]);
            File.WriteAllBytes(Path.Combine(_folder["changed"], Path.GetFileName(file.Path)), bytes);
        }

        string output = NpyPython.Run(
            """
            import os, sys
            import numpy as np
            old, new = sys.argv[1:]
            for name in sorted(os.listdir(new)):
                before = np.load(os.path.join(old, name))
                after = np.load(os.path.join(new, name))
                assert after.dtype == before.dtype, name
                assert after.size > 10000 or sorted(map(repr, after.ravel().tolist())) == sorted(map(repr, before.ravel().tolist())), name
                print(name, ",".join(map(str, after.shape)), ",".join(map(str, after.strides)))
            """,
            _folder.Path,
            _folder["changed"]);

        Assert.That(expected, Has.Count.GreaterThan(100));
        Assert.That(WithoutFreeStrides(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), Is.EqualTo(WithoutFreeStrides(expected)));
    }

    [Test]
    public void NumPy_maps_data_behind_a_header_of_one_block()
    {
        string path = _folder.Write("block.npy", [.. NpyHeader.Write(ElementType.Int16, [2, 3], alignTo: 4096), 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]);
        string output = NpyPython.Run(
            "import sys, numpy as np\na = np.load(sys.argv[1], mmap_mode='r')\nprint(a.offset, a.dtype.str, a.tolist())",
            path);

        Assert.That(output.Trim(), Is.EqualTo("4096 <i2 [[1, 2, 3], [4, 5, 6]]"));
    }

    [Test]
    public void Files_that_NumPy_refuses_to_read_are_refused_too()
    {
        NpyPython.Run(
            """
            import sys, numpy as np
            for number, dtype in enumerate(["O", [("a", "<i4"), ("o", "O")]]):
                np.save("%s/refused%d.npy" % (sys.argv[1], number), np.zeros(3, dtype=dtype))
            """,
            _folder.Path);
        for (int number = 0; number < 2; number++)
        {
            byte[] bytes = File.ReadAllBytes(_folder[$"refused{number}.npy"]);
            Assert.That(() => NpyHeader.Parse(bytes, bytes.Length), Throws.TypeOf<Errors.ContainerException>().With.Message.Contains("is refused"));
        }
    }

    private static NpyHeader Read(NpyFile file)
    {
        byte[] bytes = File.ReadAllBytes(file.Path);
        return NpyHeader.Parse(bytes, bytes.Length);
    }

    private static NpyHeader Parse(RecordedHeader header) => NpyHeader.Parse(header.Bytes.AsSpan(), long.MaxValue);

    // The stride of an axis of length 1 has no effect, so NumPy's and ours may differ.
    private static IEnumerable<string> WithoutFreeStrides(IEnumerable<string> lines) => lines.Select(line =>
    {
        string[] parts = line.Split(' ');
        string[] shape = parts[1].Split(',');
        return $"{parts[0]} {parts[1]} {string.Join(',', parts[2].Split(',').Select((stride, axis) => shape[axis] == "1" ? "-" : stride))}";
    });

    private static string Describe(ElementType type) => type.Kind != ElementKind.Record
        ? type.ToString()
        : $"{{{string.Join(';', type.Fields.Select(Describe))}}}{type.ItemSize.ToString(CultureInfo.InvariantCulture)}";

    private static string Describe(RecordField field) =>
        $"{field.Name}:{Describe(field.Type)}{(field.Shape.IsEmpty ? "" : $"({string.Join(',', field.Shape)})")}@{field.Offset.ToString(CultureInfo.InvariantCulture)}";
}
