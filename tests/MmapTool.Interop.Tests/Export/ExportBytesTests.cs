using System.Globalization;
using System.Text;
using MmapTool.Elements;
using MmapTool.Layouts;
using MmapTool.Operations.Export;
using MmapTool.Testing;
using MmapTool.Views;

namespace MmapTool.Interop.Tests;

/// <summary>Hex dumps against xxd, and packed bytes against NumPy's tobytes and load.</summary>
public sealed class ExportBytesTests
{
    [Test]
    public void Hex_is_xxds_output_to_the_byte([Values(1, 15, 16, 17, 31, 32, 100, 4096, 70_001)] int length, [Values(0, 1, 7, 16)] int offset)
    {
        byte[] bytes = new byte[offset + length + 5];
        new Random(length).NextBytes(bytes);
        using TemporaryFolder folder = new();
        string path = folder.Write("bytes", bytes);
        byte[] expected = ExportPeer.Xxd("-s", $"{offset}", "-l", $"{length}", path);
        string actual = new ExportCase("|u1", Layout.Contiguous(ElementType.UInt8, [length], offset), bytes).Export(ExportFormat.Hex);
        Assert.That(actual, Is.EqualTo(Encoding.ASCII.GetString(expected)));
    }

    [Test]
    public void Hex_offsets_grow_beyond_4_GiB()
    {
        const long Origin = (1L << 32) - 40;
        using TemporaryFolder folder = new();
        string path = folder.Sparse("sparse", Origin + 100);
        byte[] expected = ExportPeer.Xxd("-s", Origin.ToString(CultureInfo.InvariantCulture), path);
        using MemoryStream text = new();
        ViewExport.Write(
            new MemoryView(new ExportArrayMemory(new byte[100], Origin), Layout.Contiguous(ElementType.UInt8, [100], Origin)), ExportFormat.Hex, text);
        Assert.That(Encoding.ASCII.GetString(text.ToArray()), Is.EqualTo(Encoding.ASCII.GetString(expected)));
    }

    [Test]
    public void Hex_of_a_strided_view_is_xxds_output_for_its_bytes()
    {
        ExportCase whole = ExportCase.Random("<i4", ElementType.Int32, new(1), 30, 20);
        ExportCase columns = whole with { Layout = whole.Layout.Index(ViewIndex.Slice(null, null, -2), ViewIndex.Slice(3, 11)) };
        using MemoryStream packed = new();
        packed.Write(Convert.FromBase64String(ExportCase.Expected("import base64\ndef text(a, case): return base64.b64encode(a.tobytes()).decode()", [columns])[0]));
        using TemporaryFolder folder = new();
        byte[] expected = ExportPeer.Xxd(folder.Write("packed", packed.ToArray()));
        Assert.That(columns.Export(ExportFormat.Hex), Is.EqualTo(Encoding.ASCII.GetString(expected)));
    }

    [Test]
    public void Raw_bytes_are_tobytes_in_either_order()
    {
        Random random = new(2);
        ExportCase whole = ExportCase.Random("<i8", ElementType.Int64, random, 12, 9, 40);
        ExportCase[] cases =
        [
            whole,
            whole with { Layout = whole.Layout.Transpose() },
            whole with { Layout = whole.Layout.Index(ViewIndex.Slice(1, null, 3), ViewIndex.Slice(null, null, -1), ViewIndex.Slice(5, 30)) },
            whole with { Layout = whole.Layout.Index(4, 3, 2) },
            whole with { Layout = whole.Layout.Index(ViewIndex.Slice(3, 3)) },
        ];
        foreach (bool fortran in (bool[])[false, true])
        {
            string[] expected = ExportCase.Expected($"import base64\ndef text(a, case): return base64.b64encode(a.tobytes('{(fortran ? 'F' : 'C')}')).decode()", cases);
            for (int number = 0; number < cases.Length; number++)
            {
                Assert.That(Convert.ToBase64String(Bytes(cases[number], ExportFormat.Bytes, new() { FortranOrder = fortran })), Is.EqualTo(expected[number]));
            }
        }
    }

    [Test]
    public void Npy_is_the_header_and_the_bytes()
    {
        ExportCase view = ExportCase.Random("<i4", ElementType.Int32, new(3), 6, 4);
        view = view with { Layout = view.Layout.Transpose() };
        using TemporaryFolder folder = new();
        foreach (string order in (string[])["C", "F"])
        {
            string path = folder[$"{order}.npy"];
            byte[] header = Convert.FromBase64String(ExportPeer.Python(
                "import base64, io, numpy as np, sys\nf = io.BytesIO()\nnp.save(f, np.zeros((4, 6), '<i4', order=sys.argv[1]))\nprint(base64.b64encode(f.getvalue()[:128]).decode())", order));
            File.WriteAllBytes(path, Bytes(view, ExportFormat.Bytes, new() { Header = header, FortranOrder = order == "F" }));
            string expected = ExportCase.Expected("def text(a, case): return repr(a.tolist())", [view])[0];
            Assert.That(ExportPeer.Python("import numpy as np, sys\nprint(np.load(sys.argv[1]).tolist(), end='')", path), Is.EqualTo(expected));
        }
    }

    private static byte[] Bytes(ExportCase one, ExportFormat format, ExportOptions options)
    {
        using MemoryStream bytes = new();
        ViewExport.Write(new MemoryView(new ExportArrayMemory(one.Bytes), one.Layout), format, bytes, options);
        return bytes.ToArray();
    }
}
